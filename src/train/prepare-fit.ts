// SPDX-License-Identifier: MIT
// From options and visits to what the trainer fits: the same for a training run and for a trial of a search.

import type { HeadSpec } from '../model/package-format.ts'
import { drawSamples } from './draw-samples.ts'
import type { HeadTask } from './heads.ts'
import type { ImbalanceTask } from './imbalance/imbalance-task.ts'
import { networkSpec, networkTitle, type NetworkSpec } from './network/network-spec.ts'
import { parameterShapes } from './network/parameters.ts'
import { createRandom } from './random.ts'
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
 * @param train - Visits to learn from.
 * @param stopping - Visits that decide when it stops.
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
  const draw = drawOptionsOf(options)
  const plan: PreparedFit['plan'] = {
    spec,
    heads,
    shapes: parameterShapes(spec, heads),
    question: tasks[0]!,
    train,
    stopping,
    draw: (visits, random) => drawSamples(visits, tasks, random, draw),
    hold: (visits) => drawSamples(visits, tasks, createRandom(VALIDATION_SEED), { ...draw, variedShare: 0 }),
    options: fitOptionsOf(options),
    settings: options.imbalance ?? {},
  }
  return { network: networkTitle(network, options.sizes), spec, heads, plan }
}

function bareHead(spec: NetworkSpec, { name, classes, main, reads }: HeadTask): HeadSpec {
  const isBinary = name === 'intent' && spec.output === 'sigmoid'
  const own = isBinary ? [`no-${main}`, main] : classes
  // Two classes are one unit.
  const units = own.length === 2 ? 1 : own.length
  return { name, layer: name, classes: own, units, reads, calibration: { method: 'none' } }
}
