// SPDX-License-Identifier: MIT
// From options and visits to what the trainer fits: the same for a training run and for a trial of a search.

import type { HeadSpec } from '../model/package-format.ts'
import { drawSamples } from './draw-samples.ts'
import type { HeadTask } from './heads.ts'
import type { ImbalanceTask } from './imbalance/imbalance-task.ts'
import { networkSpec, networkTitle, type NetworkSpec } from './network/network-spec.ts'
import { parameterShapes } from './network/parameters.ts'
import { createRandom } from './random.ts'
import { simulateVisits } from './simulate/simulate-visits.ts'
import { TrainingDataError } from './train-errors.ts'
import { drawOptionsOf, fitOptionsOf, type TrainOptions } from './training-options.ts'
import type { Visit } from './visit.ts'

/** Validation visits are cut at the same places whatever the seed of the run. */
const VALIDATION_SEED = 20_240

/** What is fitted, and how. */
export interface PreparedFit {
  /** Name of the network, with the sizes that were changed. */
  readonly network: string
  readonly spec: NetworkSpec
  readonly heads: readonly HeadSpec[]
  /** All but what fits it. */
  readonly plan: Omit<ImbalanceTask, 'tf' | 'fit'>
}

/**
 * Prepares a fit.
 * @param tasks - Questions to be answered.
 * @param train - Visits to learn from; simulated ones come to them, and to nothing else.
 * @param stopping - Visits that decide when it stops.
 * @throws {@link TrainingDataError} for simulated visits where nothing is asked about visits.
 */
export function prepareFit(
  options: Partial<TrainOptions>,
  tasks: readonly HeadTask[],
  train: readonly Visit[],
  stopping: readonly Visit[],
): PreparedFit {
  const network = options.network ?? 'compact'
  const spec = networkSpec(network, options.sizes)
  const heads = tasks.map((head) => bareHead(spec, head))
  const drawing = drawOptionsOf(options)
  const fit = fitOptionsOf(options)
  const plan: PreparedFit['plan'] = {
    spec,
    heads,
    shapes: parameterShapes(spec, heads),
    question: tasks[0]!,
    train: [...train, ...simulatedFor(options, tasks, fit.seed)],
    stopping,
    draw: (visits, random) => drawSamples(visits, tasks, random, drawing),
    hold: (visits) =>
      drawSamples(visits, tasks, createRandom(VALIDATION_SEED), {
        ...drawing,
        variedShare: 0,
        grownShare: 0,
      }),
    options: fit,
    settings: options.imbalance ?? {},
  }
  return { network: networkTitle(network, options.sizes), spec, heads, plan }
}

/** Simulated visits tell of intent alone. */
function simulatedFor(
  { simulate }: Partial<TrainOptions>,
  tasks: readonly HeadTask[],
  seed: number,
): Visit[] {
  const count = simulate?.visits ?? 0
  if (count === 0) return []
  if (!tasks.some(({ name }) => name === 'intent')) {
    throw new TrainingDataError('Simulated visits tell of intent; the data does not: leave --simulate out.')
  }
  return simulateVisits(count, { seed })
}

function bareHead(spec: NetworkSpec, { name, classes, main, reads }: HeadTask): HeadSpec {
  const isBinary = name === 'intent' && spec.output === 'sigmoid'
  const own = isBinary ? [`no-${main}`, main] : classes
  // Two classes are one unit.
  const units = own.length === 2 ? 1 : own.length
  return { name, layer: name, classes: own, units, reads, calibration: { method: 'none' } }
}
