// SPDX-License-Identifier: MIT
// The last guard of every engine: a score that is not a number never leaves it.

import { EngineError } from '../errors.ts'

/**
 * Returns the scores, all finite.
 * @throws `EngineError` when one is not.
 */
export function checkScores(engine: string, scores: Float32Array): Float32Array {
  for (let at = 0; at < scores.length; at++) {
    if (!Number.isFinite(scores[at])) throw new EngineError(engine, `output ${at} is not a finite number`)
  }
  return scores
}
