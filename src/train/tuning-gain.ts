// SPDX-License-Identifier: MIT
// What quantisation-aware fine-tuning gained: the package next to the same weights rounded without it.

import type { HeadSpec, PackageMetadata } from '../model/package-format.ts'
import type { Tuned } from './fit/fine-tune.ts'
import { isMain } from './heads.ts'
import { wholeProbabilities } from './measure.ts'
import { measureScorers } from './metrics/measure-scorers.ts'
import type { NodeScorer } from './node-scorer.ts'
import { scorerOf, toSchemeFiles, type FloatModel } from './pack/float-model.ts'
import type { SchemeName } from './pack/schemes.ts'
import type { CostTask } from './quantising-cost.ts'
import type { TuningGain } from './report/results.ts'

/**
 * Measures both on the same visits.
 * @param tuned - What tuning did.
 * @param scorer - The package.
 * @param without - The weights of before, rounded alike, with a calibration of their own.
 */
export async function tuningGain(
  tuned: Tuned,
  scorer: NodeScorer,
  without: NodeScorer,
  { head, visits, threshold }: CostTask,
): Promise<TuningGain> {
  const [after, before] = measureScorers(
    [
      { name: 'tuned', probabilities: await wholeProbabilities(scorer, head, visits) },
      { name: 'not tuned', probabilities: await wholeProbabilities(without, head, visits) },
    ],
    {
      positives: visits.map((visit) => isMain(visit, head)),
      visitors: visits.map(({ visitorId }) => visitorId),
    },
    threshold,
  )
  const { epochs, bestEpoch, lossBefore, lossAfter } = tuned
  return {
    epochs,
    bestEpoch,
    lossBefore,
    lossAfter,
    without: before!.metrics,
    tuned: after!.metrics,
    gained: before!.behindFirst!,
  }
}

/**
 * The package as it would be without tuning.
 * @param model - Weights of before.
 * @param calibrate - Fits the calibration of its heads anew.
 */
export async function scorerNotTuned(
  model: FloatModel,
  scheme: SchemeName,
  calibrate: (bare: NodeScorer) => Promise<HeadSpec[]>,
): Promise<NodeScorer> {
  const pack = async (metadata: PackageMetadata): Promise<NodeScorer> =>
    scorerOf(await toSchemeFiles({ ...model, metadata }, scheme, 'vitrine train'))
  return pack({ ...model.metadata, heads: await calibrate(await pack(model.metadata)) })
}
