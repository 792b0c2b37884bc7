// SPDX-License-Identifier: MIT
// How well each number of a table ranks buyers, taken alone.

import type { Database } from '../read/duckdb.ts'
import { quoteName } from '../read/quote.ts'
import { isLeakingAuc, LEAK_SUPPORT, type Leak } from './leak.ts'

/**
 * Finds numbers that give the label away, among the visits that have them.
 * @param table - One row a visit: `bought` and the columns as numbers, NULL where there is none.
 * @param columns - Columns of the table, each with its name in the file.
 */
export async function leakingNumbers(
  db: Database,
  table: string,
  columns: ReadonlyMap<string, string>,
  isRead: boolean,
): Promise<Leak[]> {
  const leaks: Leak[] = []
  for (const [column, name] of columns) {
    const value = quoteName(column)
    // Mann-Whitney: ties share their mean rank.
    const [found] = await db.rows<{ auc: number | null }>(`WITH known AS (
        SELECT bought, ${value} AS v FROM ${table} WHERE ${value} IS NOT NULL
      ), ranked AS (
        SELECT bought, rank() OVER (ORDER BY v) + (count(*) OVER (PARTITION BY v) - 1) / 2 AS place FROM known
      ), counted AS (
        SELECT sum(place) FILTER (bought) AS places, count(*) FILTER (bought)::DOUBLE AS buyers,
          count(*) FILTER (NOT bought)::DOUBLE AS others FROM ranked
      )
      SELECT (places - buyers * (buyers + 1) / 2) / (buyers * others) AS auc FROM counted
      WHERE buyers >= ${LEAK_SUPPORT} AND others >= ${LEAK_SUPPORT}`)
    const auc = found?.auc
    if (auc === null || auc === undefined || !isLeakingAuc(auc)) continue
    leaks.push({ name, why: `which ranks buyers alone with a ROC AUC of ${auc.toFixed(3)}`, isRead })
  }
  return leaks
}
