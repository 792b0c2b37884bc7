// SPDX-License-Identifier: MIT
// The one place where visits that no data set holds join the training.

import type { TrainOptions } from '../../src/train/training-options.ts'
import type { Visit } from '../../src/train/visit.ts'

/** Made-up visits of a recipe. */
export interface SimulatedVisits {
  readonly count: number
  /** Of one visit, against 1 of a REES46 visit. */
  readonly weight: number
  readonly seed: number
}

/** Visits that are trained on and nothing else: they stop, calibrate and measure nothing. */
export interface FurtherVisits {
  /** For the folds. */
  readonly visits: readonly Visit[]
  /** What tells `trainModel` the same. */
  readonly options: Partial<TrainOptions>
}

/**
 * The further visits of a recipe.
 * @throws Error while there is nothing that makes them.
 */
export async function furtherVisits(simulated: SimulatedVisits | undefined): Promise<FurtherVisits> {
  if (simulated === undefined || simulated.count === 0) return { visits: [], options: {} }
  throw new Error('The recipe asks for simulated visits, and nothing makes them yet: leave `simulated` out.')
}
