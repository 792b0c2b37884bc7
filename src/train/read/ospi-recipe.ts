// SPDX-License-Identifier: MIT
// Turns a session that is told only as counts and durations into the events that a page could have seen.
// The recipe is explained in docs/training.md.

import type { StoredEvent } from '../../types.ts'

/** Pages of one kind in a session. */
export interface PageCount {
  /** Pages seen, at least 0. */
  readonly pages: number
  /** Time spent on them in seconds, at least 0. */
  readonly seconds: number
}

/** The six counters and durations of a session. */
export interface SessionCounts {
  readonly administrative: PageCount
  readonly informational: PageCount
  readonly product: PageCount
}

/** No page is left sooner, so that no cleaning rule takes two pages for one. */
const MIN_STAY_MS = 4_000
/** No page is stayed on longer, so that the session holds together. */
const MAX_STAY_MS = 25 * 60_000
/** Every fourth product page, the first included, is a list. */
const LIST_EVERY = 4
/** Start of every session; only differences of time matter. */
const START_MS = Date.UTC(2017, 1, 1)

/**
 * Spreads the pages of each kind evenly over the session and gives each the mean stay of its kind.
 * @param id - Identifier of the session.
 * @param counts - What is known of it.
 * @returns Events without items and addresses: which product, list or page it was is not known.
 */
export function countsToEvents(id: string, counts: SessionCounts): StoredEvent[] {
  const pages = [
    ...spread(counts.product, (index) => (index % LIST_EVERY === 0 ? 'view_item_list' : 'view_item')),
    ...spread(counts.administrative, () => 'page_view'),
    ...spread(counts.informational, () => 'page_view'),
  ].sort((a, b) => a.place - b.place)
  let timeMs = START_MS
  return pages.map(({ name, stayMs }, index) => {
    const stamp = { id: `${id}/${index}`, timeMs, sessionId: id, source: 'ospi' }
    timeMs += stayMs
    return name === 'page_view' ? { name, ...stamp } : { name, items: [], ...stamp }
  })
}

type PageEvent = 'page_view' | 'view_item' | 'view_item_list'

interface Page {
  readonly name: PageEvent
  readonly place: number
  readonly stayMs: number
}

function spread(count: PageCount, nameOf: (index: number) => PageEvent): Page[] {
  const meanMs = count.pages > 0 ? (count.seconds * 1000) / count.pages : 0
  const stayMs = Math.min(Math.max(meanMs, MIN_STAY_MS), MAX_STAY_MS)
  return Array.from({ length: count.pages }, (_, index) => ({
    name: nameOf(index),
    place: (index + 0.5) / count.pages,
    stayMs,
  }))
}
