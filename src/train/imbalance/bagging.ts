// SPDX-License-Identifier: MIT
// Several networks, each on all rare visits and a draw of the frequent ones; then one that learns their mean.

import type { Sample } from '../fit/batch.ts'
import { createRandom } from '../random.ts'
import { meanProbabilities } from './mean-probabilities.ts'
import { IMBALANCE_DEFAULTS } from './imbalance-options.ts'
import { plainTask, type ImbalanceFit, type ImbalanceTask } from './imbalance-task.ts'
import { undersample } from './sample-visits.ts'

/** Draws of the networks begin with the seed of the run; those of what stops them with this one. */
const HOLD_SEED = 20_242

/** Fits the networks and the one that is shipped; the losses are those of the last. */
export async function fitBagging(task: ImbalanceTask): Promise<ImbalanceFit> {
  const { tf, spec, heads, shapes, train, stopping, draw, hold, fit, options, settings, question } = task
  const ratio = settings.samplingRatio ?? IMBALANCE_DEFAULTS.samplingRatio
  const ensemble: ImbalanceFit['values'][] = []
  for (let bag = 0; bag < (settings.bags ?? IMBALANCE_DEFAULTS.bags); bag++) {
    const seed = options.seed + bag
    const visits = undersample(train, question.name, ratio, createRandom(seed))
    const held = undersample(stopping, question.name, ratio, createRandom(HOLD_SEED + bag))
    const changes = { draw: (random: Parameters<typeof draw>[1]) => draw(visits, random) }
    const { values } = await fit(plainTask(task, { ...changes, validation: hold(held) }), {
      ...options,
      seed,
    })
    ensemble.push(values)
  }
  const members = ensemble.map((values) => ({ spec, heads, shapes, values }))
  const taught = (samples: readonly Sample[]): Sample[] =>
    teach(samples, meanProbabilities(tf, members, samples))
  const fitted = await fit(
    plainTask(task, {
      draw: (random) => taught(draw(train, random)),
      validation: taught(hold(stopping)),
    }),
    options,
  )
  return { ...fitted, ensemble }
}

/** Gives every target that the data tells of what the teachers say instead. */
function teach(samples: readonly Sample[], said: readonly (readonly number[])[][]): Sample[] {
  return samples.map((sample, row) => ({
    ...sample,
    targets: sample.targets.map(
      (target, head) => target && { ...target, classes: said[row]![head]!, soft: true },
    ),
  }))
}
