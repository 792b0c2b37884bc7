// SPDX-License-Identifier: MIT
// Visits as the trainer feeds them: only their own rows, cut to what a batch needs.

import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { EncodedHistory } from '../../features/encode-history.ts'
import type { Expectation } from './pair-loss.ts'

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

/** An encoded history without its padding. */
export interface Input {
  /** int32, `[rows]`. */
  readonly tokens: Int32Array
  /** float32, `[rows, CHANNEL_COUNT]`. */
  readonly channels: Float32Array
  /** Rows that are not padding, at most `HISTORY_LENGTH`. */
  readonly rows: number
}

/** Two inputs, and how what is said of the second must compare with what is said of the first. */
export interface Pair {
  readonly before: Input
  readonly after: Input
  /** Head that is asked, by its place among the heads, and the output of it that is compared. */
  readonly head: number
  readonly unit: number
  readonly expected: Expectation
}

/** An encoded visit and what is known of it. */
export interface Sample extends Input {
  /** What each head should say, in their order; `undefined` where the data does not tell. */
  readonly targets: readonly (Target | undefined)[]
  /** Weight in the loss. */
  readonly weight: number
  /** What else must hold; it has a weight of its own. */
  readonly pair?: Pair
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
export function trimPadding(encoded: EncodedHistory): Input {
  const first = encoded.tokens.findIndex((token) => token !== 0)
  const start = first < 0 ? HISTORY_LENGTH : first
  return {
    rows: HISTORY_LENGTH - start,
    tokens: encoded.tokens.slice(start),
    channels: encoded.channels.slice(start * CHANNEL_COUNT),
  }
}

/** Puts samples side by side, padded in front to `rows`. */
export function toBatch(samples: readonly Input[], rows: number): Batch {
  const tokens = new Int32Array(samples.length * rows)
  const channels = new Float32Array(samples.length * rows * CHANNEL_COUNT)
  samples.forEach((sample, index) => {
    const start = (index + 1) * rows - sample.rows
    tokens.set(sample.tokens, start)
    channels.set(sample.channels, start * CHANNEL_COUNT)
  })
  return { size: samples.length, rows, tokens, channels }
}
