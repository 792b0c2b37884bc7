// SPDX-License-Identifier: MIT
// From the events relation to visits: copies dropped, sessions cut at silences, each visit with its outcome.

import { EVENT_COLUMNS, type EventColumn, type Layout } from '../layouts/layout.ts'
import type { Dialect } from './dialect.ts'

/** Silence that ends a session, as in the page. */
const SILENCE_MS = 30 * 60_000

/** What tells that there was a cart. */
const CART_NAMES = ['add_to_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info']

/** A column of {@link CONTENT}. */
export type ContentColumn = Exclude<
  EventColumn,
  'visitor' | 'session' | 'time_ms' | 'raw_time' | 'raw_name' | 'name' | 'outcome' | 'cohort' | 'tie'
>

/** Columns of a visit's event that are kept beside its order, time and outcome. */
export const CONTENT: readonly ContentColumn[] = [
  'item_id',
  'item_name',
  'item_brand',
  'item_category',
  'item_category2',
  'item_category3',
  'item_category4',
  'item_category5',
  'item_variant',
  'price',
  'quantity',
  'currency',
  'value',
  'search_term',
  'search_hashes',
  'page_location',
  'item_list_id',
  'promotion_id',
  'transaction_id',
  'items',
]

/** Columns in which two rows must agree to be copies of each other. */
const SAME: readonly EventColumn[] = ['visitor', 'session', 'time_ms', 'raw_name', ...CONTENT, 'outcome']

/** Whatever is in order by itself: a session of the file, or a visitor. */
export function streamOf(layout: Pick<Layout, 'visit'>): 'session' | 'visitor' {
  return layout.visit === 'session' ? 'session' : 'visitor'
}

/**
 * The query that keeps what can be read and drops copies.
 * @remarks The result has the columns of the events relation and `stream`.
 * @param events - Name of the events relation.
 */
export function onceSql(layout: Pick<Layout, 'visit'>, events: string, dialect: Dialect): string {
  // As text: BigQuery takes no fractions here.
  const same = SAME.map((name) => (EVENT_COLUMNS[name] === 'number' ? dialect.text(name) : name))
  const stream = streamOf(layout)
  return `SELECT * FROM (
  SELECT e.*, ${stream} AS stream,
    row_number() OVER (PARTITION BY ${same.join(', ')} ORDER BY row_no, tie) AS copy
  FROM ${events} e
  WHERE problem IS NULL AND name IS NOT NULL AND ${stream} IS NOT NULL
) c
WHERE copy = 1`
}

/**
 * The query that makes visits of events: one row an event.
 *
 * @remarks `n` counts the events of a stream from 1. `at_ms` is the time moved on by 1 ms where the clock stood still,
 * as the journal does it. `order_n` is where the first purchase is: what comes before it is the input. Visits that begin
 * with a purchase have no input and are out.
 * @param once - Name of the relation that {@link onceSql} makes.
 */
export function visitsSql(
  layout: Pick<Layout, 'visit' | 'carts' | 'unlabelled'>,
  once: string,
  dialect: Dialect,
): string {
  const visit = layout.visit === 'session' ? 'stream' : 'session_id'
  const byStream = 'PARTITION BY stream ORDER BY n'
  const carts = CART_NAMES.map(dialect.literal).join(', ')
  const noCart = {
    told: `'browse'`,
    'not-told': `'no-buy'`,
    'if-seen': `CASE WHEN (SELECT count(*) FROM ${once} WHERE name IN (${carts})) = 0 THEN 'no-buy' ELSE 'browse' END`,
  }[layout.carts]
  const label = `CASE
    WHEN coalesce(told, CASE WHEN order_n IS NOT NULL THEN 'buy' END) = 'buy' THEN 'buy'
    WHEN cart_n IS NOT NULL THEN 'cart-abandon'
    ELSE ${noCart}
  END`
  return `WITH ordered AS (
  SELECT stream, row_no, tie, time_ms, name, outcome,
    row_number() OVER (PARTITION BY stream ORDER BY time_ms, row_no, tie) AS n,
    min(row_no) OVER (PARTITION BY stream) AS first_row
  FROM ${once} o
), moved AS (
  SELECT m.*, max(time_ms - n) OVER (${byStream}) + n AS at_ms FROM ordered m
), gaps AS (
  SELECT g.*, CASE WHEN time_ms - lag(at_ms) OVER (${byStream}) > ${SILENCE_MS} THEN 1 ELSE 0 END AS opens FROM moved g
), parts AS (
  SELECT p.*, 1 + sum(opens) OVER (${byStream} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS part FROM gaps p
), named AS (
  SELECT s.*, CASE WHEN part = 1 THEN stream ELSE stream || '#' || ${dialect.text(dialect.integer('part'))} END AS session_id
  FROM parts s
), outcomes AS (
  SELECT v.*, ${visit} AS visit,
    min(n) OVER (PARTITION BY ${visit}) AS first_n,
    min(CASE WHEN name = 'purchase' THEN n END) OVER (PARTITION BY ${visit}) AS order_n,
    min(CASE WHEN name IN (${carts}) THEN n END) OVER (PARTITION BY ${visit}) AS cart_n,
    min(outcome) OVER (PARTITION BY ${visit}) AS told
  FROM named v
)
SELECT v.visit, v.stream, v.session_id, o.visitor, v.first_row, v.row_no, v.n, v.at_ms, v.order_n, o.raw_name, o.name, o.cohort,
  ${CONTENT.map((name) => `o.${name}`).join(', ')},
  ${layout.unlabelled ? `'untold'` : label} AS label
FROM outcomes v JOIN ${once} o ON v.row_no = o.row_no AND v.tie = o.tie
WHERE (order_n IS NULL OR order_n > first_n)`
}
