// SPDX-License-Identifier: MIT
// What a layout has to say: which columns it reads and how they become events.

import type { DataSource } from '../../visit.ts'
import type { Dialect } from '../sql/dialect.ts'

/** What the columns of a file mean; docs/training.md has a table. @public */
export type LayoutName =
  | 'table'
  | 'ga4'
  | 'segment'
  | 'shopify'
  | 'vitrine'
  | 'rees46'
  | 'otto'
  | 'yoochoose'
  | 'retailrocket'
  | 'eshop2008'
  | 'invoices'
  | 'sessions'
  | 'visits'

/** All of them, the most general first. */
export const LAYOUT_NAMES: readonly LayoutName[] = [
  'table',
  'ga4',
  'segment',
  'shopify',
  'vitrine',
  'rees46',
  'otto',
  'yoochoose',
  'retailrocket',
  'eshop2008',
  'invoices',
  'sessions',
  'visits',
]

/** Columns of the events relation, in its order, with their types; {@link EventColumns} says what they hold. */
export const EVENT_COLUMNS = {
  visitor: 'text',
  session: 'text',
  time_ms: 'integer',
  raw_time: 'text',
  raw_name: 'text',
  name: 'text',
  item_id: 'text',
  item_name: 'text',
  item_brand: 'text',
  item_category: 'text',
  item_category2: 'text',
  item_category3: 'text',
  item_category4: 'text',
  item_category5: 'text',
  item_variant: 'text',
  price: 'number',
  quantity: 'number',
  currency: 'text',
  value: 'number',
  search_term: 'text',
  search_hashes: 'text',
  page_location: 'text',
  item_list_id: 'text',
  promotion_id: 'text',
  transaction_id: 'text',
  items: 'text',
  outcome: 'text',
  cohort: 'text',
  tie: 'integer',
} as const

/** A column of the events relation. */
export type EventColumn = keyof typeof EVENT_COLUMNS

/**
 * An SQL expression for each column that a layout can fill; the others are NULL. Names are GA4's. Beside them:
 * `raw_time` and `raw_name` are as the file has them; `search_hashes` has commas; `items` is a JSON list where an event
 * has several items; `outcome` is `buy` or `no-buy` where the file tells it; `cohort` is the group of a split by group; `tie`
 * orders events of one row.
 */
export type EventColumns = Readonly<Partial<Record<EventColumn, string>>>

/** Shape of a column: text, or the fields of a structure, or a list of one. */
export type Shape = 'text' | readonly [Shape] | { readonly [field: string]: Shape }

/** What is there to refer to. */
export interface RawTable {
  readonly dialect: Dialect
  /** Whether the file has a column; in printed queries all are there. */
  has(column: string): boolean
  /** A column as text, or a field of it; NULL where the file lacks the column. */
  text(...path: readonly string[]): string
}

/** What every layout says. */
export interface TableLayout {
  readonly name: LayoutName
  /** Which export it reads, in a few words. */
  readonly about: string
  /** Data set that its visits belong to. */
  readonly source: DataSource
  /** Columns that it reads, with their shapes. */
  readonly columns: Readonly<Record<string, Shape>>
  /** Names as a flat file would have them, where columns are mapped by path. */
  readonly paths?: readonly string[]
  /** Columns that may be missing. */
  readonly optional?: readonly string[]
  /** Whether files have no header line; the columns are then those above, in order. */
  readonly headerless?: boolean
  /** Whether there are orders and nothing before them: of customers they tell, of visits nothing. */
  readonly ordersOnly?: boolean
  /** Whether there are no times. */
  readonly timeless?: boolean
  /** Whether the file does not tell how visits end, so that their label is `untold`. */
  readonly unlabelled?: boolean
}

/** A layout of events: one small file each. */
export interface Layout extends TableLayout {
  /** A visit is what the file calls a session, or a visitor's events without 30 minutes of silence. */
  readonly visit: 'session' | 'silence'
  /** Whether the file tells what happens in the cart; where it does not, a visit that did not buy is `no-buy`. */
  readonly carts: 'told' | 'not-told' | 'if-seen'
  /** What an unknown event name is: a row that cannot be read, with what was expected, or one that does not matter. */
  readonly otherNames: 'ignored' | { readonly expected: string }
  /** Columns to name in messages. */
  readonly columnOf: { readonly time?: string; readonly name?: string; readonly item?: string }
  /** List column of which each element is an event. */
  readonly explode?: string
  /** The expressions. */
  events(raw: RawTable): EventColumns
}

/** `CASE` over the names of a file. */
export function nameCase(raw: string, names: Readonly<Record<string, string>>, { literal }: Dialect): string {
  const cases = Object.entries(names).map(([from, to]) => `WHEN ${literal(from)} THEN ${literal(to)}`)
  return `CASE ${raw} ${cases.join(' ')} END`
}

/** Names that GA4 knows and the model reads, each as itself. */
export function ownNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]))
}

/** The five category levels out of one text with separators. */
export function categoryPath(text: string, separator: string, { part }: Dialect): EventColumns {
  return {
    item_category: part(text, separator, 1),
    item_category2: part(text, separator, 2),
    item_category3: part(text, separator, 3),
    item_category4: part(text, separator, 4),
    item_category5: part(text, separator, 5),
  }
}
