// SPDX-License-Identifier: MIT
// Invented visits whose encoding is written down in encodings.json, to be met in Node and in the browser.

import type { Reads } from '../../src/features/encode-history.ts'
import type { HistoryContext } from '../../src/features/history-context.ts'
import type { EventName, Item, StoredEvent } from '../../src/types.ts'

/** A visit, or the history of a visitor, to encode. */
export interface GoldenVisit {
  readonly name: string
  readonly reads: Reads
  readonly context?: HistoryContext
  readonly events: readonly StoredEvent[]
}

const START_MS = Date.UTC(2026, 2, 14, 9, 26, 53)

const kettle: Item = {
  item_id: 'k1',
  item_brand: 'Nord',
  item_category: 'Kitchen',
  item_category2: 'Kettles',
  price: 49.9,
}
const pot: Item = {
  item_id: 'p7',
  item_brand: 'Nord',
  item_category: 'Kitchen',
  item_category2: 'Pots',
  price: 89,
}
const whisk: Item = {
  item_id: 'w2',
  item_brand: 'Hand',
  item_category: 'Kitchen',
  item_category2: 'Tools',
  price: 7.5,
}
const vase: Item = { item_name: 'Vase', item_category: 'Living', price: 24, quantity: 2 }
const nameless: Item = { item_category: 'Living' }

type Row = readonly [
  seconds: number,
  name: EventName,
  rest?: Readonly<Record<string, unknown>>,
  session?: string,
]

function history(rows: readonly Row[]): StoredEvent[] {
  return rows.map(
    ([seconds, name, rest = {}, sessionId = 'a'], index) =>
      ({
        name,
        ...rest,
        id: String(index),
        timeMs: START_MS + seconds * 1000,
        sessionId,
        source: 'track',
      }) as StoredEvent,
  )
}

/** The visits, in the order of encodings.json. */
export const GOLDEN_VISITS: readonly GoldenVisit[] = [
  { name: 'nothing', reads: 'visit', events: [] },
  {
    name: 'one page',
    reads: 'visit',
    events: history([[0, 'page_view', { page_location: 'https://shop.example/' }]]),
  },
  {
    name: 'a shop with a full data layer, from the start page to the order',
    reads: 'visit',
    events: history([
      [0, 'page_view', { page_location: 'https://shop.example/' }],
      [0.4, 'view_promotion', { promotion_id: 'spring' }],
      [9, 'page_view', { page_location: 'https://shop.example/kitchen' }],
      [9.3, 'view_item_list', { item_list_id: 'kitchen', items: [kettle, pot, whisk] }],
      [31, 'select_item', { item_list_id: 'kitchen', items: [kettle] }],
      [32, 'page_view', { page_location: 'https://shop.example/k1' }],
      [32.2, 'view_item', { items: [kettle] }],
      [32.9, 'view_item_list', { item_list_id: 'related', items: [pot, whisk] }],
      [95, 'page_view', { page_location: 'https://shop.example/p7' }],
      [95.2, 'view_item', { items: [pot] }],
      [140, 'view_item', { items: [kettle] }],
      [171, 'add_to_cart', { items: [kettle], value: 49.9, currency: 'EUR' }],
      [171.5, 'add_to_cart', { items: [kettle], value: 49.9, currency: 'EUR' }],
      [180, 'view_cart', { items: [kettle] }],
      [201, 'begin_checkout', { items: [kettle] }],
      [260, 'add_shipping_info', { items: [kettle], shipping_tier: 'standard' }],
      [300, 'add_payment_info', { items: [kettle], payment_type: 'card' }],
      [330, 'purchase', { items: [kettle], transaction_id: 'T1', value: 49.9 }],
      [331, 'purchase', { items: [kettle], transaction_id: 'T1', value: 49.9 }],
    ]),
  },
  {
    name: 'searches, a wish list, a cart that empties again',
    reads: 'visit',
    events: history([
      [0, 'search', { search_hashes: [17, 4] }],
      [1, 'view_search_results', { search_hashes: [17, 4] }],
      [14, 'view_item', { items: [whisk] }],
      [20, 'view_item', { items: [whisk] }],
      [50, 'add_to_wishlist', { items: [whisk] }],
      [70, 'search', { search_hashes: [17, 4] }],
      [90, 'view_item', { items: [vase] }],
      [120, 'add_to_cart', { items: [vase] }],
      [300, 'remove_from_cart', { items: [vase] }],
      [320, 'login', { method: 'email' }],
      [321, 'sign_up', { method: 'email' }],
      [400, 'view_cart', { items: [] }],
    ]),
  },
  {
    name: 'items without names, prices and categories; a clock that is set back; a time that is missing',
    reads: 'visit',
    events: history([
      [0, 'view_item', { items: [nameless] }],
      [60, 'view_item', { items: [] }],
      [30, 'add_to_cart', { items: [nameless] }],
      [NaN, 'view_item', { items: [{ item_id: 'x', price: -4 }] }],
      [4000, 'view_item', { items: [{ item_id: 'y', price: 1e12 }] }],
      [4060, 'view_item', { items: [{ item_id: 'z', price: 0.01 }] }],
      [4090, 'refund', { items: [], transaction_id: 'T0' }],
    ]),
  },
  {
    name: 'a visitor who comes back the next day',
    reads: 'visitor',
    events: history([
      [0, 'view_item', { items: [pot] }],
      [45, 'add_to_cart', { items: [pot] }],
      [90_000, 'page_view', { page_location: 'https://shop.example/' }, 'b'],
      [90_020, 'view_cart', { items: [pot] }, 'b'],
      [90_080, 'view_item', { items: [pot] }, 'b'],
      [180_000, 'view_item', { items: [whisk] }, 'c'],
    ]),
  },
  {
    name: 'the same visitor, today alone',
    reads: 'visit',
    events: history([
      [0, 'view_item', { items: [pot] }],
      [90_000, 'view_item', { items: [pot] }, 'b'],
      [90_060, 'view_item', { items: [whisk] }, 'b'],
    ]),
  },
  {
    name: 'a customer with two orders and a return, in a shop whose typical order is known',
    reads: 'orders',
    context: { returning: true, typicalOrderValue: 60 },
    events: history([
      [0, 'view_item', { items: [pot] }],
      [90, 'purchase', { items: [pot], transaction_id: 'T1', value: 89 }],
      [800_000, 'refund', { items: [pot], transaction_id: 'T1', value: 89 }, 'b'],
      [2_000_000, 'purchase', { items: [vase, kettle], transaction_id: 'T2' }, 'c'],
      [4_000_000, 'page_view', { page_location: 'https://shop.example/' }, 'd'],
    ]),
  },
  {
    name: 'more events than the model holds',
    reads: 'visit',
    events: history(
      Array.from({ length: 120 }, (_, index): Row => {
        const item = {
          item_id: `i${index % 37}`,
          item_category: `c${index % 5}`,
          price: 10 + ((index * 7) % 90),
        }
        return [index * 33, index % 11 === 10 ? 'add_to_cart' : 'view_item', { items: [item] }]
      }),
    ),
  },
]
