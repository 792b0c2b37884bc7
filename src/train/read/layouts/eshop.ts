// SPDX-License-Identifier: MIT
// "E-shop clothing 2008" (UCI 553): clicks in order, without times of day, carts and purchases.

import type { Layout } from './layout.ts'

/** Between two clicks of a session. The file has dates alone; a made-up time says nothing, evenly. */
const CLICK_EVERY_MS = 30_000

/** A visit is a session; a click on the item that is open already is none. */
export const ESHOP: Layout = {
  name: 'eshop2008',
  about: 'UCI 553 "clickstream for online shopping" (CSV); no outcome, so for pre-training only',
  source: 'eshop2008',
  columns: {
    year: 'text',
    month: 'text',
    day: 'text',
    order: 'text',
    'session ID': 'text',
    'page 1 (main category)': 'text',
    'page 2 (clothing model)': 'text',
    colour: 'text',
    price: 'text',
  },
  visit: 'session',
  carts: 'not-told',
  unlabelled: true,
  otherNames: 'ignored',
  columnOf: { time: 'order', item: 'page 2 (clothing model)' },
  events({ text, dialect }) {
    const [session, item] = [text('session ID'), text('page 2 (clothing model)')]
    const place = dialect.integer(text('order'))
    const date = ['year', 'month', 'day'].map((part) => text(part)).join(", '-', ")
    const isOpen = `lag(${item}) OVER (PARTITION BY ${session} ORDER BY ${place}) = ${item}`
    return {
      visitor: session,
      session,
      raw_time: text('order'),
      time_ms: `${dialect.instantMs(`concat(${date})`)} + ${CLICK_EVERY_MS} * ${place}`,
      raw_name: `CASE WHEN ${isOpen} THEN 'the same item again' ELSE 'click' END`,
      name: `CASE WHEN ${isOpen} THEN NULL ELSE 'view_item' END`,
      item_id: item,
      item_category: text('page 1 (main category)'),
      item_variant: text('colour'),
      price: dialect.number(text('price')),
    }
  },
}
