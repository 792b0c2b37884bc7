// SPDX-License-Identifier: MIT
// What a simulated shop sells. Nothing in it is shared with another shop.

import type { Item } from '../../types.ts'
import type { Random } from '../random.ts'

/** Products by category, the most looked at first. */
export interface Catalogue {
  readonly categories: readonly (readonly Item[])[]
}

/** Standard deviations of the logarithm of prices: of shops, of categories, of products of one category. */
const PRICE_DEVIATION = { shop: 0.8, category: 0.7, item: 0.6 } as const
/** Mean of the logarithm of prices. */
const PRICE_MEAN = 4
/** Categories of a department. */
const DEPARTMENT_SIZE = 4

/**
 * Draws a catalogue.
 * @param prefix - What the identifiers of this shop begin with, and those of no other.
 */
export function drawCatalogue(prefix: string, random: Random): Catalogue {
  const shopPrice = PRICE_MEAN + PRICE_DEVIATION.shop * random.normal()
  const categoryCount = 3 + random.integer(25)
  const brandCount = 4 + random.integer(40)
  const categories = Array.from({ length: categoryCount }, (_, category) => {
    const price = shopPrice + PRICE_DEVIATION.category * random.normal()
    return Array.from({ length: 4 + random.integer(50) }, (__, index): Item => {
      const name = `${prefix}-${category}-${index}`
      return {
        item_id: name,
        item_name: `product ${name}`,
        item_brand: `brand ${prefix}-${random.integer(brandCount)}`,
        item_category: `department ${prefix}-${Math.floor(category / DEPARTMENT_SIZE)}`,
        item_category2: `category ${prefix}-${category}`,
        price: Math.max(1, Math.round(100 * Math.exp(price + PRICE_DEVIATION.item * random.normal())) / 100),
      }
    })
  })
  return { categories }
}

/** Number of a category; the first ones are looked at most. */
export function drawCategory({ categories }: Catalogue, random: Random): number {
  return Math.floor(random.next() ** 1.6 * categories.length)
}

/** A product of a category; the first ones are looked at most. */
export function drawItem({ categories }: Catalogue, category: number, random: Random): Item {
  const items = categories[category]!
  return items[Math.floor(random.next() ** 1.8 * items.length)]!
}

/** Products as a list shows them, from a random place on. */
export function drawListed({ categories }: Catalogue, category: number, random: Random): Item[] {
  const items = categories[category]!
  const from = random.next() < 0.6 ? 0 : random.integer(items.length)
  return items.slice(from, from + 4 + random.integer(20))
}
