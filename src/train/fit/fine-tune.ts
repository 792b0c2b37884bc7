// SPDX-License-Identifier: MIT
// Quantisation-aware fine-tuning: a few more epochs in which the network sees its weights as they will be stored.

import type { Random } from '../random.ts'
import type { Visit } from '../visit.ts'
import type { Sample } from './batch.ts'
import type { FitOptions, FitResult, FitTask } from './fit-network.ts'
import type { Tf } from './load-tf.ts'
import { meanLoss } from './loss.ts'
import { predict } from './train-step.ts'

/** Share of the learning rate of the fit: the weights are close to where they shall be. */
const RATE_SHARE = 0.25

/** What is tuned. */
export interface TuneTask {
  /** Weights of the fit. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Weights as the package will give them back. */
  readonly rounded: NonNullable<FitTask['weightsSeen']>
  readonly epochs: number
}

/** What came out. */
export interface Tuned {
  /** Weights before rounding: the tuned ones, or the old ones where tuning did not help. */
  readonly values: Map<string, Float32Array>
  /** Epochs that were run. */
  readonly epochs: number
  /** Epoch whose weights were kept, from 1; 0 for those of before. */
  readonly bestEpoch: number
  /** Validation loss of the rounded weights, before and with those that were kept. */
  readonly lossBefore: number
  readonly lossAfter: number
}

/** The fit that is gone on from, and how it is done. */
export interface TunedFit extends Pick<FitTask, 'spec' | 'heads' | 'shapes' | 'frozen'> {
  readonly tf: Tf
  readonly train: readonly Visit[]
  readonly stopping: readonly Visit[]
  readonly draw: (visits: readonly Visit[], random: Random) => Sample[]
  readonly hold: (visits: readonly Visit[]) => Sample[]
  readonly fit: (task: FitTask, options: FitOptions) => Promise<FitResult>
  readonly options: FitOptions
}

/**
 * Tunes weights for their rounding: forwards with the rounded ones, gradients straight through to the others.
 * @param before - Task and options of the fit. Without validation visits the last epoch is kept.
 */
export async function tuneForRounding(
  before: TunedFit,
  { values, rounded, epochs }: TuneTask,
): Promise<Tuned> {
  const { tf, spec, heads, shapes, frozen, options } = before
  const validation = before.hold(before.stopping)
  const tuned = await before.fit(
    {
      spec,
      heads,
      shapes,
      ...(frozen && { frozen }),
      start: values,
      weightsSeen: rounded,
      draw: (random) => before.draw(before.train, random),
      validation,
    },
    { ...options, epochs, learningRate: options.learningRate * RATE_SHARE, seed: options.seed + 1 },
  )
  const losses = tuned.validationLosses
  if (validation.length === 0) {
    return { values: tuned.values, epochs, bestEpoch: epochs, lossBefore: NaN, lossAfter: NaN }
  }
  const own = new Map(values)
  const lossBefore = meanLoss(
    predict(tf, { spec, heads, shapes, values: rounded(own) }, validation),
    validation,
    heads,
  )
  const lossAfter = Math.min(...losses)
  return lossAfter < lossBefore
    ? { values: tuned.values, epochs: losses.length, bestEpoch: tuned.bestEpoch, lossBefore, lossAfter }
    : { values: own, epochs: losses.length, bestEpoch: 0, lossBefore, lossAfter: lossBefore }
}
