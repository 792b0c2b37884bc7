// SPDX-License-Identifier: MIT
// How an encoding is written down: the rows that are not padding, tokens by name.

import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNELS, CHANNEL_COUNT, HISTORY_LENGTH } from '../../src/features/feature-table.ts'
import { TOKEN_NAMES } from '../../src/features/token.ts'
import type { GoldenVisit } from './visits.ts'

/** One visit in encodings.json. */
export interface GoldenEncoding {
  readonly name: string
  readonly eventsSeen: number
  /** Names of the tokens that are not padding. */
  readonly tokens: readonly string[]
  /** Channels of the same rows, float32 as JSON writes them. */
  readonly channels: readonly (readonly number[])[]
}

/** What encodings.json holds. */
export interface GoldenFile {
  readonly channelNames: readonly string[]
  readonly visits: readonly GoldenEncoding[]
}

/** Encodes a visit for comparison. Throws when the padding is not all zeros. */
export function toGolden({ name, reads, events, context }: GoldenVisit): GoldenEncoding {
  const { tokens, channels, eventsSeen } = encodeHistory(events, reads, context)
  const rows = [...tokens.keys()].filter((row) => tokens[row] !== 0)
  const padding = HISTORY_LENGTH - rows.length
  if (channels.subarray(0, padding * CHANNEL_COUNT).some((value) => value !== 0)) {
    throw new Error(`${name}: the padding is not zero`)
  }
  return {
    name,
    eventsSeen,
    tokens: rows.map((row) => TOKEN_NAMES[tokens[row] ?? 0] ?? ''),
    channels: rows.map((row) => [...channels.subarray(row * CHANNEL_COUNT, (row + 1) * CHANNEL_COUNT)]),
  }
}

/** Encodes all visits. */
export function toGoldenFile(visits: readonly GoldenVisit[]): GoldenFile {
  return { channelNames: CHANNELS.map(({ name }) => name), visits: visits.map(toGolden) }
}
