// SPDX-License-Identifier: MIT
// Files of any layout as labelled visits, a batch at a time, with what was found on the way.

import { cleanEvents } from '../clean/clean-events.ts'
import type { CleanOptions } from '../clean/clean-options.ts'
import { dropOddVisits } from '../clean/drop-odd-visits.ts'
import { DataFormatError, UsageError } from '../train-errors.ts'
import { createReadReport, type ReadReport, type Visit } from '../visit.ts'
import { openDatabase, type Database, type DatabaseOptions } from './duckdb.ts'
import { findLayout, isEventLayout } from './layouts/find-layout.ts'
import type { Layout, LayoutName, TableLayout } from './layouts/layout.ts'
import { sessionsSql } from './layouts/sessions.ts'
import { TARGET_COLUMNS, type ColumnMap } from './layouts/table.ts'
import { handedOverSql } from './layouts/visits.ts'
import { openTable, type RawData } from './open-table.ts'
import { checkMalformed, countRows } from './row-report.ts'
import { sessionVisits } from './session-visits.ts'
import { DIALECTS } from './sql/dialect.ts'
import { BROKEN, eventsSql } from './sql/events-sql.ts'
import { customersSql, ordersSql } from './sql/customers-sql.ts'
import { onceSql, streamOf, visitsSql } from './sql/visits-sql.ts'
import { eventVisits } from './event-visits.ts'
import { toDataError } from './to-data-error.ts'
import { readVisitorNames, type VisitorNames } from './visitor-names.ts'

/**
 * Which files to read, and how.
 * @public
 */
export interface DataOptions extends DatabaseOptions {
  /** A path, or a pattern: CSV, JSON, JSON lines or Parquet; plain, `.gz` or `.zst`. */
  readonly data: string
  /** What the columns mean. */
  readonly layout: LayoutName
  /** Columns of the layout `table`: what an event has, and the column that tells it. */
  readonly map?: ColumnMap
  /** Names of events in the layout `table` beside the usual ones, each with GA4's. */
  readonly eventNames?: Readonly<Record<string, string>>
  /** What is cleaned beside exact copies. */
  readonly clean?: CleanOptions
  /**
   * Read customers instead of visits: what a visitor did but in the last days, labelled by what it did in those.
   * @defaultValue `true` for `invoices`, which tell of nothing else, otherwise `false`
   */
  readonly customers?: boolean
  /**
   * Days at the end of the data in which customers show their value.
   * @defaultValue 100
   */
  readonly outcomeDays?: number
  /** Go on although a column or an event gives the label away. */
  readonly allowLeak?: boolean
}

/** Data that was read and labelled; its visits are streamed. */
export interface OpenData {
  readonly db: Database
  readonly layout: TableLayout
  readonly raw: RawData
  readonly report: ReadReport
  /** Whether `visits` are histories of customers. */
  readonly isCustomers: boolean
  /** Name in the file of a column of the events relation. */
  columnName(column: string): string
  /** Visits in the order in which they begin in the file, some hundred at a time. May be run again. */
  visits(): AsyncGenerator<Visit[]>
  /** Removes what was written on the way. */
  close(): Promise<void>
}

/**
 * Reads files into visits.
 * @throws `DataFormatError` for a file that cannot be read or of which more than 1 % (and ten rows) are malformed; `UsageError` for a layout or a mapping that is none; `MissingPeerError`
 * when `@duckdb/node-api` is not installed.
 */
export async function openData(options: DataOptions): Promise<OpenData> {
  const layout = findLayout(options.layout, options.map, options.eventNames)
  const customers = toCustomers(options, layout)
  const db = await openDatabase(options)
  try {
    const raw = await openTable(db, options.data, layout)
    const report = createReadReport()
    const stream = await prepare(db, raw, layout, report, options.clean ?? {}, customers)
    const columnName = (column: string): string => {
      const target = Object.entries(TARGET_COLUMNS).find(([, to]) => to === column)?.[0]
      return (target && options.map?.[target]) ?? column
    }
    const visits = (): AsyncGenerator<Visit[]> => translated(stream(), options.data)
    const isCustomers = customers !== undefined
    return { db, layout, raw, report, isCustomers, columnName, visits, close: db.close }
  } catch (error) {
    await db.close()
    throw toDataError(error, options.data)
  }
}

/** Days at the end of the data that tell what a customer is worth, unless others are asked for. */
export const OUTCOME_DAYS = 100

/**
 * Whether customers are read, and how.
 * @throws `UsageError` for a layout that tells of none.
 */
export function toCustomers(
  { customers, outcomeDays = OUTCOME_DAYS }: Pick<DataOptions, 'customers' | 'outcomeDays'>,
  layout: TableLayout | Layout,
): { readonly outcomeDays: number } | undefined {
  if (!(customers ?? layout.ordersOnly)) return undefined
  if (isEventLayout(layout) && layout.timeless !== true) return { outcomeDays }
  throw new UsageError(`The layout "${layout.name}" does not tell which customer ordered when.`)
}

/** Makes the tables that a layout needs. */
async function prepare(
  db: Database,
  raw: RawData,
  layout: TableLayout,
  report: ReadReport,
  clean: CleanOptions,
  customers: { readonly outcomeDays: number } | undefined,
): Promise<() => AsyncGenerator<Visit[]>> {
  const duckdb = DIALECTS.duckdb
  if (layout.name === 'sessions') {
    await db.run(`CREATE TABLE events AS ${sessionsSql('raw', new Set(raw.columns), duckdb)}`)
    await countRows(db, raw, report)
    checkMalformed(raw.files[0]!, report)
    return () => sessionVisits(db)
  }
  if (!isEventLayout(layout)) {
    await db.run(`CREATE TABLE visits AS ${handedOverSql('raw', new Set(raw.columns), duckdb)}`)
    const [row] = await db.rows<{ rows: number; wrong: number }>(`SELECT count(*)::DOUBLE AS rows,
      count(*) FILTER (label IS NULL OR label NOT IN ('browse', 'cart-abandon', 'buy', 'no-buy', 'untold') OR name IS NULL
        OR visit IS NULL OR stream IS NULL OR n IS NULL OR at_ms IS NULL)::DOUBLE AS wrong FROM visits`)
    report.rows = row!.rows
    if (row!.wrong > 0) {
      const problem = `${row!.wrong} of ${row!.rows} rows are not those of vitrine_visits, the table that --show-sql makes`
      throw new DataFormatError(raw.files[0]!, undefined, problem)
    }
    const names = await readVisitorNames(db, 'visits')
    return () => eventVisits(db, layout.source, names)
  }
  const known = raw.format === 'json' ? [...Object.keys(layout.columns), BROKEN] : raw.columns
  await db.run(`CREATE TABLE events AS ${eventsSql(layout, new Set(known), 'raw', duckdb)}`)
  await countRows(db, raw, report)
  checkMalformed(raw.files[0]!, report)
  await db.run(`CREATE TABLE once AS ${onceSql(layout, 'events', duckdb)}`)
  await countLost(db, streamOf(layout), report)
  // The lines of an invoice share a minute: that makes no bot.
  let cleaned = await cleanEvents(db, layout.ordersOnly ? { botsPerMinute: 0, ...clean } : clean)
  if (customers) await db.run(`CREATE TABLE orders AS ${ordersSql('once', duckdb)}`)
  const made = customers
    ? customersSql('orders', customers.outcomeDays, duckdb)
    : visitsSql(layout, 'once', duckdb)
  await db.run(`CREATE TABLE visits AS ${made}`)
  if (clean.oddVisits) cleaned = { ...cleaned, oddVisits: await dropOddVisits(db, clean.oddVisits) }
  if (Object.keys(cleaned).length > 0) report.cleaned = cleaned
  const names: VisitorNames = await readVisitorNames(db, 'once')
  return () => eventVisits(db, layout.source, names)
}

async function countLost(db: Database, stream: string, report: ReadReport): Promise<void> {
  const [row] = await db.rows<{ lost: number; readable: number; once: number }>(`SELECT
    count(*) FILTER (${stream} IS NULL)::DOUBLE AS lost, count(*) FILTER (${stream} IS NOT NULL)::DOUBLE AS readable,
    (SELECT count(*) FROM once)::DOUBLE AS once
    FROM events WHERE problem IS NULL AND name IS NOT NULL`)
  const { lost, readable, once } = row!
  report.withoutSession = lost
  report.duplicates = readable - once
}

/** Failures of a query that only show as rows come. */
async function* translated(visits: AsyncGenerator<Visit[]>, data: string): AsyncGenerator<Visit[]> {
  try {
    yield* visits
  } catch (error) {
    throw toDataError(error, data)
  }
}
