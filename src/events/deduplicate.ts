// SPDX-License-Identifier: MIT
// One action that two sources report is one event. What one source repeats is kept: two clicks are two clicks.

import type { Item, ShopEvent } from '../types.ts'

/** How far apart, in milliseconds, two sources may report the same action. */
export const SAME_ACTION_MS = 2_000
const MAX_RECENT = 100
const MAX_ORDERS = 1_000

interface Sighting {
  readonly key: string
  readonly timeMs: number
  /** Sources that have reported this action. */
  readonly sources: string[]
}

/** Tells whether an event is new; `false` for one that another source, or an earlier order, already told. */
export type Deduplicator = (event: ShopEvent, source: string, timeMs: number) => boolean

/**
 * Creates the memory of what was seen on this page: the latest actions and order numbers, nothing that grows.
 * @remarks Each sighting is matched at most once per source, so that two clicks reported by two sources are two
 * events in whatever order the reports come in. A `purchase` is known by its `transaction_id` for the whole page.
 */
export function createDeduplicator(): Deduplicator {
  let recent: Sighting[] = []
  const orders = new Set<string>()
  return (event, source, timeMs) => {
    if (event.name === 'purchase') {
      if (orders.has(event.transaction_id)) return false
      remember(orders, event.transaction_id)
      return true
    }
    recent = recent.filter((sighting) => timeMs - sighting.timeMs <= SAME_ACTION_MS).slice(1 - MAX_RECENT)
    const key = toKey(event)
    const match = recent.find((sighting) => sighting.key === key && !sighting.sources.includes(source))
    if (match) match.sources.push(source)
    else recent.push({ key, timeMs, sources: [source] })
    return !match
  }
}

function remember(orders: Set<string>, id: string): void {
  orders.add(id)
  for (const oldest of orders) {
    if (orders.size <= MAX_ORDERS) return
    orders.delete(oldest)
  }
}

/** Sources differ in the order and detail of the items, not in which they are. */
function toKey(event: ShopEvent): string {
  const all: { readonly [Key in AnyKey<ShopEvent>]?: unknown } & { readonly items?: readonly Item[] } = event
  return JSON.stringify([
    all.name,
    all.page_location,
    all.transaction_id,
    all.promotion_id ?? all.promotion_name,
    'search_term' in event ? event.search_term.toLowerCase() : undefined,
    all.items?.map((item) => item.item_id ?? item.item_name).sort(),
  ])
}

type AnyKey<Event> = Event extends unknown ? keyof Event : never
