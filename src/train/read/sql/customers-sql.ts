// SPDX-License-Identifier: MIT
// From the events relation to customers: what each did before a day is its history, what it did after that its outcome.

import type { Dialect } from './dialect.ts'
import { CONTENT } from './visits-sql.ts'

/** Silence that ends a session, as in the page. */
const SILENCE_MS = 30 * 60_000

const DAY_MS = 86_400_000

/** Share of the customers that counts as of high value. */
const HIGH_SHARE = 0.2

/** What an order or a return is made of, where a row holds one item of it. */
const ITEM_FIELDS = [
  'item_id',
  'item_name',
  'item_brand',
  'item_category',
  'item_variant',
  'price',
  'quantity',
] as const

/** Answers of a customer, beside the columns of a visit's event. */
export const ANSWERS = ['value_class', 'risk_class'] as const

/** What is known of a customer beside its events: when its history ends, and what an order is worth as a rule. */
export const CUSTOMER_FACTS = ['cut_ms', 'typical_value'] as const

/**
 * The query that makes one event of the lines of each order or return; other events stay as they are.
 * @param once - Name of the relation that `onceSql` makes.
 */
export function ordersSql(once: string, dialect: Dialect): string {
  const { literal, text } = dialect
  const own = `${text('row_no')} || '.' || ${text('tie')}`
  const isOrder = `name IN (${['purchase', 'refund'].map(literal).join(', ')}) AND transaction_id IS NOT NULL`
  const content = CONTENT.filter((name) => name !== 'items' && name !== 'value')
  return `SELECT visitor, name, order_key, min(raw_name) AS raw_name, min(cohort) AS cohort, min(time_ms) AS time_ms, min(row_no) AS row_no,
  min(tie) AS tie, sum(coalesce(value, price * coalesce(quantity, 1))) AS value,
  ${content.map((name) => `min(${name}) AS ${name}`).join(', ')},
  CASE WHEN count(*) = 1 THEN min(items) ELSE ${dialect.jsonItems(ITEM_FIELDS, 'row_no')} END AS items
FROM (
  SELECT e.*, CASE WHEN ${isOrder} THEN transaction_id ELSE ${own} END AS order_key FROM ${once} e WHERE visitor IS NOT NULL
) l
GROUP BY visitor, name, order_key`
}

/**
 * The query that makes customers of events: one row an event of the history.
 *
 * @remarks The columns are those of the visits relation, {@link ANSWERS} and {@link CUSTOMER_FACTS}; `visit` is the
 * visitor. The outcome window begins with a day (UTC). A customer has ordered or returned in its history.
 * `value_class` is `high` for the {@link HIGH_SHARE} that spend most in the outcome window, returns taken off;
 * `risk_class` is `return-prone` for those that return anything in it. Where no order has an amount, or nobody ever
 * returns anything, the answer is NULL. `typical_value` is the median of the orders before the window.
 * @param orders - Name of the relation that {@link ordersSql} makes.
 * @param outcomeDays - Length of the window at the end of the data.
 */
export function customersSql(orders: string, outcomeDays: number, dialect: Dialect): string {
  const { literal, text, integer, median } = dialect
  const isOrder = `name IN (${['purchase', 'refund'].map(literal).join(', ')})`
  const byVisitor = 'PARTITION BY visitor ORDER BY n'
  return `WITH bounds AS (
  SELECT ${integer(`ceil((max(time_ms) - ${outcomeDays * DAY_MS}) / ${DAY_MS}.0) * ${DAY_MS}`)} AS cut_ms, count(CASE WHEN ${isOrder} THEN value END) AS amounts,
    count(CASE WHEN name = 'refund' THEN 1 END) AS refunds FROM ${orders}
), typical AS (
  SELECT ${median('value')} AS typical_value FROM ${orders} CROSS JOIN bounds
  WHERE name = 'purchase' AND time_ms < cut_ms AND value > 0
), totals AS (
  SELECT visitor, max(CASE WHEN ${isOrder} AND time_ms < cut_ms THEN 1 ELSE 0 END) AS is_customer,
    sum(CASE WHEN time_ms < cut_ms OR value IS NULL THEN 0 WHEN name = 'purchase' THEN value WHEN name = 'refund' THEN -value ELSE 0 END) AS spent,
    max(CASE WHEN time_ms >= cut_ms AND name = 'refund' THEN 1 ELSE 0 END) AS returned,
    min(amounts) AS amounts, min(refunds) AS refunds, min(cut_ms) AS cut_ms
  FROM ${orders} CROSS JOIN bounds GROUP BY visitor
), answers AS (
  SELECT t.*, percent_rank() OVER (ORDER BY spent DESC) AS place FROM totals t WHERE is_customer = 1
), ordered AS (
  SELECT w.*, row_number() OVER (PARTITION BY w.visitor ORDER BY w.time_ms, w.row_no, w.tie) AS n,
    min(w.row_no) OVER (PARTITION BY w.visitor) AS first_row
  FROM ${orders} w CROSS JOIN bounds WHERE time_ms < cut_ms
), moved AS (
  SELECT m.*, max(time_ms - n) OVER (${byVisitor}) + n AS at_ms FROM ordered m
), gaps AS (
  SELECT g.*, CASE WHEN time_ms - lag(at_ms) OVER (${byVisitor}) > ${SILENCE_MS} THEN 1 ELSE 0 END AS opens FROM moved g
), parts AS (
  SELECT p.*, 1 + sum(opens) OVER (${byVisitor} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS part FROM gaps p
)
SELECT p.visitor AS visit, p.visitor AS stream, p.visitor || '#' || ${text(integer('part'))} AS session_id, p.visitor, p.first_row,
  p.row_no, p.n, p.at_ms, ${integer('NULL')} AS order_n, p.raw_name, p.name, p.cohort,
  ${CONTENT.map((name) => `p.${name}`).join(', ')},
  ${literal('untold')} AS label,
  CASE WHEN amounts = 0 THEN NULL WHEN place < ${HIGH_SHARE} AND spent > 0 THEN 'high' ELSE 'regular' END AS value_class,
  CASE WHEN refunds = 0 THEN NULL WHEN returned = 1 THEN 'return-prone' ELSE 'regular' END AS risk_class,
  a.cut_ms, typical_value
FROM parts p JOIN answers a ON p.visitor = a.visitor CROSS JOIN typical`
}
