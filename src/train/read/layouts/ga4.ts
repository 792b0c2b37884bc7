// SPDX-License-Identifier: MIT
// Google Analytics 4 in BigQuery, exported as Parquet or JSON lines: nested `event_params` and `items`.

import { EVENT_NAMES } from '../../../events/event-names.ts'
import { nameCase, ownNames, type Layout } from './layout.ts'

const VALUE = { string_value: 'text', int_value: 'text', float_value: 'text', double_value: 'text' } as const
const ITEM = {
  item_id: 'text',
  item_name: 'text',
  item_brand: 'text',
  item_variant: 'text',
  item_category: 'text',
  item_category2: 'text',
  item_category3: 'text',
  item_category4: 'text',
  item_category5: 'text',
  price: 'text',
  quantity: 'text',
  item_list_id: 'text',
  item_list_name: 'text',
  promotion_id: 'text',
} as const

/** A visit is a `ga_session_id` of a `user_pseudo_id`. Events outside the vocabulary (`scroll`, …) do not matter. */
export const GA4: Layout = {
  name: 'ga4',
  about: 'Google Analytics 4 export to BigQuery, `events_*` (Parquet, JSON lines)',
  source: 'shop',
  columns: {
    event_timestamp: 'text',
    event_name: 'text',
    user_pseudo_id: 'text',
    event_params: [{ key: 'text', value: VALUE }],
    items: [ITEM],
    ecommerce: { transaction_id: 'text' },
  },
  optional: ['ecommerce'],
  visit: 'session',
  carts: 'told',
  otherNames: 'ignored',
  columnOf: { time: 'event_timestamp', name: 'event_name' },
  events({ text, has, dialect }) {
    const { first, ident, integer, json, lookup, number, size } = dialect
    const params = ident('event_params')
    const items = ident('items')
    const string = (key: string): string => lookup(params, key, ['value', 'string_value'])
    const item = (field: string): string => notSet(dialect.text(`${first(items)}.${field}`))
    const session = dialect.text(lookup(params, 'ga_session_id', ['value', 'int_value']))
    return {
      visitor: text('user_pseudo_id'),
      session: `${text('user_pseudo_id')} || '.' || ${session}`,
      raw_time: text('event_timestamp'),
      // GA4 counts microseconds.
      time_ms: integer(`floor(${number(text('event_timestamp'))} / 1000)`),
      raw_name: text('event_name'),
      name: nameCase(text('event_name'), ownNames(EVENT_NAMES), dialect),
      item_id: item('item_id'),
      item_name: item('item_name'),
      item_brand: item('item_brand'),
      item_variant: item('item_variant'),
      item_category: item('item_category'),
      item_category2: item('item_category2'),
      item_category3: item('item_category3'),
      item_category4: item('item_category4'),
      item_category5: item('item_category5'),
      price: number(item('price')),
      quantity: number(item('quantity')),
      item_list_id: `coalesce(${string('item_list_id')}, ${item('item_list_id')}, ${item('item_list_name')})`,
      promotion_id: `coalesce(${string('promotion_id')}, ${item('promotion_id')})`,
      currency: string('currency'),
      search_term: string('search_term'),
      page_location: string('page_location'),
      transaction_id: has('ecommerce')
        ? `coalesce(${string('transaction_id')}, ${text('ecommerce', 'transaction_id')})`
        : string('transaction_id'),
      items: `CASE WHEN ${size(items)} > 1 THEN ${json(items)} END`,
    }
  },
}

/** GA4 writes `(not set)` for what a shop did not tell. */
function notSet(value: string): string {
  return `NULLIF(NULLIF(${value}, '(not set)'), '')`
}
