// SPDX-License-Identifier: MIT
// One fit, exactly as the shipped model is made: fit, round, calibrate. And the same weights before rounding.

import { bareMetadata } from '../../../src/train/bare-metadata.ts'
import { calibrateHeads } from '../../../src/train/finish-model.ts'
import { fitModel, type FitEvents } from '../../../src/train/fit-model.ts'
import type { Tf } from '../../../src/train/fit/load-tf.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import { scorerOf, toSchemeFiles, type FloatModel } from '../../../src/train/pack/float-model.ts'
import { topologyOf } from '../../../src/train/pack/topology.ts'
import type { DataSet } from '../../../src/train/read/read-data.ts'
import { toTrainOptions, type Recipe } from '../recipe.ts'

/** A fitted model. */
export interface FittedPackages {
  /** As it would ship. */
  readonly own: NodeScorer
  /** With float32 weights and the same calibration. */
  readonly float: NodeScorer
  readonly epochs: number
  readonly bestEpoch: number
}

/**
 * Fits.
 * @param data - Half of their validation visits stop training, the other half calibrates.
 * @param folder - For the checkpoint, which is deleted at the end.
 */
export async function fitPackages(
  tf: Tf,
  recipe: Recipe,
  data: readonly DataSet[],
  folder: string,
  events: FitEvents,
): Promise<FittedPackages> {
  const model = await fitModel(tf, { ...toTrainOptions(recipe), out: folder }, data, events)
  const { spec, heads, shapes, values, scheme, fitted } = model
  const bare: FloatModel = {
    topology: topologyOf(spec, heads),
    shapes,
    values,
    metadata: bareMetadata(heads),
  }
  const open = async (one: FloatModel, how: typeof scheme): Promise<NodeScorer> =>
    scorerOf(await toSchemeFiles(one, how, 'npm run evaluate:model')).quick()
  const calibrated = await calibrateHeads(await open(bare, scheme), data)
  const whole = { ...bare, metadata: { ...bare.metadata, heads: calibrated.heads } }
  await model.removeCheckpoints()
  return {
    own: await open(whole, scheme),
    float: await open(whole, 'float32'),
    epochs: fitted.validationLosses.length,
    bestEpoch: fitted.bestEpoch,
  }
}
