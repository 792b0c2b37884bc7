// SPDX-License-Identifier: MIT
// "eCommerce behavior data from multi category store" (REES46 Marketing Platform) as published.

import { categoryPath, nameCase, type Layout } from './layout.ts'

const NAMES = {
  view: 'view_item',
  cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  purchase: 'purchase',
}

/** A visit is one `user_session`; `category_id` stands in where there is no `category_code`. */
export const REES46: Layout = {
  name: 'rees46',
  about: 'REES46 "eCommerce behavior data from multi category store" (CSV)',
  source: 'rees46',
  columns: {
    event_time: 'text',
    event_type: 'text',
    product_id: 'text',
    category_id: 'text',
    category_code: 'text',
    brand: 'text',
    price: 'text',
    user_id: 'text',
    user_session: 'text',
  },
  visit: 'session',
  carts: 'told',
  otherNames: { expected: 'view, cart or purchase' },
  columnOf: { time: 'event_time', name: 'event_type', item: 'product_id' },
  events({ text, dialect }) {
    const category = `coalesce(${text('category_code')}, ${text('category_id')})`
    return {
      visitor: text('user_id'),
      session: text('user_session'),
      raw_time: text('event_time'),
      time_ms: dialect.instantMs(text('event_time')),
      raw_name: text('event_type'),
      name: nameCase(text('event_type'), NAMES, dialect),
      item_id: text('product_id'),
      item_brand: text('brand'),
      price: dialect.number(text('price')),
      ...categoryPath(category, '.', dialect),
    }
  },
}
