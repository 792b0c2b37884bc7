// SPDX-License-Identifier: MIT
// Trains a network: epochs of shuffled batches, validation after each, the best averaged weights in the end.

import { setImmediate } from 'node:timers/promises'
import { initialParameters, type HeadLayer, type ParameterShape } from '../network/parameters.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { createRandom, type Random } from '../random.ts'
import { TrainingDivergedError } from '../train-errors.ts'
import { createAdam, type AdamOptions } from './adam.ts'
import type { Sample } from './batch.ts'
import type { FitHooks, FitState } from './fit-state.ts'
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
  /** First values by weight, in place of drawn ones. */
  readonly start?: ReadonlyMap<string, Float32Array>
  /** Names of weights that stay as they are. */
  readonly frozen?: ReadonlySet<string>
  /**
   * What the forward pass sees of the weights, such as rounded ones. Gradients at what is seen move the weights
   * themselves (straight through). @defaultValue the weights
   */
  readonly weightsSeen?: (values: Map<string, Float32Array>) => Map<string, Float32Array>
}

/**
 * Trains a network; the same task, options and seed give the same weights, however often it is stopped and resumed.
 * @throws The reason of `hooks.signal` when that stops it; `TrainingDivergedError` when the loss is no finite number any
 * more.
 */
export async function fitNetwork(
  tf: Tf,
  task: FitTask,
  options: FitOptions,
  hooks: FitHooks = {},
): Promise<FitResult> {
  const { resumeFrom: from, signal } = hooks
  const random = createRandom(options.seed)
  const seen = task.weightsSeen ?? ((values) => values)
  const trainee: Trainee = {
    spec: task.spec,
    heads: task.heads,
    shapes: task.shapes,
    values: initialParameters(task.shapes, random),
  }
  for (const [name, values] of from?.weights ?? task.start ?? []) trainee.values.get(name)?.set(values)
  const trained = new Map([...trainee.values].filter(([name]) => !task.frozen?.has(name)))
  const adam = createAdam(trained, options, from?.adam)
  const trainingLosses = [...(from?.trainingLosses ?? [])]
  const validationLosses = [...(from?.validationLosses ?? [])]
  let best = from?.best ?? { loss: Infinity, epoch: 0, values: trainee.values }
  let done = from?.done ?? 0
  let epochRandom = from?.epochRandom ?? random.state()
  const save = async (epoch: number, batch: number, lossSum: number): Promise<void> => {
    const losses = { lossSum, trainingLosses, validationLosses }
    const position = { epoch, batch, done, epochRandom, random: random.state() }
    await hooks.onCheckpoint?.({
      ...position,
      ...losses,
      best,
      weights: trainee.values,
      adam: adam.state(),
    } satisfies FitState)
  }
  const isPatient = (epoch: number): boolean =>
    task.validation.length === 0 || epoch - best.epoch < options.patience
  const first = from?.epoch ?? 1
  for (let epoch = first; epoch <= options.epochs && isPatient(epoch - 1); epoch++) {
    const isResumed = from !== undefined && epoch === first
    if (isResumed) random.setState(epochRandom)
    else epochRandom = random.state()
    const samples = task.draw(random)
    const batches = toBatches(samples, options.batchSize, random)
    if (isResumed && from.batch > 0) random.setState(from.random)
    let lossSum = isResumed ? from.lossSum : 0
    for (let index = isResumed ? from.batch : 0; index < batches.length; index++) {
      const batch = batches[index]!
      const own = { ...trainee, values: seen(trainee.values) }
      const { loss, gradients } = trainStep(tf, own, batch, options.dropout, random)
      refuseDivergence(loss, epoch, options)
      for (const name of task.frozen ?? []) gradients.delete(name)
      adam.step(trained, gradients, learningRateScale((epoch - 1 + index / batches.length) / options.epochs))
      done += batch.length
      lossSum += loss
      const last = validationLosses.at(-1)
      const validation = last === undefined ? {} : { validation: { last, best: best.loss } }
      const total = samples.length * options.epochs
      hooks.onProgress?.({ epoch, done, total, loss: lossSum / (index + 1), ...validation })
      // Lets signals and messages through.
      await setImmediate()
      if (signal?.aborted) {
        await save(epoch, index + 1, lossSum)
        signal.throwIfAborted()
      }
    }
    trainingLosses.push(lossSum / Math.max(batches.length, 1))
    const averaged = new Map([...trainee.values, ...adam.average()])
    const logits = predict(tf, { ...trainee, values: seen(averaged) }, task.validation)
    if (task.validation.length === 0) {
      best = { loss: NaN, epoch, values: averaged }
    } else {
      const loss = meanLoss(logits, task.validation, task.heads)
      refuseDivergence(loss, epoch, options)
      validationLosses.push(loss)
      if (loss < best.loss) best = { loss, epoch, values: averaged }
    }
    epochRandom = random.state()
    await save(epoch + 1, 0, 0)
    const losses = {
      epoch,
      training: trainingLosses.at(-1)!,
      validation: validationLosses.at(-1) ?? NaN,
      logits,
    }
    if (hooks.onEpoch?.(losses) === false) break
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
