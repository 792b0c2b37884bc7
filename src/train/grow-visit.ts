// SPDX-License-Identifier: MIT
// What could have happened next in a visit, with what it must not do to the chance of an order: a step towards one
// never lowers it, and a few seconds change nothing. Data of a few hundred buyers do not teach that by themselves.

import { itemKey } from '../features/event-content.ts'
import type { Item, StoredEvent } from '../types.ts'
import type { Expectation } from './fit/pair-loss.ts'
import type { Random } from './random.ts'

/** A visit, and how it could have gone on, or gone slower. */
export interface Grown {
  readonly before: readonly StoredEvent[]
  readonly after: readonly StoredEvent[]
  /** How the chance of an order then compares with that of the visit. */
  readonly expected: Expectation
}

type Growth = (events: readonly StoredEvent[], random: Random) => Grown | undefined

/** Beyond the 30 s in which seeing the same again is a refresh. */
const LEAST_GAP_MS = 31_000
const MOST_GAP_MS = 180_000
const PAUSE_MS = 10_000

/** Share of the visits seen again that were seen again before. */
const AGAIN_SHARE = 0.3

/** Steps towards an order that anybody may take next. */
const STEPS = ['begin_checkout', 'begin_checkout', 'add_to_cart', 'view_cart'] as const

const GROWTHS: readonly Growth[] = [viewedAgain, viewedAgain, nearer, nearer, later]

/**
 * Grows a visit.
 * @param events - Of one visit, oldest first, at least one.
 * @returns The visit with the last viewed item viewed again, with a step towards an order, or with its last event ten
 * seconds later; `undefined` where that cannot be.
 */
export function growVisit(events: readonly StoredEvent[], random: Random): Grown | undefined {
  return GROWTHS[random.integer(GROWTHS.length)]!(events, random)
}

function viewedAgain(events: readonly StoredEvent[], random: Random): Grown | undefined {
  const item = lastItem(events, ({ name }) => name === 'view_item')
  if (!item) return undefined
  const again = (seen: readonly StoredEvent[]): StoredEvent[] => [
    ...seen,
    next('view_item', item, seen, random),
  ]
  // What held for the second view must hold for the third.
  const before = random.next() < AGAIN_SHARE ? again(events) : events
  return { before, after: again(before), expected: 'at-least' }
}

/** An empty cart that is looked at is no step. */
function nearer(events: readonly StoredEvent[], random: Random): Grown | undefined {
  const step = STEPS[random.integer(STEPS.length)]!
  const item = lastItem(events, ({ name }) => step !== 'view_cart' || name === 'add_to_cart')
  if (!item && (step === 'view_cart' || step === 'add_to_cart')) return undefined
  return { before: events, after: [...events, next(step, item, events, random)], expected: 'at-least' }
}

function later(events: readonly StoredEvent[]): Grown | undefined {
  if (events.length < 2) return undefined
  const last = events.at(-1)!
  const after = [...events.slice(0, -1), { ...last, timeMs: last.timeMs + PAUSE_MS }]
  return { before: events, after, expected: 'same' }
}

function next(
  name: 'view_item' | (typeof STEPS)[number],
  item: Item | undefined,
  events: readonly StoredEvent[],
  random: Random,
): StoredEvent {
  const { id, timeMs, sessionId, source } = events.at(-1)!
  const gapMs = LEAST_GAP_MS * (MOST_GAP_MS / LEAST_GAP_MS) ** random.next()
  return { name, items: item ? [item] : [], id: `${id}+`, timeMs: timeMs + gapMs, sessionId, source }
}

/** The item that the latest of some events is about. */
function lastItem(
  events: readonly StoredEvent[],
  isMeant: (event: StoredEvent) => boolean,
): Item | undefined {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!
    const item = 'items' in event && isMeant(event) ? event.items?.[0] : undefined
    if (itemKey(item) !== undefined) return item
  }
  return undefined
}
