// SPDX-License-Identifier: MIT
// "Online Shoppers Purchasing Intention" (UCI 468): one row a session. Its counts become events by the recipe in
// ospi-recipe.ts, so this layout has no events of its own.

import { ROW } from '../sql/events-sql.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { TableLayout } from './layout.ts'

/** Kinds of pages that are counted. */
export const SESSION_KINDS = ['Administrative', 'Informational', 'ProductRelated'] as const

const COUNTS = SESSION_KINDS.flatMap((kind) => [kind, `${kind}_Duration`])

/** More pages than this in one session are a robot or a mistake. */
const MAX_PAGES = 10_000

/** Only what a page can see is read; not `PageValues`, `BounceRates`, `ExitRates`. */
export const SESSIONS: TableLayout = {
  name: 'sessions',
  about: 'UCI 468 "Online Shoppers Purchasing Intention", one row a session (CSV)',
  source: 'ospi',
  timeless: true,
  columns: Object.fromEntries([...COUNTS, 'VisitorType', 'Revenue'].map((name) => [name, 'text'])),
  optional: ['VisitorType'],
}

/**
 * The query that checks and types the rows: `row_no`, six numbers by name, `was_here`, `label`, `problem`.
 * @param present - Columns of the file; the kind of visitor may be missing.
 */
export function sessionsSql(
  table: string,
  present: ReadonlySet<string>,
  { ident, literal, number, text }: Dialect,
): string {
  const kind = present.has('VisitorType') ? text(ident('VisitorType')) : 'NULL'
  const typed = COUNTS.map((name) => `    ${number(text(ident(name)))} AS ${ident(name)}`)
  const isBad = COUNTS.map((name) => {
    const column = `s.${ident(name)}`
    const wrong = `${column} IS NULL OR NOT ${column} BETWEEN 0 AND 1e300`
    return name.endsWith('_Duration')
      ? wrong
      : `${wrong} OR ${column} > ${MAX_PAGES} OR ${column} <> floor(${column})`
  })
  const counts = literal('a page count or duration is not a number of at least 0')
  const [is, expected] = ['Revenue is "', '"; expected TRUE or FALSE'].map(literal)
  return [
    'SELECT s.*,',
    `  CASE s.revenue WHEN 'TRUE' THEN 'buy' WHEN 'FALSE' THEN 'no-buy' END AS label,`,
    '  CASE',
    `    WHEN ${isBad.join('\n      OR ')} THEN ${counts}`,
    `    WHEN s.revenue IS NULL OR s.revenue NOT IN ('TRUE', 'FALSE') THEN ${is} || substr(coalesce(s.revenue, ''), 1, 30) || ${expected}`,
    '  END AS problem',
    'FROM (',
    `  SELECT ${ROW} AS row_no,`,
    `    CASE ${kind} WHEN 'Returning_Visitor' THEN 1 WHEN 'New_Visitor' THEN 0 END AS was_here,`,
    `${typed.join(',\n')},`,
    `    upper(${text(ident('Revenue'))}) AS revenue`,
    `  FROM ${table}`,
    ') s',
  ].join('\n')
}
