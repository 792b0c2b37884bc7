// SPDX-License-Identifier: MIT
// Visitors who walk about a made-up shop: thousands of beginnings of visits for tests that must not need real data.

import { createRandom, type Random } from '../../src/train/random.ts'
import type { Visit } from '../../src/train/visit.ts'
import type { Item, ShopEvent, StoredEvent } from '../../src/types.ts'

const START_MS = Date.UTC(2026, 3, 1, 9)
const ITEMS = 24

const stock: readonly Item[] = Array.from({ length: ITEMS }, (_, index) => ({
  item_id: `w${index}`,
  item_name: `Thing ${index}`,
  item_brand: `brand ${index % 5}`,
  item_category: `kind ${index % 4}`,
  item_category2: `kind ${index % 4}.${index % 2}`,
  price: 5 + index * index,
}))

/**
 * Walks.
 * @param visits - How many; fewer are the first of more.
 * @param seed - The same seed walks the same ways.
 * @returns Visits of 1 to 24 events without an order, each of a visitor of its own.
 */
export function walkShop(visits: number, seed: number): Visit[] {
  return Array.from({ length: visits }, (_, index) => {
    const random = createRandom(seed * 100_003 + index)
    const id = `walk-${seed}-${index}`
    const events = walk(id, 1 + Math.floor(24 ** random.next()), random)
    return { id, visitorId: id, source: 'shop', events, after: [], label: 'browse' }
  })
}

function walk(id: string, length: number, random: Random): StoredEvent[] {
  const seen: Item[] = []
  const cart: Item[] = []
  let timeMs = START_MS
  return Array.from({ length: Math.min(length, 24) }, (_, index): StoredEvent => {
    // Every doubling of a pause between 2 s and 10 minutes is as likely.
    timeMs += Math.round(2000 * 300 ** random.next())
    return { ...step(seen, cart, random), id: `${id}/${index}`, timeMs, sessionId: id, source: 'dataLayer' }
  })
}

function step(seen: Item[], cart: Item[], random: Random): ShopEvent {
  const chance = random.next()
  const any = stock[random.integer(ITEMS)]!
  const known = seen.length > 0 && random.next() < 0.3 ? seen[random.integer(seen.length)]! : any
  if (chance < 0.15) {
    const items = stock.filter(({ item_category }) => item_category === any.item_category)
    return { name: 'view_item_list', items, item_list_id: any.item_category ?? '' }
  }
  if (chance < 0.22) return { name: 'page_view', page_location: `/page/${random.integer(6)}` }
  if (chance < 0.28) return { name: 'search', search_hashes: [random.integer(50)] }
  if (chance < 0.4 && seen.length > 0) {
    const item = seen.at(-1)!
    cart.push(item)
    return { name: 'add_to_cart', items: [item] }
  }
  if (chance < 0.45 && cart.length > 0) return { name: 'view_cart', items: [...cart] }
  if (chance < 0.48 && cart.length > 0) return { name: 'remove_from_cart', items: [cart.pop()!] }
  if (chance < 0.52 && cart.length > 0) return { name: 'begin_checkout', items: [...cart] }
  seen.push(known)
  return { name: 'view_item', items: [known] }
}
