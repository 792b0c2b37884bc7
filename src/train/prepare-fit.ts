// SPDX-License-Identifier: MIT
// From options and visits to what the trainer fits: the same for a training run and for a trial of a search.

import type { HeadSpec } from '../model/package-format.ts'
import { drawSamples } from './draw-samples.ts'
import type { FitOptions, FitTask } from './fit/fit-network.ts'
import { networkSpec, type NetworkName, type NetworkSpec } from './network/network-spec.ts'
import { headUnits, parameterShapes } from './network/parameters.ts'
import { createRandom } from './random.ts'
import { DRAW_DEFAULTS, fitOptionsOf, type TrainOptions } from './training-options.ts'
import { INTENTS, type Visit } from './visit.ts'

/** Validation visits are cut at the same places whatever the seed of the run. */
const VALIDATION_SEED = 20_240

/** What is fitted, and how. */
export interface PreparedFit {
  readonly network: NetworkName
  readonly spec: NetworkSpec
  readonly head: HeadSpec
  readonly task: FitTask
  readonly fit: FitOptions
}

/**
 * Prepares a fit.
 * @param train - Visits to learn from.
 * @param stopping - Visits that decide when it stops.
 */
export function prepareFit(
  options: Partial<TrainOptions>,
  train: readonly Visit[],
  stopping: readonly Visit[],
): PreparedFit {
  const network = options.network ?? 'compact'
  const spec = networkSpec(network)
  const head = bareHead(spec)
  const task: FitTask = {
    spec,
    heads: [head],
    shapes: parameterShapes(spec, [head]),
    draw: (random) => drawSamples(train, random, DRAW_DEFAULTS),
    validation: drawSamples(stopping, createRandom(VALIDATION_SEED), { ...DRAW_DEFAULTS, variedShare: 0 }),
  }
  return { network, spec, head, task, fit: fitOptionsOf(options) }
}

function bareHead(spec: NetworkSpec): HeadSpec {
  const classes = spec.output === 'sigmoid' ? ['no-buy', 'buy'] : [...INTENTS]
  const units = headUnits(spec, classes.length)
  return { name: 'intent', layer: 'intent', classes, units, reads: 'visit', calibration: { method: 'none' } }
}
