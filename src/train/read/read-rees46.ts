// SPDX-License-Identifier: MIT
// Reads "eCommerce behavior data from multi category store" (REES46 Marketing Platform) as published.

import type { StoredEvent } from '../../types.ts'
import { createReadReport, type ReadReport, type Visit } from '../visit.ts'
import { checkMalformed, countMalformed, csvRows, type CsvRow } from './csv-rows.ts'
import { splitSilence } from './split-silence.ts'
import { createVisitorGroups, type VisitorGroups } from './visitor-groups.ts'

const COLUMNS = [
  'event_time',
  'event_type',
  'product_id',
  'category_id',
  'category_code',
  'brand',
  'price',
  'user_id',
  'user_session',
]

const NAMES = { view: 'view_item', cart: 'add_to_cart', remove_from_cart: 'remove_from_cart' } as const

interface Click {
  readonly type: string
  readonly timeMs: number
  readonly row: CsvRow
}

/**
 * Reads visits from a file in the REES46 layout.
 *
 * @remarks Rows without a session and exact copies are dropped; events are sorted by time, in file order on ties.
 * The input of a visit is what came before its first purchase. Visits that begin with a purchase are left out.
 * @param path - File, such as `2019-Oct.csv`.
 * @param report - Filled with counts where given.
 * @returns Visits in the order in which their sessions appear in the file.
 * @throws `DataFormatError` with file and line when a column is missing or more than 1 % of the rows are malformed.
 * @public
 */
export async function readRees46(path: string, report: ReadReport = createReadReport()): Promise<Visit[]> {
  const sessions = new Map<string, Click[]>()
  const seen = new Map<string, Set<string>>()
  const visitors = createVisitorGroups()
  for await (const row of csvRows(path, COLUMNS, report)) {
    const session = row.field('user_session')
    if (session === '') {
      report.withoutSession++
      continue
    }
    const click = readClick(row, report)
    if (!click) continue
    const clicks = sessions.get(session) ?? []
    if (clicks.length === 0) {
      sessions.set(session, clicks)
      seen.set(session, new Set())
    }
    if (seen.get(session)!.has(row.text)) {
      report.duplicates++
      continue
    }
    seen.get(session)!.add(row.text)
    clicks.push(click)
    visitors.join(clicks[0]!.row.field('user_id'), row.field('user_id'))
  }
  checkMalformed(path, report)
  return [...sessions].flatMap(([session, clicks]) => toVisit(session, clicks, visitors))
}

function readClick(row: CsvRow, report: ReadReport): Click | undefined {
  const type = row.field('event_type')
  if (type !== 'view' && type !== 'cart' && type !== 'remove_from_cart' && type !== 'purchase') {
    countMalformed(report, row.line, `event_type is "${type.slice(0, 30)}"; expected view, cart or purchase`)
    return undefined
  }
  const timeMs = readTime(row.field('event_time'))
  if (timeMs === undefined) {
    countMalformed(report, row.line, `event_time "${row.field('event_time').slice(0, 30)}" is not a time`)
    return undefined
  }
  if (row.field('product_id') === '') {
    countMalformed(report, row.line, 'product_id is empty')
    return undefined
  }
  return { type, timeMs, row }
}

/** `2019-10-01 00:00:04 UTC`; the zone is always UTC. */
function readTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?: ?UTC|Z)?$/.exec(text)
  const timeMs = match ? Date.parse(`${match[1]}T${match[2]}Z`) : NaN
  return Number.isNaN(timeMs) ? undefined : timeMs
}

function toVisit(session: string, clicks: Click[], visitors: VisitorGroups): Visit[] {
  clicks.sort((a, b) => a.timeMs - b.timeMs)
  const events = splitSilence(clicks.map((click, index) => toEvent(session, click, index)))
  const firstPurchase = events.findIndex((event) => event.name === 'purchase')
  const input = firstPurchase < 0 ? events : events.slice(0, firstPurchase)
  if (input.length === 0) return []
  const user = clicks[0]!.row.field('user_id') || session
  return [
    {
      id: session,
      visitorId: visitors.groupOf(user),
      source: 'rees46',
      events: input,
      after: events.slice(input.length),
      label: firstPurchase >= 0 ? 'buy' : input.some(isCart) ? 'cart-abandon' : 'browse',
    },
  ]
}

function isCart(event: StoredEvent): boolean {
  return event.name === 'add_to_cart'
}

function toEvent(session: string, click: Click, index: number): StoredEvent {
  const { row, timeMs, type } = click
  const price = Number(row.field('price'))
  const levels = (row.field('category_code') || row.field('category_id')).split('.').slice(0, 5)
  const item = {
    item_id: row.field('product_id'),
    ...(row.field('brand') === '' ? {} : { item_brand: row.field('brand') }),
    ...Object.fromEntries(
      levels
        .filter(Boolean)
        .map((level, depth) => [depth === 0 ? 'item_category' : `item_category${depth + 1}`, level]),
    ),
    ...(price > 0 && Number.isFinite(price) ? { price } : {}),
  }
  const stamp = { id: `${session}/${index}`, timeMs, sessionId: session, source: 'rees46' }
  return type === 'purchase'
    ? { name: 'purchase', transaction_id: `${session}/${index}`, items: [item], ...stamp }
    : { name: NAMES[type as keyof typeof NAMES], items: [item], ...stamp }
}
