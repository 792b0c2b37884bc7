// SPDX-License-Identifier: MIT
// Visits unlike all others, by an isolation forest over what a visit looks like from far away.

import { createRandom } from '../random.ts'
import type { Database } from '../read/duckdb.ts'
import { quote } from '../read/quote.ts'
import { growIsolationForest } from './isolation-forest.ts'

/** Visits that the forest is grown on. */
const GROWN_ON = 8192
const SEED = 11

/** Length, duration, rhythm, breadth and price level of what came before the purchase, on logarithmic scales. */
const LOOKS = `SELECT visit, ln(count(*)) AS events, ln(1 + (max(at_ms) - min(at_ms)) / 1000) AS seconds,
    ln(1 + (max(at_ms) - min(at_ms)) / 1000 / count(*)) AS gap, ln(1 + count(DISTINCT item_id)) AS items,
    ln(1 + coalesce(avg(price), 0)) AS price
  FROM visits WHERE order_n IS NULL OR n < order_n GROUP BY visit`

/**
 * Drops odd visits from the table `visits`.
 * @param threshold - Score from which on a visit is odd.
 * @returns How many there were.
 */
export async function dropOddVisits(db: Database, threshold: number): Promise<number> {
  await db.run(`CREATE OR REPLACE TABLE looks AS ${LOOKS}`)
  const columns = 'events, seconds, gap, items, price'
  const sample: number[][] = []
  // By hash: the same visits however many threads there are.
  for await (const part of db.stream(`SELECT ${columns} FROM looks ORDER BY hash(visit) LIMIT ${GROWN_ON}`)) {
    part[0]!.forEach((_, row) => sample.push(part.map((column) => column[row] as number)))
  }
  if (sample.length < 2) return 0
  const scoreOf = growIsolationForest(sample, createRandom(SEED))
  const odd: string[] = []
  for await (const [visits, ...values] of db.stream(`SELECT visit, ${columns} FROM looks`)) {
    visits!.forEach((visit, row) => {
      if (scoreOf(values.map((column) => column[row] as number)) >= threshold) odd.push(visit as string)
    })
  }
  for (let from = 0; from < odd.length; from += 1000) {
    await db.run(
      `DELETE FROM visits WHERE visit IN (${odd
        .slice(from, from + 1000)
        .map(quote)
        .join(', ')})`,
    )
  }
  return odd.length
}
