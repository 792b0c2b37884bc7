// SPDX-License-Identifier: MIT
// What is in files: events by name, visitors, visits, base rates, times, columns, what could not be read.

import { findLeaks } from '../leak/find-leaks.ts'
import type { Leak } from '../leak/leak.ts'
import type { ReadReport } from '../visit.ts'
import { isEventLayout } from './layouts/find-layout.ts'
import { openData, type DataOptions, type OpenData } from './open-data.ts'
import { toDataError } from './to-data-error.ts'

/**
 * Events of one name.
 * @public
 */
export interface EventCount {
  /** As the file has it. */
  readonly rawName: string
  /** GA4's name, absent for events that are not read. */
  readonly name?: string
  /** How many there are. */
  readonly events: number
}

/**
 * What files hold.
 * @public
 */
export interface Inspection {
  /** Files that were read. */
  readonly files: readonly string[]
  /** What was found in the rows. */
  readonly report: ReadReport
  /** Columns that the layout does not read. */
  readonly unread: readonly string[]
  /** Columns that the layout could read and the files lack. */
  readonly missing: readonly string[]
  /** Most frequent first; empty for a layout without events. */
  readonly events: readonly EventCount[]
  /** Visitors in the visits. */
  readonly visitors: number
  /** Visits with an event before a purchase, or customers. */
  readonly visits: number
  /** Which of the two. */
  readonly unit: 'visit' | 'customer'
  /** Visits by label, most frequent first; customers by each answer. */
  readonly labels: readonly { readonly label: string; readonly visits: number }[]
  /** Mean number of events before a purchase, or in the history of a customer. */
  readonly meanEvents: number
  /** First and last time, milliseconds since the Unix epoch; absent where there are no times. */
  readonly timesMs?: readonly [number, number]
  /** Columns and events that give the label away. */
  readonly leaks: readonly Leak[]
}

/**
 * Looks at files.
 * @param options - Files and layout.
 * @returns What they hold; leaks are named, not refused.
 * @throws `DataFormatError` for files that cannot be read, `UsageError` for a layout or a mapping that is none,
 * `MissingPeerError` when `@duckdb/node-api` is not installed.
 * @public
 */
export async function inspectData(options: DataOptions): Promise<Inspection> {
  const data = await openData(options)
  try {
    return await inspect(data)
  } catch (error) {
    throw toDataError(error, options.data)
  } finally {
    await data.close()
  }
}

async function inspect(data: OpenData): Promise<Inspection> {
  const { db, layout, raw, report } = data
  const known = layout.paths ?? Object.keys(layout.columns)
  const has = new Set(raw.columns.map((name) => name.toLowerCase()))
  const head = (name: string): string => name.split('.')[0]!.toLowerCase()
  const read = new Set(known.flatMap((name) => [name.toLowerCase(), head(name)]))
  const isEvents = isEventLayout(layout)
  const timesMs = layout.timeless ? undefined : await readTimes(data)
  const visits = layout.name === 'sessions' ? SESSION_VISITS : EVENT_VISITS
  const labelled = data.isCustomers ? CUSTOMER_LABELS : visits
  const labels = await db.rows<{ label: string; visits: number }>(
    `SELECT label, count(*)::DOUBLE AS visits FROM (${labelled}) GROUP BY label ORDER BY visits DESC`,
  )
  const [sum] = await db.rows<{ visitors: number; visits: number; mean: number }>(
    `SELECT count(DISTINCT visitor)::DOUBLE AS visitors, count(*)::DOUBLE AS visits, avg(events) AS mean FROM (${visits})`,
  )
  return {
    files: raw.files,
    report,
    unread:
      raw.hasHeader || raw.format !== 'csv'
        ? raw.columns.filter((name) => !read.has(name.toLowerCase()))
        : [],
    missing: raw.hasHeader
      ? known.filter((name) => !has.has(name.toLowerCase()) && !has.has(head(name)))
      : [],
    events: isEvents ? await countEvents(data) : [],
    visitors: sum!.visitors,
    visits: sum!.visits,
    unit: data.isCustomers ? 'customer' : 'visit',
    labels,
    meanEvents: sum!.mean,
    ...(timesMs && { timesMs }),
    leaks: await findLeaks(data),
  }
}

const CUSTOMER_LABELS = ['value', 'risk']
  .map(
    (head) =>
      `SELECT DISTINCT visit, '${head}: ' || ${head}_class AS label FROM visits WHERE ${head}_class IS NOT NULL`,
  )
  .join(' UNION ALL ')

const EVENT_VISITS = `SELECT any_value(label) AS label, min_by(coalesce(visitor, stream), n) AS visitor,
  count(*) FILTER (order_n IS NULL OR n < order_n) AS events FROM visits GROUP BY visit`

const SESSION_VISITS = `SELECT label, row_no AS visitor, "Administrative" + "Informational" + "ProductRelated" AS events
  FROM events WHERE problem IS NULL AND "Administrative" + "Informational" + "ProductRelated" > 0`

async function countEvents({ db }: OpenData): Promise<EventCount[]> {
  const rows = await db.rows<{ raw_name: string | null; name: string | null; events: number }>(
    `SELECT raw_name, name, count(*)::DOUBLE AS events FROM events WHERE problem IS NULL
      GROUP BY ALL ORDER BY events DESC, raw_name LIMIT 200`,
  )
  return rows.map(({ raw_name, name, events }) => ({
    rawName: raw_name ?? '',
    ...(name !== null && { name }),
    events,
  }))
}

async function readTimes({ db, layout }: OpenData): Promise<[number, number] | undefined> {
  const [column, table] = isEventLayout(layout) ? ['time_ms', 'once'] : ['at_ms', 'visits']
  const [row] = await db.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${column})::DOUBLE AS first, max(${column})::DOUBLE AS last FROM ${table}`,
  )
  const { first, last } = row!
  return first === null || last === null ? undefined : [first, last]
}
