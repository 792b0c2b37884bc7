// SPDX-License-Identifier: MIT
// What eight bits a weight cost: the same visits with the weights before and after rounding.

import type { HeadSpec } from '../model/package-format.ts'
import { calibrateHead } from '../segments/calibrate.ts'
import { trimPadding } from './fit/batch.ts'
import type { Tf } from './fit/load-tf.ts'
import { predict, type Trainee } from './fit/train-step.ts'
import { encodeVisit, headTask, isMain } from './heads.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { measureScorers } from './metrics/measure-scorers.ts'
import { outputWidth, sizeOf } from './network/parameters.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { QuantisingCost } from './report/results.ts'
import type { Visit } from './visit.ts'

/**
 * Compares the package with the weights that it was rounded from.
 * @param trainee - Weights before rounding.
 * @param scorer - The package; its calibration is used for both.
 * @param threshold - Probability from which on a decision is yes.
 */
export async function quantisingCost(
  tf: Tf,
  trainee: Trainee,
  scorer: NodeScorer,
  visits: readonly Visit[],
  threshold: number,
): Promise<QuantisingCost> {
  const head = scorer.metadata.heads[0]!
  const { main } = headTask(head.name)
  const width = outputWidth(trainee.heads)
  const samples = visits.map((visit) => trimPadding(encodeVisit(visit)))
  const logits = predict(tf, trainee, samples)
  const index = head.classes.indexOf(main)
  const before = samples.map((_, row) => {
    const own = logits.subarray(row * width, row * width + head.units)
    return calibrateHead(activate(own, head), head)[index]!
  })
  const scores = await scorer.score(visits.map((visit) => encodeVisit(visit)))
  const after = scores.map((byHead) => byHead[head.name]![main]!)
  const changes = before.map((p, row) => Math.abs(p - after[row]!))
  const positives = visits.map((visit) => isMain(visit, headTask(head.name)))
  const [float, quantised] = measureScorers(
    [
      { name: 'float', probabilities: before },
      { name: 'quantised', probabilities: after },
    ],
    { positives, visitors: visits.map(({ visitorId }) => visitorId) },
    threshold,
    bootstrapFor(visits.length),
  )
  const weights = trainee.shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return {
    bits: 8,
    bytes: weights,
    floatBytes: 4 * weights,
    largestChange: changes.reduce((most, change) => Math.max(most, change), 0),
    meanChange: changes.reduce((sum, change) => sum + change, 0) / Math.max(changes.length, 1),
    float: float!.metrics,
    quantised: quantised!.metrics,
  }
}

/** Softmax, or sigmoid for one unit. */
function activate(logits: Float32Array, { units }: HeadSpec): number[] {
  if (units === 1) return [1 / (1 + Math.exp(-logits[0]!))]
  const top = Math.max(...logits)
  const weights = Array.from(logits, (logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}
