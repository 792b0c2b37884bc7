// SPDX-License-Identifier: MIT
// The questions that a network can be trained on: their classes, what they read, and what a visit says of them.

import { encodeHistory, type EncodedHistory } from '../features/encode-history.ts'
import type { HeadSpec } from '../model/package-format.ts'
import type { HeadName, StoredEvent } from '../types.ts'
import type { Target } from './fit/batch.ts'
import { INTENTS, type Visit } from './visit.ts'

/** How reports speak of the main class. */
export interface HeadWords {
  readonly question: string
  /** Those that have the class. */
  readonly ones: string
  /** Said of one that has the class, and of one that has not. */
  readonly did: string
  readonly didNot: string
}

/** A question before anything is trained. */
export interface HeadTask {
  readonly name: HeadName
  /** In the order of the outputs. */
  readonly classes: readonly string[]
  /** The class that rivals answer for, and that decides what a model is worth. */
  readonly main: string
  readonly reads: HeadSpec['reads']
  /** What one input is. */
  readonly unit: 'visit' | 'customer'
  readonly words: HeadWords
}

/** All questions, in the order of a network's outputs. */
export const HEAD_TASKS: readonly HeadTask[] = [
  {
    name: 'intent',
    classes: INTENTS,
    main: 'buy',
    reads: 'visit',
    unit: 'visit',
    words: { question: 'Will it buy?', ones: 'buyers', did: 'bought', didNot: 'did not buy' },
  },
  {
    name: 'value',
    classes: ['regular', 'high'],
    main: 'high',
    reads: 'orders',
    unit: 'customer',
    words: {
      question: 'Will it be of high value?',
      ones: 'best customers',
      did: 'was of high value',
      didNot: 'was not of high value',
    },
  },
  {
    name: 'risk',
    classes: ['regular', 'return-prone'],
    main: 'return-prone',
    reads: 'orders',
    unit: 'customer',
    words: {
      question: 'Will it return orders?',
      ones: 'return-prone customers',
      did: 'returned orders',
      didNot: 'returned nothing',
    },
  },
]

/** The question of a head. */
export function headTask(name: HeadName): HeadTask {
  return HEAD_TASKS.find((task) => task.name === name)!
}

/**
 * What a visit says of a question.
 * @returns A class, `no-buy` where the visit is either browsing or abandoning, `undefined` where nothing is known.
 */
export function answerOf(visit: Visit, head: HeadName): string | undefined {
  if (head !== 'intent') return visit.customer?.[head]
  return visit.label === 'untold' ? undefined : visit.label
}

/** What a head should say of a visit. */
export function targetOf(visit: Visit, { name, classes }: HeadTask): Target | undefined {
  const answer = answerOf(visit, name)
  if (answer === undefined) return undefined
  return {
    classes: classes.map((own) => (own === answer || (answer === 'no-buy' && own !== 'buy') ? 1 : 0)),
  }
}

/** Questions that at least one of the visits answers, in the order of a network's outputs. */
export function headsOf(visits: readonly Visit[]): HeadTask[] {
  return HEAD_TASKS.filter(({ name }) => visits.some((visit) => answerOf(visit, name) !== undefined))
}

/** Whether a visit has the main class of a question. */
export function isMain(visit: Visit, { name, main }: HeadTask): boolean {
  return answerOf(visit, name) === main
}

/** Encodes a visit, or some of its events, as the page does for the questions that it answers. */
export function encodeVisit(visit: Visit, events: readonly StoredEvent[] = visit.events): EncodedHistory {
  const { customer, returning, typicalOrderValue } = visit
  return encodeHistory(events, customer ? 'orders' : 'visit', { returning, typicalOrderValue })
}
