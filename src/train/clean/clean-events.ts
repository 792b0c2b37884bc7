// SPDX-License-Identifier: MIT
// Cleans the table `once` before visits are made of it, and counts what it does.

import type { Database } from '../read/duckdb.ts'
import { CLEANED_COLUMNS, type CleanCounts, type CleanedColumn, type CleanOptions } from './clean-options.ts'

/** Nobody opens two things a second for a minute. */
export const BOTS_PER_MINUTE = 120

/** Drops bots, then takes outliers for missing, then does what is asked about what is missing. */
export async function cleanEvents(db: Database, options: CleanOptions): Promise<CleanCounts> {
  const { botsPerMinute = BOTS_PER_MINUTE, missing = {}, outliers = {} } = options
  const counts: { -readonly [Name in keyof CleanCounts]: CleanCounts[Name] } = {}
  if (botsPerMinute > 0) {
    const { bots, events } = await dropBots(db, botsPerMinute)
    if (bots > 0) Object.assign(counts, { bots, botEvents: events })
  }
  for (const column of CLEANED_COLUMNS) {
    const kind = outliers[column] ?? 'keep'
    if (kind === 'keep') continue
    counts.outliers = { ...counts.outliers, [column]: await takeOutliers(db, column, kind) }
  }
  for (const column of CLEANED_COLUMNS) {
    const kind = missing[column] ?? 'keep'
    if (kind === 'keep') continue
    counts.missing = { ...counts.missing, [column]: await FILL[kind](db, column) }
  }
  return counts
}

async function dropBots(db: Database, perMinute: number): Promise<{ bots: number; events: number }> {
  await db.run(`CREATE OR REPLACE TABLE bots AS SELECT DISTINCT stream FROM once
    GROUP BY stream, floor(time_ms / 60000) HAVING count(*) > ${perMinute}`)
  const [row] = await db.rows<{ bots: number; events: number }>(`SELECT
    (SELECT count(*) FROM bots)::DOUBLE AS bots, count(*)::DOUBLE AS events FROM once WHERE stream IN (FROM bots)`)
  if (row!.bots > 0) await db.run('DELETE FROM once WHERE stream IN (FROM bots)')
  return row!
}

/** Prices and quantities multiply rather than add: what is out of line is so on a logarithmic scale. */
async function takeOutliers(db: Database, column: CleanedColumn, kind: 'iqr' | 'z-score'): Promise<number> {
  const log = `SELECT ln(${column}) AS v FROM once WHERE ${column} > 0`
  const bounds =
    kind === 'iqr'
      ? `SELECT q1 - 1.5 * (q3 - q1) AS low, q3 + 1.5 * (q3 - q1) AS high
          FROM (SELECT quantile_cont(v, 0.25) AS q1, quantile_cont(v, 0.75) AS q3 FROM (${log}))`
      : `SELECT avg(v) - 3 * stddev_pop(v) AS low, avg(v) + 3 * stddev_pop(v) AS high FROM (${log})`
  const isOut = `${column} > 0 AND ln(${column}) NOT BETWEEN (SELECT low FROM bounds) AND (SELECT high FROM bounds)`
  await db.run(`CREATE OR REPLACE TABLE bounds AS ${bounds}`)
  return change(db, isOut, `UPDATE once SET ${column} = NULL`)
}

const lacks = (column: CleanedColumn): string => `item_id IS NOT NULL AND ${column} IS NULL`

const FILL: Readonly<
  Record<'drop' | 'mean' | 'median' | 'nearest', (db: Database, column: CleanedColumn) => Promise<number>>
> = {
  drop: (db, column) => change(db, lacks(column), 'DELETE FROM once'),
  mean: (db, column) => fillBy(db, column, 'avg'),
  median: (db, column) => fillBy(db, column, 'median'),
  nearest: fillNearest,
}

/** Of the item, else of its category, else of all. */
async function fillBy(db: Database, column: CleanedColumn, aggregate: 'avg' | 'median'): Promise<number> {
  const known = `FROM once WHERE ${column} IS NOT NULL`
  await db.run(
    `CREATE OR REPLACE TABLE by_item AS SELECT item_id AS k, ${aggregate}(${column}) AS v ${known} GROUP BY k`,
  )
  await db.run(
    `CREATE OR REPLACE TABLE by_category AS SELECT item_category AS k, ${aggregate}(${column}) AS v ${known} GROUP BY k`,
  )
  await db.run(`CREATE OR REPLACE TABLE fills AS SELECT o.row_no, o.tie,
      coalesce(i.v, c.v, (SELECT ${aggregate}(${column}) ${known})) AS v
    FROM once o LEFT JOIN by_item i ON i.k = o.item_id LEFT JOIN by_category c ON c.k = o.item_category
    WHERE ${lacks(column)}`)
  return useFills(db, column)
}

async function fillNearest(db: Database, column: CleanedColumn): Promise<number> {
  await db.run(
    `CREATE OR REPLACE TABLE known AS SELECT item_id, time_ms, ${column} AS v FROM once WHERE ${column} IS NOT NULL`,
  )
  await db.run(`CREATE OR REPLACE TABLE fills AS SELECT o.row_no, o.tie,
      CASE WHEN a.v IS NULL OR b.time_ms - o.time_ms < o.time_ms - a.time_ms THEN coalesce(b.v, a.v) ELSE a.v END AS v
    FROM (SELECT row_no, tie, item_id, time_ms FROM once WHERE ${lacks(column)}) o
    ASOF LEFT JOIN known a ON a.item_id = o.item_id AND a.time_ms <= o.time_ms
    ASOF LEFT JOIN known b ON b.item_id = o.item_id AND b.time_ms >= o.time_ms`)
  return useFills(db, column)
}

async function useFills(db: Database, column: CleanedColumn): Promise<number> {
  const [row] = await db.rows<{ filled: number }>('SELECT count(v)::DOUBLE AS filled FROM fills')
  await db.run(
    `UPDATE once SET ${column} = f.v FROM fills f WHERE f.row_no = once.row_no AND f.tie = once.tie AND f.v IS NOT NULL`,
  )
  return row!.filled
}

async function change(db: Database, where: string, statement: string): Promise<number> {
  const [row] = await db.rows<{ rows: number }>(`SELECT count(*)::DOUBLE AS rows FROM once WHERE ${where}`)
  if (row!.rows > 0) await db.run(`${statement} WHERE ${where}`)
  return row!.rows
}
