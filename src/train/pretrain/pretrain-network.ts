// SPDX-License-Identifier: MIT
// Trains a network on a question that visits answer themselves, and keeps all of it but the head.

import { TOKEN_COUNT } from '../../features/feature-table.ts'
import { fitNetwork, type FitOptions } from '../fit/fit-network.ts'
import type { FitHooks } from '../fit/fit-state.ts'
import type { Tf } from '../fit/load-tf.ts'
import { layerOf, parameterShapes } from '../network/parameters.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { createRandom } from '../random.ts'
import type { Pretraining } from '../report/results.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { Visit } from '../visit.ts'
import { baseRates, drawPretext, lossOfRates, type PretextTask } from './pretext-samples.ts'

/** What to pre-train, on what. */
export interface PretrainTask {
  readonly task: PretextTask
  readonly spec: NetworkSpec
  readonly train: readonly Visit[]
  /** Decide which epoch is kept. */
  readonly validation: readonly Visit[]
  /** First values by weight; weights that are not in it are drawn. */
  readonly start: ReadonlyMap<string, Float32Array>
}

/** What came of it. */
export interface Pretrained {
  /** Weights without those of the head that answered. */
  readonly values: ReadonlyMap<string, Float32Array>
  readonly learning: Omit<Pretraining, 'data'>
}

/** No layer of a model has this name: it is none that a package can hold. */
const PRETEXT_HEAD = { layer: 'pretext', units: TOKEN_COUNT }

/** Validation questions are the same whatever the seed of the run. */
const VALIDATION_SEED = 20_240

/** Questions that must be there, for learning and for choosing the epoch. */
const LEAST = { train: 50, validation: 10 }

/**
 * Pre-trains.
 * @throws {@link TrainingDataError} when too few visits are long enough for the question; the reason of the signal.
 */
export async function pretrainNetwork(
  tf: Tf,
  { task, spec, train, validation, start }: PretrainTask,
  options: FitOptions,
  hooks: Pick<FitHooks, 'onProgress' | 'signal'> = {},
): Promise<Pretrained> {
  const asked = drawPretext(task, validation, createRandom(VALIDATION_SEED))
  const seen = drawPretext(task, train, createRandom(VALIDATION_SEED))
  if (seen.length < LEAST.train || asked.length < LEAST.validation) {
    throw new TrainingDataError(
      `Pre-training by ${task} finds ${seen.length} visits to learn from and ${asked.length} to check on; at least ${LEAST.train} and ${LEAST.validation} are needed, of two events or more.`,
    )
  }
  const rates = baseRates(seen)
  // The head begins where the base rates are: what is learned from there on, the network has learned.
  const bias = Float32Array.from(rates, Math.log)
  const fitted = await fitNetwork(
    tf,
    {
      spec,
      heads: [PRETEXT_HEAD],
      shapes: parameterShapes(spec, [PRETEXT_HEAD]),
      draw: (random) => drawPretext(task, train, random),
      validation: asked,
      start: new Map([...start, [`${PRETEXT_HEAD.layer}/bias`, bias]]),
    },
    options,
    hooks,
  )
  return {
    values: new Map([...fitted.values].filter(([name]) => layerOf(name) !== PRETEXT_HEAD.layer)),
    learning: {
      task,
      visits: train.length,
      bestEpoch: fitted.bestEpoch,
      loss: fitted.validationLosses[fitted.bestEpoch - 1]!,
      baseRateLoss: lossOfRates(rates, asked),
      epochs: fitted.trainingLosses.map((training, epoch) => ({
        training,
        validation: fitted.validationLosses[epoch]!,
      })),
    },
  }
}
