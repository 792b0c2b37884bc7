// SPDX-License-Identifier: MIT
// Visits that another engine made with the queries that `--show-sql` prints, as Parquet files.

import { EVENT_COLUMNS, type Shape, type TableLayout } from './layout.ts'
import { ANSWERS, CUSTOMER_FACTS } from '../sql/customers-sql.ts'
import { CONTENT } from '../sql/visits-sql.ts'
import type { Dialect } from '../sql/dialect.ts'

const TEXTS = ['visit', 'stream', 'session_id', 'visitor', 'raw_name', 'name', 'label', 'cohort', ...ANSWERS]
const NUMBERS = ['first_row', 'row_no', 'n', 'at_ms', 'order_n']

/** One row an event; the columns are those of the visits relation. */
export const VISITS: TableLayout = {
  name: 'visits',
  about: 'visits made by the SQL that --show-sql prints (Parquet)',
  source: 'shop',
  optional: [...ANSWERS, ...CUSTOMER_FACTS],
  columns: Object.fromEntries(
    [...TEXTS, ...NUMBERS, ...CUSTOMER_FACTS, ...CONTENT].map((name): [string, Shape] => [name, 'text']),
  ),
}

/**
 * The query that types the columns.
 * @param present - Columns of the files; answers and facts of customers may be missing.
 */
export function handedOverSql(table: string, present: ReadonlySet<string>, dialect: Dialect): string {
  const column = (name: string, kind: 'text' | 'number' | 'integer'): string =>
    `  ${dialect[kind](present.has(name) ? dialect.ident(name) : 'NULL')} AS ${name}`
  const columns = [
    ...TEXTS.map((name) => column(name, 'text')),
    ...NUMBERS.map((name) => column(name, 'integer')),
    ...CUSTOMER_FACTS.map((name) => column(name, 'number')),
    ...CONTENT.map((name) => column(name, EVENT_COLUMNS[name])),
  ]
  return `SELECT\n${columns.join(',\n')}\nFROM ${table}`
}
