// SPDX-License-Identifier: MIT
// Events, pages and filled columns that stand before a purchase in the file and come after it in truth.

import type { Database } from '../read/duckdb.ts'
import { LEAK_SHARE, LEAK_SUPPORT, type Leak } from './leak.ts'

/** Columns that no event before an order should need. */
const FILLED = ['transaction_id', 'value', 'quantity', 'price'] as const

/**
 * Finds what only buyers have before their purchase.
 * @param table - `visits`.
 * @param nameOf - Name of a column in the file.
 */
export async function leakingEvents(
  db: Database,
  table: string,
  nameOf: (column: string) => string,
): Promise<Leak[]> {
  const filled = FILLED.map(
    (column) =>
      `SELECT 'column' AS kind, '${column}' AS name, visit, label FROM input WHERE ${column} IS NOT NULL`,
  )
  const rows = await db.rows<{ kind: string; name: string; visits: number; bought: number }>(`WITH input AS (
      SELECT * FROM ${table} WHERE order_n IS NULL OR n < order_n
    ), signs AS (
      SELECT 'event' AS kind, raw_name AS name, visit, label FROM input
      UNION ALL SELECT 'page', regexp_replace(page_location, '[?#].*', ''), visit, label FROM input WHERE page_location IS NOT NULL
      UNION ALL ${filled.join(' UNION ALL ')}
    ), counted AS (
      SELECT kind, name, count(DISTINCT visit)::DOUBLE AS visits,
        count(DISTINCT visit) FILTER (label = 'buy')::DOUBLE AS bought
      FROM signs GROUP BY kind, name
    )
    SELECT * FROM counted, (SELECT avg((label = 'buy')::DOUBLE) AS base FROM ${table})
    WHERE visits >= ${LEAK_SUPPORT} AND bought >= visits * ${LEAK_SHARE} AND base < ${LEAK_SHARE} / 2
    ORDER BY bought DESC, name LIMIT 20`)
  return rows.map(({ kind, name, visits, bought }) => ({
    name: kind === 'column' ? nameOf(name) : `the ${kind} "${name}"`,
    why: `which ${bought} of ${visits} visits that have it before a purchase end with`,
    isRead: true,
  }))
}
