// SPDX-License-Identifier: MIT
// Whether a step towards an order ever makes buying less likely, and what ten more seconds change.

import { encodeVisit } from '../../../src/train/heads.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import type { Visit } from '../../../src/train/visit.ts'
import type { StoredEvent } from '../../../src/types.ts'
import { LEAST_FALL } from '../figures/asked.ts'
import { continuationsOf, prefixesOf, type Continuations } from './grow-visits.ts'

/** How `buy` moved over all prefixes that could go on so. */
export interface Moves {
  readonly cases: number
  /** Where it fell by more than rounding. */
  readonly falls: number
  /** At least 0. */
  readonly largestFall: number
  /** In either direction. */
  readonly largestSwing: number
}

/** By what happened. */
export type Growth = Readonly<Record<keyof Continuations, Moves>>

/** Histories of one pass. */
const BATCH = 4096

/** A visit after some events. */
interface Moment {
  readonly visit: Visit
  readonly events: readonly StoredEvent[]
}

/**
 * Measures on every beginning of every visit.
 * @param scorer - A package with the head `intent`.
 */
export async function measureGrowth(scorer: NodeScorer, visits: readonly Visit[]): Promise<Growth> {
  const before = visits.flatMap((visit) =>
    prefixesOf(visit.events).map((events): Moment => ({ visit, events })),
  )
  const buyBefore = await buying(scorer, before)
  const movesOf = async (name: keyof Continuations): Promise<Moves> => {
    const after = before.flatMap(({ visit, events: own }, index) => {
      const events = continuationsOf(own)[name]
      if (!events || (name === 'later' && !isOfLength(visit, events, own))) return []
      return [{ visit, events, index }]
    })
    const buy = await buying(scorer, after)
    const changes = after.map(({ index }, row) => buy[row]! - buyBefore[index]!)
    return {
      cases: changes.length,
      falls: changes.filter((change) => change < -LEAST_FALL).length,
      largestFall: changes.reduce((most, change) => Math.max(most, -change), 0),
      largestSwing: changes.reduce((most, change) => Math.max(most, Math.abs(change)), 0),
    }
  }
  return {
    checkout: await movesOf('checkout'),
    secondView: await movesOf('secondView'),
    furtherView: await movesOf('furtherView'),
    later: await movesOf('later'),
  }
}

/** Whether two histories read as equally many events: a refresh that comes late enough is one more view. */
function isOfLength(visit: Visit, one: readonly StoredEvent[], other: readonly StoredEvent[]): boolean {
  return encodeVisit(visit, one).eventsSeen === encodeVisit(visit, other).eventsSeen
}

/** Calibrated probability of buying at each moment. */
async function buying(scorer: NodeScorer, moments: readonly Moment[]): Promise<number[]> {
  const all: number[] = []
  for (let from = 0; from < moments.length; from += BATCH) {
    const part = moments.slice(from, from + BATCH).map(({ visit, events }) => encodeVisit(visit, events))
    for (const score of await scorer.score(part)) all.push(score.intent?.['buy'] ?? NaN)
  }
  return all
}
