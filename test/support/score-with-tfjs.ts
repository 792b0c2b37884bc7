// SPDX-License-Identifier: MIT
// What TensorFlow.js itself makes of a model, on its CPU backend.

import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { ModelJson } from '../../src/model/package-format.ts'

/**
 * Scores a batch.
 * @returns float32, row-major `[size, outputs]`, heads in the order of the topology's outputs.
 */
export async function scoreWithTfjs(
  modelJson: ModelJson,
  weightBytes: ArrayBuffer,
  batch: ScoreBatch,
): Promise<Float32Array> {
  await tf.setBackend('cpu')
  const weightSpecs = modelJson.weightsManifest.flatMap(
    (group) => group.weights,
  ) as tf.io.WeightsManifestEntry[]
  const modelTopology = structuredClone(modelJson.modelTopology) as object
  const model = await loadLayersModel({
    load: () =>
      Promise.resolve({ modelTopology, weightSpecs, weightData: weightBytes, format: 'layers-model' }),
  })
  const inputs = model.inputs.map(({ shape }) =>
    shape.length === 2
      ? tf.tensor2d(batch.tokens, [batch.size, shape[1]!], 'int32')
      : tf.tensor3d(batch.channels, [batch.size, shape[1]!, shape[2]!]),
  )
  const heads = await Promise.all([model.predict(inputs)].flat().map((output) => output.data()))
  model.dispose()
  const widths = heads.map((head) => head.length / batch.size)
  const outputs = widths.reduce((sum, width) => sum + width, 0)
  const scores = new Float32Array(batch.size * outputs)
  let offset = 0
  heads.forEach((head, at) => {
    const width = widths[at]!
    for (let row = 0; row < batch.size; row++)
      scores.set(head.slice(row * width, (row + 1) * width), row * outputs + offset)
    offset += width
  })
  return scores
}
