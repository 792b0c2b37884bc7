// SPDX-License-Identifier: MIT
// The six counts that any analyst would take first of a customer: recency, frequency, money, age, items, returns.

import { itemKey, itemsOf } from '../../features/event-content.ts'
import type { StoredEvent } from '../../types.ts'

const DAY_MS = 86_400_000

/** Money spent, refunds taken off, in the currency of the data; at least 0. */
export function pastSpend(events: readonly StoredEvent[]): number {
  const sum = events.reduce((total, event) => {
    if (event.name === 'purchase') return total + (event.value ?? 0)
    return event.name === 'refund' ? total - (event.value ?? 0) : total
  }, 0)
  return Math.max(sum, 0)
}

/**
 * Counts over the history of a customer.
 * @returns Log days since the latest order, log orders, log spend, log days since the first event, log distinct items,
 * returns.
 */
export function customerCounts(events: readonly StoredEvent[]): number[] {
  const orders = events.filter(({ name }) => name === 'purchase')
  const returns = events.filter(({ name }) => name === 'refund').length
  const nowMs = events.at(-1)?.timeMs ?? 0
  const daysSince = (timeMs = nowMs): number => Math.max(nowMs - timeMs, 0) / DAY_MS
  const items = new Set(events.flatMap((event) => itemsOf(event).map(itemKey)))
  return [
    Math.log1p(daysSince(orders.at(-1)?.timeMs)),
    Math.log1p(orders.length),
    Math.log1p(pastSpend(events)),
    Math.log1p(daysSince(events[0]?.timeMs)),
    Math.log1p(items.size),
    returns,
  ]
}
