// SPDX-License-Identifier: MIT
// What `vitrine.export()` gives: one JSON document a visitor, in files of their own or one a line.

import { EVENT_NAMES } from '../../../events/event-names.ts'
import { nameCase, ownNames, type Layout, type Shape } from './layout.ts'

const ITEM: Shape = {
  item_id: 'text',
  item_name: 'text',
  item_brand: 'text',
  item_category: 'text',
  item_category2: 'text',
  item_category3: 'text',
  item_category4: 'text',
  item_category5: 'text',
  item_variant: 'text',
  price: 'text',
  quantity: 'text',
}

/** A visit is a session of the journal. A visitor has no name there: the first session stands in. */
export const VITRINE: Layout = {
  name: 'vitrine',
  about: 'Vitrine’s own export(), one visitor a document (JSON, JSON lines)',
  source: 'shop',
  columns: {
    sessions: [{ id: 'text' }],
    events: [
      {
        name: 'text',
        timeMs: 'text',
        sessionId: 'text',
        items: [ITEM],
        currency: 'text',
        value: 'text',
        search_hashes: ['text'],
        page_location: 'text',
        item_list_id: 'text',
        item_list_name: 'text',
        promotion_id: 'text',
        promotion_name: 'text',
        transaction_id: 'text',
      },
    ],
  },
  visit: 'session',
  carts: 'told',
  otherNames: { expected: 'a name of GA4’s vocabulary' },
  columnOf: { time: 'timeMs', name: 'name' },
  explode: 'events',
  events({ text, dialect }) {
    const { first, ident, integer, join, json, number, size } = dialect
    const of = (field: string): string => text('element', field)
    const items = ident('element', 'items')
    const item = (field: string): string => dialect.text(`${first(items)}.${field}`)
    return {
      visitor: dialect.text(`${first(ident('sessions'))}.id`),
      session: of('sessionId'),
      raw_time: of('timeMs'),
      time_ms: integer(`floor(${number(of('timeMs'))})`),
      raw_name: of('name'),
      name: nameCase(of('name'), ownNames(EVENT_NAMES), dialect),
      item_id: item('item_id'),
      item_name: item('item_name'),
      item_brand: item('item_brand'),
      item_category: item('item_category'),
      item_category2: item('item_category2'),
      item_category3: item('item_category3'),
      item_category4: item('item_category4'),
      item_category5: item('item_category5'),
      item_variant: item('item_variant'),
      price: number(item('price')),
      quantity: number(item('quantity')),
      currency: of('currency'),
      value: number(of('value')),
      search_hashes: join(ident('element', 'search_hashes')),
      page_location: of('page_location'),
      item_list_id: `coalesce(${of('item_list_id')}, ${of('item_list_name')})`,
      promotion_id: `coalesce(${of('promotion_id')}, ${of('promotion_name')})`,
      transaction_id: of('transaction_id'),
      items: `CASE WHEN ${size(items)} > 1 THEN ${json(items)} END`,
      tie: 'position',
    }
  },
}
