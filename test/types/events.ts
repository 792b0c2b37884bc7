// SPDX-License-Identifier: MIT
// Events: GA4's names and parameters are accepted as they stand, anything else is refused. Compiled, never run.

import type { Item, ShopEvent, StoredEvent, Vitrine } from 'vitrine'

declare const vitrine: Vitrine
declare const item: Item
declare const event: ShopEvent
declare const stored: StoredEvent

vitrine.track({ name: 'page_view', page_location: 'https://shop.example/' })
vitrine.track({ name: 'search', search_term: 'lamp' })
vitrine.track({ name: 'view_item', currency: 'EUR', value: 49, items: [{ item_id: 'L1', price: 49 }] })
vitrine.track({ name: 'add_to_cart', items: [item] })
vitrine.track({ name: 'purchase', transaction_id: 'T1', items: [] })
vitrine.track({ name: 'login', method: 'email' })

// @ts-expect-error - names are GA4's
vitrine.track({ name: 'addToCart', items: [item] })
// @ts-expect-error - an item event has items
vitrine.track({ name: 'add_to_cart' })
// @ts-expect-error - an order has a number
vitrine.track({ name: 'purchase', items: [item] })
// @ts-expect-error - a price is a number
vitrine.track({ name: 'view_item', items: [{ item_id: 'L1', price: '49.00' }] })
// @ts-expect-error - a search has no items
vitrine.track({ name: 'search', search_term: 'lamp', items: [item] })
// @ts-expect-error - items are not changed in place
item.price = 1

export function narrow(): string {
  switch (event.name) {
    case 'purchase':
    case 'refund':
      return event.transaction_id
    case 'search':
    case 'view_search_results':
      return event.search_term ?? ''
    case 'page_view':
      // @ts-expect-error - the union narrows by name
      return event.items
    default:
      return ''
  }
}

export const stamp: readonly [string, number, string, string] = [
  stored.id,
  stored.timeMs,
  stored.sessionId,
  stored.source,
]
