// SPDX-License-Identifier: MIT
// A simulated shop: what it sells, how willing its visitors are, and what its page reports. What it reports is drawn once
// and says nothing of the visitor, so that a model cannot lean on one way of instrumenting.

import type { EventName } from '../../types.ts'
import type { Random } from '../random.ts'
import { drawCatalogue, type Catalogue } from './catalogue.ts'

/** How a shop reports. */
export interface ShopStyle {
  /** Events that its page reports; product views and orders always are. */
  readonly reported: ReadonlySet<EventName>
  /** Items that a list names. */
  readonly listedItems: 'none' | 'all'
  /** Levels of category that items carry, 0 to 2. */
  readonly categoryLevels: number
  readonly hasBrands: boolean
  readonly hasPrices: boolean
  readonly hasNames: boolean
  /** Currency of events; absent where they carry none. */
  readonly currency?: string
  /** Whether events come with times of their own; otherwise they lie 1 ms apart. */
  readonly isTimed: boolean
  /** Whether the cart opens by itself after something was added. */
  readonly opensCart: boolean
  /** Share of what happens to the cart that is not reported, in [0, 1]. */
  readonly cartLoss: number
  /** Share of the orders that skip the cart: "buy now", a wallet's button. */
  readonly express: number
  /** Share of its visitors who were there before. */
  readonly returning: number
}

/** A shop. */
export interface Shop {
  readonly catalogue: Catalogue
  readonly style: ShopStyle
  /** What all its visits gain or lose in intent, in log odds. */
  readonly appeal: number
}

/** Bounds of a shop's appeal: at the lower about 1.3 % of the visits buy, at the upper about 3.8 %. */
const APPEAL = { low: -0.45, high: 0.8 } as const

/** Chance that a shop reports an event (or several that come together), in [0, 1]. */
const REPORTS: readonly (readonly [number, ...EventName[]])[] = [
  [0.6, 'page_view'],
  [0.65, 'view_item_list'],
  [0.4, 'select_item'],
  [0.35, 'search'],
  [0.45, 'view_search_results'],
  [0.65, 'remove_from_cart'],
  [0.6, 'view_cart'],
  [0.35, 'add_to_wishlist'],
  [0.35, 'view_promotion'],
  [0.25, 'select_promotion'],
  [0.35, 'login', 'sign_up'],
]

/** Which steps of its checkout a shop reports: none where it is on another site, one where it is a single page. */
const CHECKOUTS: readonly (readonly [number, ...EventName[]])[] = [
  [0.3],
  [0.25, 'begin_checkout'],
  [0.08, 'begin_checkout', 'add_shipping_info'],
  [0.12, 'begin_checkout', 'add_payment_info'],
  [0.25, 'begin_checkout', 'add_shipping_info', 'add_payment_info'],
]

/** Share of the shops that report little: views, some of the carts, and orders, as REES46 does. */
const POOR = 0.3

const CURRENCIES = ['EUR', 'USD', 'GBP', 'PLN', 'SEK'] as const

/**
 * Draws a shop.
 * @param prefix - What its identifiers begin with, and those of no other shop.
 */
export function drawShop(prefix: string, random: Random): Shop {
  return {
    catalogue: drawCatalogue(prefix, random),
    style: drawStyle(random),
    appeal: APPEAL.low + (APPEAL.high - APPEAL.low) * random.next(),
  }
}

function drawStyle(random: Random): ShopStyle {
  const has = (chance: number): boolean => random.next() < chance
  const isPoor = has(POOR)
  const names = isPoor ? [] : REPORTS.flatMap(([chance, ...own]) => (has(chance) ? own : []))
  const checkout = isPoor ? [] : drawCheckout(random)
  const hasPrices = has(0.85)
  const currency = CURRENCIES[random.integer(CURRENCIES.length)]!
  return {
    reported: new Set<EventName>(['view_item', 'add_to_cart', 'purchase', ...names, ...checkout]),
    listedItems: has(0.7) ? 'all' : 'none',
    categoryLevels: has(0.15) ? 0 : 1 + random.integer(2),
    hasBrands: has(0.7),
    hasPrices,
    hasNames: has(0.6),
    ...(hasPrices && has(0.75) && { currency }),
    isTimed: has(0.95),
    opensCart: has(0.25),
    cartLoss: isPoor ? 0.4 + 0.5 * random.next() : has(0.2) ? 0.3 * random.next() : 0,
    express: has(0.6) ? 0.6 * random.next() : 0,
    returning: 0.2 + 0.3 * random.next(),
  }
}

function drawCheckout(random: Random): readonly EventName[] {
  let left = random.next()
  const [, ...names] = CHECKOUTS.find(([share]) => (left -= share) < 0) ?? CHECKOUTS[0]!
  return names
}
