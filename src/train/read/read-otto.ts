// SPDX-License-Identifier: MIT
// Reads the OTTO recommender data set: JSON lines, one session a line.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { StoredEvent } from '../../types.ts'
import { createReadReport, type ReadReport, type Visit } from '../visit.ts'
import { checkMalformed, countMalformed } from './csv-rows.ts'
import { splitSilence } from './split-silence.ts'

interface OttoEvent {
  readonly aid: number
  readonly ts: number
  readonly type: string
}

/**
 * Reads visits from a file in the OTTO layout, `{"session":…,"events":[{"aid":…,"ts":…,"type":…}]}` a line.
 *
 * @remarks OTTO's sessions span days; they are cut where the visitor was silent for 30 minutes, as the page cuts
 * them, and each part is a visit of its own with its own outcome. The visitor is the OTTO session.
 * @param path - File, such as `train.jsonl`.
 * @param report - Filled with counts where given.
 * @param maxSessions - Sessions to read at most; all where not given.
 * @throws `DataFormatError` with file and line when more than 1 % of the lines are malformed.
 * @public
 */
export async function readOtto(
  path: string,
  report: ReadReport = createReadReport(),
  maxSessions: number = Infinity,
): Promise<Visit[]> {
  const stream = createReadStream(path)
  const visits: Visit[] = []
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (line.trim() === '') continue
      if (report.rows >= maxSessions) break
      report.rows++
      const session = parseSession(line)
      if (session) visits.push(...toVisits(session.id, session.events))
      else countMalformed(report, report.rows, 'not a session of clicks, carts and orders')
    }
  } finally {
    stream.destroy()
  }
  checkMalformed(path, report)
  return visits
}

function parseSession(line: string): { id: string; events: OttoEvent[] } | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const { session, events } = (value ?? {}) as { session?: unknown; events?: unknown }
  const isNamed = typeof session === 'number' || typeof session === 'string'
  if (!isNamed || !Array.isArray(events) || !events.every(isOttoEvent)) return undefined
  return { id: `otto-${session}`, events }
}

function isOttoEvent(value: unknown): value is OttoEvent {
  const { aid, ts, type } = (value ?? {}) as Partial<Record<string, unknown>>
  return (
    Number.isInteger(aid) &&
    Number.isFinite(ts) &&
    (type === 'clicks' || type === 'carts' || type === 'orders')
  )
}

function toVisits(id: string, ottoEvents: readonly OttoEvent[]): Visit[] {
  const sorted = [...ottoEvents].sort((a, b) => a.ts - b.ts)
  const parts = new Map<string, StoredEvent[]>()
  for (const event of splitSilence(sorted.map((ottoEvent, index) => toEvent(id, ottoEvent, index)))) {
    const part = parts.get(event.sessionId)
    if (part) part.push(event)
    else parts.set(event.sessionId, [event])
  }
  return [...parts].flatMap(([partId, events]): Visit[] => {
    const order = events.findIndex((event) => event.name === 'purchase')
    const input = order < 0 ? events : events.slice(0, order)
    if (input.length === 0) return []
    const hasCart = input.some((event) => event.name === 'add_to_cart')
    const label = order >= 0 ? 'buy' : hasCart ? 'cart-abandon' : 'browse'
    return [
      { id: partId, visitorId: id, source: 'otto', events: input, after: events.slice(input.length), label },
    ]
  })
}

function toEvent(id: string, { aid, ts, type }: OttoEvent, index: number): StoredEvent {
  const items = [{ item_id: String(aid) }]
  const stamp = { id: `${id}/${index}`, timeMs: ts, sessionId: id, source: 'otto' }
  if (type === 'orders') return { name: 'purchase', transaction_id: `${id}/${ts}`, items, ...stamp }
  return { name: type === 'carts' ? 'add_to_cart' : 'view_item', items, ...stamp }
}
