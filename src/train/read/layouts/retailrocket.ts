// SPDX-License-Identifier: MIT
// RetailRocket's e-commerce data set: `events.csv`.

import { nameCase, type Layout } from './layout.ts'

const NAMES = { view: 'view_item', addtocart: 'add_to_cart', transaction: 'purchase' }

/** A visit is a visitor without 30 minutes of silence. */
export const RETAILROCKET: Layout = {
  name: 'retailrocket',
  about: 'RetailRocket "recommender system dataset", events.csv',
  source: 'retailrocket',
  columns: { timestamp: 'text', visitorid: 'text', event: 'text', itemid: 'text', transactionid: 'text' },
  optional: ['transactionid'],
  visit: 'silence',
  carts: 'told',
  otherNames: { expected: 'view, addtocart or transaction' },
  columnOf: { time: 'timestamp', name: 'event', item: 'itemid' },
  events({ text, dialect }) {
    return {
      visitor: text('visitorid'),
      raw_time: text('timestamp'),
      time_ms: dialect.integer(text('timestamp')),
      raw_name: text('event'),
      name: nameCase(text('event'), NAMES, dialect),
      item_id: text('itemid'),
      transaction_id: text('transactionid'),
    }
  },
}
