// SPDX-License-Identifier: MIT
// Quantisation-aware fine-tuning: a few more epochs in which the network sees its weights as they will be stored.

import { fitNetwork, type FitOptions, type FitTask } from './fit-network.ts'
import type { FitHooks } from './fit-state.ts'
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

/**
 * Tunes weights for their rounding: forwards with the rounded ones, gradients straight through to the others.
 * @param fit - The task and the options of the fit. Without validation visits the last epoch is kept.
 */
export async function tuneForRounding(
  tf: Tf,
  fit: { readonly task: FitTask; readonly options: FitOptions },
  { values, rounded, epochs }: TuneTask,
  hooks: Pick<FitHooks, 'onProgress' | 'signal'> = {},
): Promise<Tuned> {
  const { task, options } = fit
  const before = new Map(values)
  const tuned = await fitNetwork(
    tf,
    { ...task, start: values, weightsSeen: rounded },
    { ...options, epochs, learningRate: options.learningRate * RATE_SHARE, seed: options.seed + 1 },
    hooks,
  )
  const { spec, heads, shapes, validation } = task
  const losses = tuned.validationLosses
  if (validation.length === 0) {
    return { values: tuned.values, epochs, bestEpoch: epochs, lossBefore: NaN, lossAfter: NaN }
  }
  const lossBefore = meanLoss(
    predict(tf, { spec, heads, shapes, values: rounded(before) }, validation),
    validation,
    heads,
  )
  const lossAfter = Math.min(...losses)
  return lossAfter < lossBefore
    ? { values: tuned.values, epochs: losses.length, bestEpoch: tuned.bestEpoch, lossBefore, lossAfter }
    : { values: before, epochs: losses.length, bestEpoch: 0, lossBefore, lossAfter: lossBefore }
}
