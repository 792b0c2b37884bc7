// SPDX-License-Identifier: MIT
// From the raw table to the events relation: one query for all layouts.

import {
  EVENT_COLUMNS,
  type EventColumn,
  type EventColumns,
  type Layout,
  type RawTable,
} from '../layouts/layout.ts'
import type { Dialect } from './dialect.ts'

/** Order of rows in the file. */
export const ROW = 'vitrine_row'
/** Whether a line of JSON is no object; only JSON has it. */
export const BROKEN = 'vitrine_broken'

/**
 * The query that makes events of rows.
 * @remarks Beside the columns of `EVENT_COLUMNS` a row has `row_no` and `problem`: why it cannot be read, else NULL.
 * @param columns - Names that the file has.
 * @param table - Where the rows are; it has a column `vitrine_row`.
 */
export function eventsSql(
  layout: Layout,
  columns: ReadonlySet<string>,
  table: string,
  dialect: Dialect,
): string {
  const raw = rawTable(columns, dialect)
  const filled = layout.events(raw)
  const select = Object.entries(EVENT_COLUMNS).map(([name, kind]) => {
    const value = name === 'tie' ? (filled.tie ?? '0') : filled[name as EventColumn]
    return `    ${typed(value, kind, dialect)} AS ${name}`
  })
  const from = layout.explode ? dialect.explode(table, dialect.ident(layout.explode)) : table
  return [
    `SELECT e.*, ${problemCase(layout, filled, raw)} AS problem`,
    'FROM (',
    `  SELECT ${ROW} AS row_no,${raw.has(BROKEN) ? ` ${BROKEN} AS broken,` : ''}`,
    select.join(',\n'),
    `  FROM ${from}`,
    ') e',
  ].join('\n')
}

function rawTable(columns: ReadonlySet<string>, dialect: Dialect): RawTable {
  const known = new Set([...columns].map((name) => name.toLowerCase()))
  const has = (column: string): boolean => column === 'element' || known.has(column.toLowerCase())
  return {
    dialect,
    has,
    text: (...path) => (has(path[0]!) ? dialect.text(dialect.ident(...path)) : dialect.text('NULL')),
  }
}

function typed(value: string | undefined, kind: 'text' | 'number' | 'integer', dialect: Dialect): string {
  if (value === undefined) return dialect[kind]('NULL')
  return value
}

/** What is wrong with a row, the column first; rows without a session are counted apart. */
function problemCase(layout: Layout, filled: EventColumns, { has, dialect }: RawTable): string {
  const { columnOf, otherNames } = layout
  const shown = (column: string): string => `substr(coalesce(e.${column}, ''), 1, 30)`
  const cases = has(BROKEN) ? [`WHEN e.broken THEN 'the line is not a JSON object'`] : []
  if (otherNames !== 'ignored') {
    const [is, expected] = [`${columnOf.name} is "`, `"; expected ${otherNames.expected}`].map(
      dialect.literal,
    )
    cases.push(`WHEN e.name IS NULL THEN ${is} || ${shown('raw_name')} || ${expected}`)
  }
  if (filled.time_ms !== undefined) {
    const [is, no] = [`${columnOf.time} "`, '" is not a time'].map(dialect.literal)
    const matters = otherNames === 'ignored' ? 'e.name IS NOT NULL AND ' : ''
    cases.push(`WHEN ${matters}e.time_ms IS NULL THEN ${is} || ${shown('raw_time')} || ${no}`)
  }
  if (columnOf.item !== undefined) {
    cases.push(`WHEN e.item_id IS NULL THEN ${dialect.literal(`${columnOf.item} is empty`)}`)
  }
  return cases.length === 0 ? dialect.text('NULL') : `CASE ${cases.join(' ')} END`
}
