// SPDX-License-Identifier: MIT
// What an event is about: keys that only ever serve to tell same from different.

import type { Item, StoredEvent } from '../types.ts'

const SEPARATOR = '\u001f'

/** Items of an event; empty for events without any. */
export function itemsOf(event: StoredEvent): readonly Item[] {
  const items = 'items' in event ? event.items : undefined
  return Array.isArray(items) ? (items as readonly Item[]) : []
}

/** Key of an item: its id, else its name; `undefined` where neither is told. */
export function itemKey(item: Item | undefined): string | undefined {
  return item?.item_id || item?.item_name || undefined
}

/** Key of an item's whole category path; `undefined` where no level is told. */
export function categoryKey(item: Item | undefined): string | undefined {
  if (!item) return undefined
  const { item_category, item_category2, item_category3, item_category4, item_category5 } = item
  const levels = [item_category, item_category2, item_category3, item_category4, item_category5]
  const told = levels.filter((level) => level !== undefined && level !== '')
  return told.length > 0 ? told.join(SEPARATOR) : undefined
}

/** Price of an item where it is told and makes sense: finite and above 0. */
export function priceOf(item: Item | undefined): number | undefined {
  const price = item?.price
  return typeof price === 'number' && price > 0 && price < Infinity ? price : undefined
}

/** Units of an item: 1 where not told, clamped to [1, 100]. */
export function unitsOf(item: Item): number {
  const quantity = item.quantity
  return typeof quantity === 'number' && quantity >= 1 ? Math.min(quantity, 100) : 1
}

/** The one item that an event is about; `undefined` for lists, carts, orders, pages and searches. */
export function subjectOf(event: StoredEvent): Item | undefined {
  switch (event.name) {
    case 'view_item':
    case 'select_item':
    case 'add_to_cart':
    case 'remove_from_cart':
    case 'add_to_wishlist':
      return itemsOf(event)[0]
    default:
      return undefined
  }
}

/** Category of an event: its subject's, or the one that all its items share; `undefined` where none is told. */
export function eventCategory(event: StoredEvent): string | undefined {
  const subject = subjectOf(event)
  if (subject) return categoryKey(subject)
  const items = itemsOf(event)
  const first = categoryKey(items[0])
  return first !== undefined && items.every((item) => categoryKey(item) === first) ? first : undefined
}

/**
 * What an event says beside its name and time, for telling repetitions.
 * @returns The empty string where it says nothing.
 */
export function contentKey(event: StoredEvent): string {
  switch (event.name) {
    case 'page_view':
      return event.page_location ?? ''
    case 'search':
    case 'view_search_results':
      return event.search_hashes?.join(',') ?? event.search_term ?? ''
    case 'purchase':
    case 'refund':
      return event.transaction_id ?? ''
    case 'view_promotion':
    case 'select_promotion':
      return event.promotion_id ?? event.promotion_name ?? event.creative_slot ?? ''
    case 'login':
    case 'sign_up':
      return event.method ?? ''
    case 'view_item_list':
    case 'select_item':
      return [listKey(event) ?? '', ...keysOf(event)].join(SEPARATOR)
    default:
      return keysOf(event).join(SEPARATOR)
  }
}

/** Key of the list that an event shows; `undefined` where it is not told. */
export function listKey(event: StoredEvent): string | undefined {
  if (event.name !== 'view_item_list' && event.name !== 'select_item') return undefined
  const item = itemsOf(event)[0]
  return event.item_list_id || event.item_list_name || item?.item_list_id || item?.item_list_name || undefined
}

function keysOf(event: StoredEvent): string[] {
  return itemsOf(event).map((item) => itemKey(item) ?? '')
}
