// SPDX-License-Identifier: MIT
// What this visitor leans to: categories, brands and price tiers, weighted by deed and by age.

import type { Affinities, Item, StoredEvent } from '../types.ts'

/** What a deed says about liking an item; a list that was merely shown says almost nothing. */
const WEIGHTS: Readonly<Partial<Record<StoredEvent['name'], number>>> = {
  view_item: 1,
  select_item: 0.5,
  add_to_wishlist: 2,
  add_to_cart: 3,
  remove_from_cart: -1.5,
  purchase: 2,
}

/** A deed counts half after this long. */
const HALF_LIFE_MS = 7 * 24 * 3600 * 1000
/** Rows kept in each table. */
const MOST_ROWS = 12
/** An item under this share of the visitor's median price is `low`, over the other `high`. */
const LOW_PRICE = 0.75
const HIGH_PRICE = 1.33

/** No leaning at all: a new visitor. */
export const NO_AFFINITIES: Affinities = Object.freeze({
  category: Object.freeze({}),
  brand: Object.freeze({}),
  priceTier: Object.freeze({}),
})

/**
 * Price tier of a price against the middle of what the visitor has looked at.
 * @param medianPrice - Positive, in the same currency.
 */
export function toPriceTier(price: number, medianPrice: number): 'low' | 'middle' | 'high' {
  if (price < medianPrice * LOW_PRICE) return 'low'
  return price > medianPrice * HIGH_PRICE ? 'high' : 'middle'
}

/** Median of the unit prices of items that the visitor dealt with; `undefined` without prices. */
export function toMedianPrice(events: readonly StoredEvent[]): number | undefined {
  const prices: number[] = []
  for (const event of events) {
    if (!(event.name in WEIGHTS) || !('items' in event)) continue
    for (const item of event.items ?? [])
      if (item.price !== undefined && item.price > 0) prices.push(item.price)
  }
  prices.sort((a, b) => a - b)
  return prices[prices.length >> 1]
}

/**
 * Computes the affinities from the history.
 * @param events - Oldest first; may be empty.
 * @returns Weights in (0, 1], largest first, each table summing to at most 1.
 */
export function computeAffinities(events: readonly StoredEvent[]): Affinities {
  const newestMs = events.at(-1)?.timeMs
  if (newestMs === undefined) return NO_AFFINITIES
  const medianPrice = toMedianPrice(events)
  const category = new Map<string, number>()
  const brand = new Map<string, number>()
  const priceTier = new Map<string, number>()
  for (const event of events) {
    const deed = WEIGHTS[event.name]
    if (deed === undefined || !('items' in event)) continue
    const items: readonly Item[] = event.items ?? []
    const weight = (deed * 0.5 ** ((newestMs - event.timeMs) / HALF_LIFE_MS)) / Math.max(1, items.length)
    for (const item of items) {
      add(category, item.item_category, weight)
      add(brand, item.item_brand, weight)
      if (item.price !== undefined && medianPrice !== undefined) {
        add(priceTier, toPriceTier(item.price, medianPrice), weight)
      }
    }
  }
  return Object.freeze({
    category: toShares(category),
    brand: toShares(brand),
    priceTier: toShares(priceTier),
  })
}

function add(table: Map<string, number>, key: string | undefined, weight: number): void {
  if (key) table.set(key, (table.get(key) ?? 0) + weight)
}

function toShares(table: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const liked = [...table].filter(([, weight]) => weight > 0).sort((a, b) => b[1] - a[1])
  const sum = liked.reduce((total, [, weight]) => total + weight, 0)
  return Object.freeze(
    Object.fromEntries(liked.slice(0, MOST_ROWS).map(([key, weight]) => [key, weight / sum])),
  )
}
