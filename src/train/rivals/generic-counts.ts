// SPDX-License-Identifier: MIT
// The eight counts that any analyst would take first: inputs of the logistic rival.

import type { StoredEvent } from '../../types.ts'
import { categoryKey, itemKey, itemsOf, priceOf } from '../../features/event-content.ts'

/**
 * Counts over raw events, before any cleaning.
 * @returns Events, views, cart additions, distinct items, distinct categories, log duration, log mean price, views of
 * the most viewed item.
 */
export function genericCounts(events: readonly StoredEvent[]): number[] {
  const items = new Map<string, number>()
  const categories = new Set<string>()
  const prices: number[] = []
  let views = 0
  let carts = 0
  for (const event of events) {
    if (event.name === 'view_item') views++
    if (event.name === 'add_to_cart') carts++
    for (const item of itemsOf(event)) {
      const key = itemKey(item)
      if (key !== undefined) items.set(key, (items.get(key) ?? 0) + (event.name === 'view_item' ? 1 : 0))
      const category = categoryKey(item)
      if (category !== undefined) categories.add(category)
      const price = priceOf(item)
      if (price !== undefined) prices.push(price)
    }
  }
  const seconds = ((events.at(-1)?.timeMs ?? 0) - (events[0]?.timeMs ?? 0)) / 1000
  const meanPrice = prices.reduce((sum, price) => sum + price, 0) / Math.max(prices.length, 1)
  return [
    events.length,
    views,
    carts,
    items.size,
    categories.size,
    Math.log1p(Math.max(seconds, 0)),
    Math.log1p(meanPrice),
    Math.max(0, ...items.values()),
  ]
}
