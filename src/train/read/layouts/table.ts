// SPDX-License-Identifier: MIT
// Any table of events, by a mapping of its columns.

import { EVENT_NAMES } from '../../../events/event-names.ts'
import { UsageError } from '../../train-errors.ts'
import { categoryPath, nameCase, ownNames, type EventColumns, type Layout, type Shape } from './layout.ts'
import { anyTimeMs } from '../sql/any-time.ts'
import type { Dialect } from '../sql/dialect.ts'
import { SEGMENT_NAMES } from './segment.ts'

/** What columns can be mapped to. */
export const MAP_TARGETS = [
  'time',
  'visitor',
  'session',
  'event',
  'item',
  'item-name',
  'brand',
  'category',
  'variant',
  'price',
  'quantity',
  'currency',
  'value',
  'query',
  'page',
  'list',
  'order',
  'bought',
  'group',
] as const

/** One of {@link MAP_TARGETS}. */
export type MapTarget = (typeof MAP_TARGETS)[number]

/**
 * Column of a file for each thing that an event has.
 * @public
 */
export type ColumnMap = Readonly<Record<string, string>>

/** The column of the events relation that a target fills, where it is one that can give the label away. */
export const TARGET_COLUMNS: Readonly<Partial<Record<MapTarget, string>>> = {
  price: 'price',
  quantity: 'quantity',
  value: 'value',
  order: 'transaction_id',
}

/** Names that shops give to GA4's events, in lower case. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(SEGMENT_NAMES).map(([name, to]) => [name.toLowerCase(), to])),
  ...ownNames(EVENT_NAMES),
  view: 'view_item',
  click: 'view_item',
  pageview: 'page_view',
  page: 'page_view',
  cart: 'add_to_cart',
  addtocart: 'add_to_cart',
  remove: 'remove_from_cart',
  checkout: 'begin_checkout',
  buy: 'purchase',
  order: 'purchase',
  transaction: 'purchase',
}

/**
 * The layout of a table whose columns are mapped.
 * @param map - `time`, `event` and one of `visitor` and `session` are needed; a column may be a path, `properties.price`.
 * @param names - Further names of events, in lower case, each with GA4's.
 * @throws {@link UsageError} for a target that does not exist or is missing, or a column that is mapped twice.
 */
export function tableLayout(map: ColumnMap, names: Readonly<Record<string, string>> = {}): Layout {
  checkMap(map)
  const column = (target: MapTarget): string | undefined => map[target]
  const bare = Object.values(map)
  return {
    name: 'table',
    about: 'any table of events, its columns named by --map (CSV, JSON lines, Parquet)',
    source: 'shop',
    columns: shapeOf(bare),
    paths: bare,
    visit: column('session') === undefined ? 'silence' : 'session',
    carts: 'if-seen',
    otherNames: 'ignored',
    columnOf: { time: column('time')!, name: column('event')! },
    events({ text, has, dialect }) {
      const mapped = (target: MapTarget): string | undefined => {
        const name = column(target)
        if (name === undefined) return undefined
        return has(name) ? text(name) : text(...name.split('.'))
      }
      const [time, event] = [mapped('time')!, mapped('event')!]
      const [visitor, category, bought] = [mapped('visitor'), mapped('category'), mapped('bought')]
      const number = (target: MapTarget): string | undefined => {
        const value = mapped(target)
        return value === undefined ? undefined : dialect.number(value)
      }
      const columns = {
        visitor: visitor ?? mapped('session'),
        session: mapped('session'),
        raw_time: time,
        time_ms: anyTimeMs(time, dialect),
        raw_name: event,
        name: nameCase(`lower(${event})`, { ...SYNONYMS, ...names }, dialect),
        cohort: mapped('group'),
        item_id: mapped('item'),
        item_name: mapped('item-name'),
        item_brand: mapped('brand'),
        item_variant: mapped('variant'),
        price: number('price'),
        quantity: number('quantity'),
        currency: mapped('currency'),
        value: number('value'),
        search_term: mapped('query'),
        page_location: mapped('page'),
        item_list_id: mapped('list'),
        transaction_id: mapped('order'),
        outcome:
          bought === undefined
            ? undefined
            : `CASE WHEN lower(${bought}) IN ('true', '1', 'yes', 'buy', 't', 'y') THEN 'buy' ELSE 'no-buy' END`,
        ...(category === undefined ? {} : levels(category, dialect)),
      }
      return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
    },
  }
}

/** `Home/Garden`, `Home > Garden`, `Home|Garden`: up to five levels. */
function levels(category: string, dialect: Dialect): EventColumns {
  const path = [' > ', '>', ' / ', '|'].reduce(
    (text, separator) => `replace(${text}, '${separator}', '/')`,
    category,
  )
  return categoryPath(path, '/', dialect)
}

function checkMap(map: ColumnMap): void {
  const targets: readonly string[] = MAP_TARGETS
  const unknown = Object.keys(map).find((target) => !targets.includes(target))
  if (unknown !== undefined) {
    throw new UsageError(`--map knows no "${unknown}". It knows ${MAP_TARGETS.join(', ')}.`)
  }
  for (const [target, what] of [
    ['time', 'the time'],
    ['event', 'the name of the event'],
  ] as const) {
    if (!map[target])
      throw new UsageError(`The layout "table" needs --map ${target}=COLUMN: the column with ${what}.`)
  }
  if (!map['visitor'] && !map['session']) {
    throw new UsageError('The layout "table" needs --map visitor=COLUMN, --map session=COLUMN, or both.')
  }
  const targetOf = new Map<string, string>()
  for (const [target, column] of Object.entries(map)) {
    const other = targetOf.get(column.toLowerCase())
    if (other !== undefined) {
      throw new UsageError(
        `The column "${column}" is mapped twice, to ${other} and to ${target}. Map it once.`,
      )
    }
    targetOf.set(column.toLowerCase(), target)
  }
}

/** Paths as a structure: `properties.price` is the field `price` of `properties`. */
function shapeOf(paths: readonly string[]): Record<string, Shape> {
  const shape: Record<string, Shape> = {}
  for (const path of paths) {
    const [head, ...rest] = path.split('.')
    const inside = shape[head!]
    const fields = typeof inside === 'object' ? (inside as Record<string, Shape>) : {}
    shape[head!] = rest.length === 0 ? 'text' : { ...fields, ...shapeOf([rest.join('.')]) }
  }
  return shape
}
