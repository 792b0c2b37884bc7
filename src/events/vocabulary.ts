// SPDX-License-Identifier: MIT
// The vocabulary as a table: event name → parameters → kind. What is not in it is not kept (data minimisation).
// The types below prove at compile time that the table and `ShopEvent` say the same.

import type { EventName, Item, ShopEvent } from '../types.ts'

/**
 * What a parameter holds. `!` means that the event is refused without it.
 * - `text`: trimmed, at most 200 characters, never empty; numbers become text
 * - `number`: finite, at least 0; numeric text becomes a number
 * - `currency`: three letters, upper case
 * - `address`: text without query, fragment and user name
 * - `items`: at most 200 items, an empty list where absent; `items!` at least one
 */
export type Kind = 'text' | 'text!' | 'number' | 'currency' | 'address' | 'items' | 'items!'

type KindOf<Value> = Value extends number
  ? 'number'
  : Value extends string
    ? 'text' | 'text!' | 'currency' | 'address'
    : 'items' | 'items!'

type Named<Name extends EventName, Event = ShopEvent> = Event extends { readonly name: infer Names }
  ? Name extends Names
    ? Event
    : never
  : never

// `search_hashes` is what Vitrine itself makes of `search_term`; it is never read from a page.
type Parameters<Event> = Pick<Event, Exclude<keyof Event, 'name' | 'search_hashes'>>

type Kinds<Holder> = { readonly [Key in keyof Holder]: KindOf<NonNullable<Holder[Key]>> }

const MONEY = { currency: 'currency', value: 'number' } as const
const LIST = { item_list_id: 'text', item_list_name: 'text' } as const
const PROMOTION = {
  promotion_id: 'text',
  promotion_name: 'text',
  creative_name: 'text',
  creative_slot: 'text',
  items: 'items',
} as const
const ORDER = {
  transaction_id: 'text!',
  ...MONEY,
  tax: 'number',
  shipping: 'number',
  coupon: 'text',
  items: 'items',
} as const

/** Parameters of each event, in the order in which they are checked. */
export const PARAMETERS: { readonly [Name in EventName]: Kinds<Parameters<Named<Name>>> } = {
  page_view: { page_location: 'address', page_title: 'text', page_referrer: 'address' },
  search: { search_term: 'text!' },
  view_search_results: { search_term: 'text' },
  view_item_list: { ...LIST, ...MONEY, items: 'items' },
  select_item: { ...LIST, ...MONEY, items: 'items!' },
  view_item: { ...LIST, ...MONEY, items: 'items!' },
  add_to_cart: { ...LIST, ...MONEY, coupon: 'text', items: 'items!' },
  remove_from_cart: { ...LIST, ...MONEY, coupon: 'text', items: 'items!' },
  view_cart: { ...MONEY, coupon: 'text', items: 'items' },
  add_to_wishlist: { ...LIST, ...MONEY, items: 'items!' },
  begin_checkout: { ...MONEY, coupon: 'text', items: 'items!' },
  add_shipping_info: { ...MONEY, coupon: 'text', shipping_tier: 'text', items: 'items!' },
  add_payment_info: { ...MONEY, coupon: 'text', payment_type: 'text', items: 'items!' },
  purchase: ORDER,
  refund: ORDER,
  view_promotion: PROMOTION,
  select_promotion: PROMOTION,
  login: { method: 'text' },
  sign_up: { method: 'text' },
}

/** Parameters of an item. One of `item_id` and `item_name` is needed. */
export const ITEM_PARAMETERS: Required<Kinds<Item>> = {
  item_id: 'text',
  item_name: 'text',
  item_brand: 'text',
  item_category: 'text',
  item_category2: 'text',
  item_category3: 'text',
  item_category4: 'text',
  item_category5: 'text',
  item_variant: 'text',
  item_list_id: 'text',
  item_list_name: 'text',
  index: 'number',
  price: 'number',
  discount: 'number',
  quantity: 'number',
  coupon: 'text',
  affiliation: 'text',
  location_id: 'text',
}
