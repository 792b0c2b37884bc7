// SPDX-License-Identifier: MIT
// Visits as they grow, and what could happen next: the cases of the monotone tests.

import { itemKey } from '../../../src/features/event-content.ts'
import type { Item, StoredEvent } from '../../../src/types.ts'

/** Between the last event and one that is added, ms: more than any rule of cleaning folds away, less than a silence. */
const NEXT_MS = 40_000
/** Pause that is added. */
const PAUSE_MS = 10_000

/** What a visit could look like instead. */
export interface Continuations {
  /** A checkout is begun with the last item. */
  readonly checkout: readonly StoredEvent[]
  /** The item that was looked at last, once so far, is looked at again; absent where there is none such. */
  readonly secondView?: readonly StoredEvent[]
  /** The same where it was looked at more than once. */
  readonly furtherView?: readonly StoredEvent[]
  /** The last event came ten seconds later; absent where it is the only one. Measured where it still is one event as it was. */
  readonly later?: readonly StoredEvent[]
}

/**
 * All beginnings of a visit.
 * @param most - Events of the longest.
 */
export function prefixesOf(events: readonly StoredEvent[], most = 30): StoredEvent[][] {
  return Array.from({ length: Math.min(events.length, most) }, (_, index) => events.slice(0, index + 1))
}

/** What could happen after, or instead of, the last event. */
export function continuationsOf(events: readonly StoredEvent[]): Continuations {
  const last = events.at(-1)!
  const stamp = {
    id: `${last.id}+`,
    timeMs: last.timeMs + NEXT_MS,
    sessionId: last.sessionId,
    source: last.source,
  }
  const backwards = [...events].reverse()
  const item = firstItem(backwards)
  const views = backwards.flatMap((event) => (event.name === 'view_item' ? [event.items[0]] : []))
  const viewed = views.find((one) => one !== undefined)
  const times = views.filter((one) => one && viewed && itemKey(one) === itemKey(viewed)).length
  const again = viewed && [...events, { name: 'view_item' as const, items: [viewed], ...stamp }]
  return {
    checkout: [...events, { name: 'begin_checkout', items: item ? [item] : [], ...stamp }],
    ...(again && (times === 1 ? { secondView: again } : { furtherView: again })),
    ...(events.length > 1 && {
      later: [...events.slice(0, -1), { ...last, timeMs: last.timeMs + PAUSE_MS }],
    }),
  }
}

function firstItem(events: readonly StoredEvent[]): Item | undefined {
  const event = events.find((one) => 'items' in one && one.items !== undefined && one.items.length > 0)
  return event && 'items' in event ? event.items?.[0] : undefined
}
