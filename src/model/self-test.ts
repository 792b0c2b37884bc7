// SPDX-License-Identifier: MIT
// One known input with its known answer: leaves a device that computes wrongly, such as a rasteriser
// that miscompiles a shader, before it answers anyone.

import { EngineError } from '../errors.ts'
import type { Engine, ScoreBatch } from './engine.ts'
import type { PackageMetadata } from './package-format.ts'

/** Largest difference to the expected output. */
const TOLERANCE = 1e-3

/**
 * Scores the package's known input.
 * @throws `EngineError` when an output differs by more than 1e-3.
 */
export async function selfTest(engine: Engine, { selfTest: known }: PackageMetadata): Promise<void> {
  const scores = await engine.score(toKnownBatch({ selfTest: known }))
  const largest = known.expected.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (scores[at] ?? NaN))),
    0,
  )
  if (!(largest <= TOLERANCE)) throw new EngineError(engine.name, `its self-test is off by ${largest}`)
}

/** The package's known input, as a batch of one visit. */
export function toKnownBatch({ selfTest: known }: Pick<PackageMetadata, 'selfTest'>): ScoreBatch {
  return {
    size: 1,
    tokens: Int32Array.from(known.tokens),
    channels: Float32Array.from(known.channels),
  }
}
