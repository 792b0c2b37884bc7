// SPDX-License-Identifier: MIT
// The queries as a script for another engine, for data that outgrow one machine.

import { UsageError } from '../../train-errors.ts'
import { isEventLayout } from '../layouts/find-layout.ts'
import type { Layout, TableLayout } from '../layouts/layout.ts'
import { DIALECTS, type DialectName } from './dialect.ts'
import { eventsSql, ROW } from './events-sql.ts'
import { customersSql, ordersSql } from './customers-sql.ts'
import { onceSql, visitsSql } from './visits-sql.ts'

/**
 * Prints what reading does, as it does it.
 * @param table - Name of the raw table in that engine; in DuckDB a file in quotes is one as well.
 * @param customers - Customers instead of visits.
 * @throws `UsageError` for a layout that is not made of events.
 */
export function showSql(
  layout: TableLayout | Layout,
  dialectName: DialectName,
  table: string,
  customers?: { readonly outcomeDays: number },
): string {
  if (!isEventLayout(layout)) {
    throw new UsageError(`The layout "${layout.name}" needs no SQL: its rows are taken as they are.`)
  }
  const dialect = DIALECTS[dialectName]
  const events = eventsSql(
    layout,
    new Set(Object.keys(layout.columns).concat(layout.paths ?? [])),
    'raw',
    dialect,
  )
  const raw = `WITH raw AS (\n  SELECT t.*, ${dialect.rowNumber()} AS ${ROW} FROM ${dialect.table(table)} t\n)`
  return [
    `-- ${layout.about}: rows to events, events to visits. Times are UTC.`,
    '-- 1. One row an event, by GA4’s names; `problem` says why a row cannot be read.',
    dialect.createTable('vitrine_events', `${raw}\n${events}`),
    '-- 2. What can be read, each once.',
    dialect.createTable('vitrine_once', onceSql(layout, 'vitrine_events', dialect)),
    ...(customers
      ? [
          `-- 3. Customers: what they did but in the last ${customers.outcomeDays} days, labelled by what they did in those.`,
          dialect.createTable('vitrine_orders', ordersSql('vitrine_once', dialect)),
          dialect.createTable(
            'vitrine_visits',
            customersSql('vitrine_orders', customers.outcomeDays, dialect),
          ),
        ]
      : [
          '-- 3. Visits: cut at 30 minutes of silence, labelled by how they end.',
          dialect.createTable('vitrine_visits', visitsSql(layout, 'vitrine_once', dialect)),
        ]),
    '-- 4. Files to hand over: vitrine train --layout visits --data "visits/*.parquet" --out FOLDER',
    dialect.exportTable('vitrine_visits'),
  ].join('\n\n')
}
