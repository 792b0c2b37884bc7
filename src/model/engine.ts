// SPDX-License-Identifier: MIT
// What an engine is: the one interface behind which WebGL, WASM and plain TypeScript compute the same scores.

import type { EngineName } from '../types.ts'

/** Inputs of several visits at once. */
export interface ScoreBatch {
  /** Number of visits, at least 1. */
  readonly size: number
  /** int32, row-major `[size, HISTORY_LENGTH]`. */
  readonly tokens: Int32Array
  /** float32, row-major `[size, HISTORY_LENGTH, CHANNEL_COUNT]`. */
  readonly channels: Float32Array
}

/** A compiled network, ready to score. */
export interface Engine {
  readonly name: EngineName
  /**
   * @returns float32, row-major `[size, outputs]`: the outputs of all heads after their activation, in the
   * order of `PackageMetadata.heads`; always finite.
   * @throws `EngineError` when the device is lost or an output is not finite.
   */
  score(batch: ScoreBatch): Promise<Float32Array>
  /** Frees every tensor, texture and listener. */
  dispose(): void
}
