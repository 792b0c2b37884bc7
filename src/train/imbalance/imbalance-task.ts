// SPDX-License-Identifier: MIT
// What every method works on, and what it gives back.

import type { Sample } from '../fit/batch.ts'
import type { FitOptions, FitResult, FitTask } from '../fit/fit-network.ts'
import type { FitProgress } from '../fit/fit-state.ts'
import type { Tf } from '../fit/load-tf.ts'
import type { HeadTask } from '../heads.ts'
import type { Random } from '../random.ts'
import type { Visit } from '../visit.ts'
import type { ImbalanceOptions } from './imbalance-options.ts'

/** A network to fit on visits, which a method may choose among and weigh. */
export interface ImbalanceTask extends Pick<FitTask, 'spec' | 'heads' | 'shapes' | 'start' | 'frozen'> {
  readonly tf: Tf
  /** What the first head asks: the question whose classes are of unequal size. */
  readonly question: HeadTask
  /** Visits to train on. */
  readonly train: readonly Visit[]
  /** Visits that decide when training stops. */
  readonly stopping: readonly Visit[]
  /** Samples of an epoch. */
  readonly draw: (visits: readonly Visit[], random: Random) => Sample[]
  /** Samples to validate on, always the same for the same visits. */
  readonly hold: (visits: readonly Visit[]) => Sample[]
  /** Fits one network. */
  readonly fit: (
    task: FitTask,
    options: FitOptions,
    onProgress?: (progress: FitProgress) => void,
  ) => Promise<FitResult>
  readonly options: FitOptions
  readonly settings: ImbalanceOptions
  /** What the plain fit gives, where it is known already. */
  readonly plain?: FitResult
}

/** What a method made. */
export interface ImbalanceFit extends FitResult {
  /** Weights of the networks whose mean was learnt; absent where there is one network alone. */
  readonly ensemble?: readonly FitResult['values'][]
}

/** The task of one plain fit, with what a method changes. */
export function plainTask(
  { spec, heads, shapes, start, frozen, train, stopping, draw, hold }: ImbalanceTask,
  changes: Partial<Pick<FitTask, 'draw' | 'validation'>> = {},
): FitTask {
  return {
    spec,
    heads,
    shapes,
    ...(start && { start }),
    ...(frozen && { frozen }),
    draw: changes.draw ?? ((random) => draw(train, random)),
    validation: changes.validation ?? hold(stopping),
  }
}
