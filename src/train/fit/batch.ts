// SPDX-License-Identifier: MIT
// Visits as the trainer feeds them: only their own rows, cut to what a batch needs.

import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { EncodedHistory } from '../../features/encode-history.ts'

/** What one head should say of a sample. */
export interface Target {
  /** Weight of each class: one-hot, several ones where the label leaves classes open, or soft. */
  readonly classes: readonly number[]
  /** Whether `classes` is a distribution to be met, not a set of classes that are possible. */
  readonly soft?: boolean
  /**
   * Weight of this answer, times that of the sample.
   * @defaultValue 1
   */
  readonly weight?: number
  /**
   * Exponent of the focal loss, at least 0.
   * @defaultValue 0, the plain cross-entropy
   */
  readonly gamma?: number
}

/** An encoded visit without its padding. */
export interface Sample {
  /** int32, `[rows]`. */
  readonly tokens: Int32Array
  /** float32, `[rows, CHANNEL_COUNT]`. */
  readonly channels: Float32Array
  /** Rows that are not padding, at most `HISTORY_LENGTH`. */
  readonly rows: number
  /** What each head should say, in their order; `undefined` where the data does not tell. */
  readonly targets: readonly (Target | undefined)[]
  /** Weight in the loss. */
  readonly weight: number
}

/** Samples cut to their last `rows` rows. */
export interface Batch {
  readonly size: number
  /** Rows kept, at most `HISTORY_LENGTH`; the rows before them are padding in every sample. */
  readonly rows: number
  /** int32, `[size, rows]`. */
  readonly tokens: Int32Array
  /** float32, `[size, rows, CHANNEL_COUNT]`. */
  readonly channels: Float32Array
}

/** Drops the padding of an encoded history. */
export function trimPadding(encoded: EncodedHistory): Pick<Sample, 'tokens' | 'channels' | 'rows'> {
  const first = encoded.tokens.findIndex((token) => token !== 0)
  const start = first < 0 ? HISTORY_LENGTH : first
  return {
    rows: HISTORY_LENGTH - start,
    tokens: encoded.tokens.slice(start),
    channels: encoded.channels.slice(start * CHANNEL_COUNT),
  }
}

/** Puts samples side by side, padded in front to `rows`. */
export function toBatch(
  samples: readonly Pick<Sample, 'tokens' | 'channels' | 'rows'>[],
  rows: number,
): Batch {
  const tokens = new Int32Array(samples.length * rows)
  const channels = new Float32Array(samples.length * rows * CHANNEL_COUNT)
  samples.forEach((sample, index) => {
    const start = (index + 1) * rows - sample.rows
    tokens.set(sample.tokens, start)
    channels.set(sample.channels, start * CHANNEL_COUNT)
  })
  return { size: samples.length, rows, tokens, channels }
}
