// SPDX-License-Identifier: MIT
// A visitor's history as the model reads it. The page and training run this very code.

import type { StoredEvent } from '../types.ts'
import { cleanHistory } from './clean-history.ts'
import { CHANNELS, CHANNEL_COUNT, HISTORY_LENGTH } from './feature-table.ts'
import { toToken } from './token.ts'
import { walkHistory } from './walk-history.ts'

/** What the model reads of one visitor. */
export interface EncodedHistory {
  /** int32, shape `[HISTORY_LENGTH]`: oldest first, padded in front with 0. */
  readonly tokens: Int32Array
  /** float32, row-major `[HISTORY_LENGTH, CHANNEL_COUNT]`: each in [-1, 1] or [0, 1], padding all 0, never NaN. */
  readonly channels: Float32Array
  /** Events that counted after cleaning, also those beyond `HISTORY_LENGTH`. */
  readonly eventsSeen: number
}

/**
 * Encodes a history for the model: order, rhythm, repetition and funnel, nothing absolute.
 * @param events - Oldest first; may be empty.
 * @param reads - `visit`: only the events of the last event's session. `visitor`: all of them.
 * @returns The latest `HISTORY_LENGTH` events; all zeros for an empty history.
 * @see docs/features.md for the cleaning rules and the scale of each channel
 */
export function encodeHistory(events: readonly StoredEvent[], reads: 'visit' | 'visitor'): EncodedHistory {
  const sessionId = events.at(-1)?.sessionId
  const chosen = reads === 'visit' ? events.filter((event) => event.sessionId === sessionId) : events
  const steps = walkHistory(cleanHistory(chosen))
  const tokens = new Int32Array(HISTORY_LENGTH)
  const channels = new Float32Array(HISTORY_LENGTH * CHANNEL_COUNT)
  const latest = steps.slice(-HISTORY_LENGTH)
  latest.forEach((step, index) => {
    const row = HISTORY_LENGTH - latest.length + index
    tokens[row] = toToken(step.name, step.novelty)
    CHANNELS.forEach((channel, column) => {
      channels[row * CHANNEL_COUNT + column] = clamp(channel.read(step), channel.min)
    })
  })
  return { tokens, channels, eventsSeen: steps.length }
}

function clamp(value: number, min: number): number {
  return value >= min ? Math.min(value, 1) : Number.isNaN(value) ? 0 : min
}
