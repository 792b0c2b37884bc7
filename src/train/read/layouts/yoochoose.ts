// SPDX-License-Identifier: MIT
// YOOCHOOSE (RecSys Challenge 2015): clicks and buys in two files without header lines, read together.

import { nameCase, type Layout } from './layout.ts'

/** A visit is a session. A buy has a fifth column, its quantity; carts are not told. */
export const YOOCHOOSE: Layout = {
  name: 'yoochoose',
  about: 'YOOCHOOSE, RecSys Challenge 2015: yoochoose-{clicks,buys}.dat together',
  source: 'yoochoose',
  columns: { session: 'text', time: 'text', item: 'text', category_or_price: 'text', quantity: 'text' },
  headerless: true,
  visit: 'session',
  carts: 'not-told',
  otherNames: 'ignored',
  columnOf: { time: 'time', item: 'item' },
  events({ text, dialect }) {
    const isBuy = `${text('quantity')} IS NOT NULL`
    const kind = `CASE WHEN ${isBuy} THEN 'buy' ELSE 'click' END`
    // Category 0 is none, `S` a special offer.
    const category = `NULLIF(${text('category_or_price')}, '0')`
    return {
      visitor: text('session'),
      session: text('session'),
      raw_time: text('time'),
      time_ms: dialect.instantMs(text('time')),
      raw_name: kind,
      name: nameCase(kind, { click: 'view_item', buy: 'purchase' }, dialect),
      item_id: text('item'),
      item_category: `CASE WHEN NOT (${isBuy}) THEN ${category} END`,
      price: dialect.number(`CASE WHEN ${isBuy} THEN ${category} END`),
      quantity: dialect.number(text('quantity')),
    }
  },
}
