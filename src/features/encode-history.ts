// SPDX-License-Identifier: MIT
// A visitor's history as the model reads it. The page and training run this very code.

import type { StoredEvent } from '../types.ts'
import { cleanHistory, type CleanEvent } from './clean-history.ts'
import { CHANNELS, CHANNEL_COUNT, HISTORY_LENGTH } from './feature-table.ts'
import type { HistoryContext } from './history-context.ts'
import { toToken } from './token.ts'
import { walkHistory } from './walk-history.ts'

/** What the model reads of one visitor. */
export interface EncodedHistory {
  /** int32, shape `[HISTORY_LENGTH]`: oldest first, padded in front with 0. */
  readonly tokens: Int32Array
  /** float32, row-major `[HISTORY_LENGTH, CHANNEL_COUNT]`: each in [-1, 1] or [0, 1], padding all 0, never NaN. */
  readonly channels: Float32Array
  /** Events that counted after cleaning, also those beyond `HISTORY_LENGTH`; orders and returns where only they are read. */
  readonly eventsSeen: number
}

/**
 * Part of a history that is read. `visit`: the events of the last event's session. `visitor`: all of them.
 * `orders`: orders and returns, and a page at the time of the last event, so that it shows how long ago they were.
 */
export type Reads = 'visit' | 'visitor' | 'orders'

/**
 * Encodes a history for the model: order, rhythm, repetition and funnel, nothing absolute.
 * @param events - Oldest first; may be empty.
 * @param reads - Which of them.
 * @param context - What is known beside the events.
 * @returns The latest `HISTORY_LENGTH` events; all zeros for an empty history, and for `orders` where there is none.
 * @see docs/features.md for the cleaning rules and the scale of each channel
 */
export function encodeHistory(
  events: readonly StoredEvent[],
  reads: Reads,
  context: HistoryContext = {},
): EncodedHistory {
  const last = events.at(-1)
  const isRead = READ[reads]
  const cleaned = cleanHistory(events.filter((event) => isRead(event, last!)))
  const shown =
    reads === 'orders' && cleaned.length > 0 ? [...cleaned, nowPage(last!, cleaned.at(-1)!)] : cleaned
  const latest = walkHistory(shown, context).slice(-HISTORY_LENGTH)
  const tokens = new Int32Array(HISTORY_LENGTH)
  const channels = new Float32Array(HISTORY_LENGTH * CHANNEL_COUNT)
  latest.forEach((step, index) => {
    const row = HISTORY_LENGTH - latest.length + index
    tokens[row] = toToken(step.name, step.novelty)
    CHANNELS.forEach((channel, column) => {
      channels[row * CHANNEL_COUNT + column] = clamp(channel.read(step), channel.min)
    })
  })
  return { tokens, channels, eventsSeen: cleaned.length }
}

const READ: Readonly<Record<Reads, (event: StoredEvent, last: StoredEvent) => boolean>> = {
  visit: (event, last) => event.sessionId === last.sessionId,
  visitor: () => true,
  orders: ({ name }) => name === 'purchase' || name === 'refund',
}

/** The page that the visitor is on now. */
function nowPage({ id, sessionId, source, timeMs }: StoredEvent, latest: CleanEvent): CleanEvent {
  return {
    event: { name: 'page_view', id, sessionId, source, timeMs },
    timeMs: Number.isFinite(timeMs) ? timeMs : latest.timeMs,
    folds: 0,
  }
}

function clamp(value: number, min: number): number {
  return value >= min ? Math.min(value, 1) : Number.isNaN(value) ? 0 : min
}
