// SPDX-License-Identifier: MIT
// Cleaning: what instrumentation repeats is folded, so that shops with different data layers look alike.
// The rules and their reasons are in docs/features.md; each has a test of its own.

import type { EventName, StoredEvent } from '../types.ts'
import { contentKey, itemKey, subjectOf } from './event-content.ts'

/** The same event twice within this time was reported twice, not done twice. */
export const DUPLICATE_MS = 1_000
/** Seeing the same thing again within this time, with nothing between, is a refresh. */
export const REFRESH_MS = 30_000
/** A page view and the event that describes the page lie at most this far apart. */
export const PAGE_MS = 3_000
/** A list that appears this soon after the event that describes the page is part of that page. */
export const LIST_MS = 2_000
/** A click or a search and the page that it leads to lie at most this far apart. */
export const CLICK_MS = 30_000

/** An event that counts. */
export interface CleanEvent {
  readonly event: StoredEvent
  /** Milliseconds since the Unix epoch, always finite; may go backwards when the clock was set. */
  readonly timeMs: number
  /** Refreshes folded into it. */
  readonly folds: number
}

interface Draft extends CleanEvent {
  folds: number
  readonly key: string
  lastMs: number
  hasPage: boolean
}

const SEEING: ReadonlySet<EventName> = new Set<EventName>([
  'page_view',
  'search',
  'view_search_results',
  'view_item_list',
  'view_item',
  'view_cart',
  'view_promotion',
])

const DESCRIBES_PAGE: ReadonlySet<EventName> = new Set<EventName>([
  'search',
  'view_search_results',
  'view_item_list',
  'view_item',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
])

/**
 * Folds repetitions and missing times away.
 * @param events - In the order in which they happened, of one or of several sessions.
 * @returns What counts, in the same order; never longer than the input.
 */
export function cleanHistory(events: readonly StoredEvent[]): CleanEvent[] {
  const kept: Draft[] = []
  const orders = new Set<string>()
  let nowMs = 0
  for (const event of events) {
    if (Number.isFinite(event.timeMs)) nowMs = event.timeMs
    const draft: Draft = {
      event,
      timeMs: nowMs,
      lastMs: nowMs,
      folds: 0,
      key: contentKey(event),
      hasPage: false,
    }
    if (isDuplicate(kept, draft) || isKnownOrder(orders, draft)) continue
    absorbPageView(kept, draft)
    absorbCause(kept, draft)
    if (!belongsToLast(kept.at(-1), draft)) kept.push(draft)
  }
  return kept
}

function isDuplicate(kept: readonly Draft[], draft: Draft): boolean {
  for (let index = kept.length - 1; index >= 0; index--) {
    const earlier = kept[index]!
    if (Math.abs(draft.timeMs - earlier.lastMs) > DUPLICATE_MS) return false
    if (sameContent(earlier, draft)) return true
  }
  return false
}

function isKnownOrder(orders: Set<string>, draft: Draft): boolean {
  if (draft.event.name !== 'purchase' || draft.key === '') return false
  if (orders.has(draft.key)) return true
  orders.add(draft.key)
  return false
}

/** Removes the page view that announced the page which this event describes. */
function absorbPageView(kept: Draft[], draft: Draft): void {
  const last = kept.at(-1)
  if (!last || last.event.name !== 'page_view' || !DESCRIBES_PAGE.has(draft.event.name)) return
  if (!isWithin(last, draft, PAGE_MS)) return
  kept.pop()
  draft.hasPage = true
}

/** Removes the click or the search that led to what is now seen. */
function absorbCause(kept: Draft[], draft: Draft): void {
  const last = kept.at(-1)
  if (!last || !isWithin(last, draft, CLICK_MS)) return
  const [cause, effect] = [last.event.name, draft.event.name]
  const item = itemKey(subjectOf(draft.event))
  const isOpened =
    cause === 'select_item' && effect === 'view_item' && item === itemKey(subjectOf(last.event))
  const isFound = cause === 'search' && effect === 'view_search_results' && draft.key === last.key
  if ((isOpened && item !== undefined) || (isFound && draft.key !== '')) kept.pop()
}

/** Whether the event adds nothing to the last one but a refresh, its page view or a list of the same page. */
function belongsToLast(last: Draft | undefined, draft: Draft): boolean {
  if (!last || !isWithin(last, draft, REFRESH_MS)) return false
  const name = draft.event.name
  if (SEEING.has(name) && draft.key !== '' && sameContent(last, draft)) {
    last.folds++
    last.lastMs = draft.timeMs
    return true
  }
  if (!DESCRIBES_PAGE.has(last.event.name)) return false
  if (name === 'page_view' && !last.hasPage && isWithin(last, draft, PAGE_MS)) {
    last.hasPage = true
    return true
  }
  return name === 'view_item_list' && !draft.hasPage && isWithin(last, draft, LIST_MS)
}

function sameContent(earlier: Draft, later: Draft): boolean {
  return (
    earlier.event.name === later.event.name &&
    earlier.key === later.key &&
    earlier.event.sessionId === later.event.sessionId
  )
}

function isWithin(earlier: Draft, later: Draft, spanMs: number): boolean {
  return (
    earlier.event.sessionId === later.event.sessionId && Math.abs(later.timeMs - earlier.lastMs) <= spanMs
  )
}
