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
const MAX_STAY_MS = 30 * 60_000
/** Every fourth product page, the first included, is a list. */
const LIST_EVERY = 4
/** Start of every session; only differences of time matter. */
const START_MS = Date.UTC(2017, 1, 1)

/**
 * Spreads the pages of each kind evenly over the session and gives each the mean stay of its kind. Nobody can time the
 * last page of a session, so the stays of its kind are shared by the others of that kind: durations stay whole.
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
  const lastKind = pages.at(-1)?.kind
  let timeMs = START_MS
  return pages.map(({ name, kind }, index) => {
    const stamp = { id: `${id}/${index}`, timeMs, sessionId: id, source: 'ospi' }
    timeMs += stayOf(kind, kind === lastKind ? kind.pages - 1 : kind.pages)
    return name === 'page_view' ? { name, ...stamp } : { name, items: [], ...stamp }
  })
}

type PageEvent = 'page_view' | 'view_item' | 'view_item_list'

interface Page {
  readonly name: PageEvent
  readonly kind: PageCount
  /** Where in the session it lies, in (0, 1). */
  readonly place: number
}

function spread(kind: PageCount, nameOf: (index: number) => PageEvent): Page[] {
  return Array.from({ length: kind.pages }, (_, index) => ({
    name: nameOf(index),
    kind,
    place: (index + 0.5) / kind.pages,
  }))
}

/** Mean stay on a page of a kind of which so many were timed, in milliseconds. */
function stayOf({ seconds }: PageCount, timed: number): number {
  return Math.min(Math.max((seconds * 1000) / Math.max(timed, 1), MIN_STAY_MS), MAX_STAY_MS)
}
