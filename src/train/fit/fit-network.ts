// SPDX-License-Identifier: MIT
// Trains a network: epochs of shuffled batches, validation after each, the best averaged weights in the end.

import { initialParameters, type HeadLayer, type ParameterShape } from '../network/parameters.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { createRandom, type Random } from '../random.ts'
import { TrainingDivergedError } from '../train-errors.ts'
import { createAdam, type AdamOptions } from './adam.ts'
import type { Sample } from './batch.ts'
import type { Tf } from './load-tf.ts'
import { meanLoss } from './loss.ts'
import { predict, trainStep, type DropoutRates, type Trainee } from './train-step.ts'

/** Settings of a training run. */
export interface FitOptions extends AdamOptions {
  /** Decides first weights, order, prefixes and dropout. */
  readonly seed: number
  /** Passes over the visits at most. */
  readonly epochs: number
  /** Epochs without a better validation loss after which training stops. */
  readonly patience: number
  readonly batchSize: number
  readonly dropout: DropoutRates
}

/**
 * What is told after every batch.
 * @public
 */
export interface FitProgress {
  /** Number of the epoch, from 1. */
  readonly epoch: number
  /** Samples done in this run. */
  readonly done: number
  /** Samples of the whole run at most. */
  readonly total: number
  /** Mean training loss of this epoch so far. */
  readonly loss: number
  /** Validation loss of the last epoch and of the best; `undefined` before the first validation. */
  readonly validation?: { readonly last: number; readonly best: number }
}

/** Result of a run. */
export interface FitResult {
  readonly values: Map<string, Float32Array>
  /** Mean training loss by epoch, with dropout. */
  readonly trainingLosses: readonly number[]
  /** Validation loss by epoch. */
  readonly validationLosses: readonly number[]
  /** Epoch of `values`, from 1. */
  readonly bestEpoch: number
}

/** What is to be fitted. */
export interface FitTask {
  readonly spec: NetworkSpec
  readonly heads: readonly HeadLayer[]
  readonly shapes: readonly ParameterShape[]
  /** Draws the samples of an epoch; called anew for each. */
  readonly draw: (random: Random) => readonly Sample[]
  /** Fixed samples; empty for training to the last epoch. */
  readonly validation: readonly Sample[]
}

/**
 * Trains a network; the same task, options and seed give the same weights.
 * @param onProgress - Called after every batch.
 * @throws `TrainingDivergedError` when the loss is no finite number any more.
 */
export function fitNetwork(
  tf: Tf,
  task: FitTask,
  options: FitOptions,
  onProgress: (progress: FitProgress) => void = () => {},
): FitResult {
  const random = createRandom(options.seed)
  const trainee: Trainee = {
    spec: task.spec,
    heads: task.heads,
    shapes: task.shapes,
    values: initialParameters(task.shapes, random),
  }
  const adam = createAdam(trainee.values, options)
  const trainingLosses: number[] = []
  const validationLosses: number[] = []
  let best = { loss: Infinity, epoch: 0, values: trainee.values }
  let done = 0
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const samples = task.draw(random)
    const batches = toBatches(samples, options.batchSize, random)
    let lossSum = 0
    batches.forEach((batch, index) => {
      const { loss, gradients } = trainStep(tf, trainee, batch, options.dropout, random)
      refuseDivergence(loss, epoch, options)
      adam.step(
        trainee.values,
        gradients,
        learningRateScale((epoch - 1 + index / batches.length) / options.epochs),
      )
      done += batch.length
      lossSum += loss
      const last = validationLosses.at(-1)
      const validation = last === undefined ? {} : { validation: { last, best: best.loss } }
      const total = samples.length * options.epochs
      onProgress({ epoch, done, total, loss: lossSum / (index + 1), ...validation })
    })
    trainingLosses.push(lossSum / Math.max(batches.length, 1))
    const averaged = adam.average()
    if (task.validation.length === 0) {
      best = { loss: NaN, epoch, values: averaged }
      continue
    }
    const logits = predict(tf, { ...trainee, values: averaged }, task.validation)
    const loss = meanLoss(logits, task.validation, task.heads)
    refuseDivergence(loss, epoch, options)
    validationLosses.push(loss)
    if (loss < best.loss) best = { loss, epoch, values: averaged }
    if (epoch - best.epoch >= options.patience) break
  }
  return { values: best.values, trainingLosses, validationLosses, bestEpoch: best.epoch }
}

function refuseDivergence(loss: number, epoch: number, { learningRate }: FitOptions): void {
  if (!Number.isFinite(loss)) throw new TrainingDivergedError(epoch, loss, learningRate)
}

/**
 * Full speed for the first half, then down to a twentieth along a cosine.
 * @param progress - Share of the run that is done, in [0, 1].
 */
export function learningRateScale(progress: number): number {
  if (progress < 0.5) return 1
  return 0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * (progress - 0.5) * 2))
}

/** Groups visits of like length, so that short ones need not be computed as long ones; then shuffles the groups. */
function toBatches(samples: readonly Sample[], batchSize: number, random: Random): Sample[][] {
  const shuffled = random.shuffle([...samples])
  const batches: Sample[][] = []
  const chunk = batchSize * 16
  for (let from = 0; from < shuffled.length; from += chunk) {
    const sorted = shuffled.slice(from, from + chunk).sort((a, b) => a.rows - b.rows)
    for (let at = 0; at < sorted.length; at += batchSize) batches.push(sorted.slice(at, at + batchSize))
  }
  return random.shuffle(batches)
}
