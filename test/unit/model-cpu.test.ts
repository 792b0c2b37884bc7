// SPDX-License-Identifier: MIT
// The plain engine against tfjs itself, over random networks of the family.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import type { RandomPackage } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

async function scoreWithTfjs(
  { modelJson, weightBytes, network }: RandomPackage,
  batch: ScoreBatch,
): Promise<Float32Array> {
  const weightSpecs = modelJson.weightsManifest.flatMap(
    (group) => group.weights,
  ) as tf.io.WeightsManifestEntry[]
  const modelTopology = structuredClone(modelJson.modelTopology) as object
  const model = await loadLayersModel({
    load: async () => ({ modelTopology, weightSpecs, weightData: weightBytes, format: 'layers-model' }),
  })
  const tokens = tf.tensor2d(batch.tokens, [batch.size, network.length], 'int32')
  const shape: [number, number, number] = [batch.size, network.length, network.channelCount]
  const inputs =
    network.channelCount > 0 && model.inputs.length > 1
      ? [tokens, tf.tensor3d(batch.channels, shape)]
      : [tokens]
  const outputs = [model.predict(inputs)].flat()
  const heads = await Promise.all(outputs.map((output) => output.data()))
  const scores = new Float32Array(batch.size * network.outputs)
  heads.forEach((head, at) => {
    const width = head.length / batch.size
    const offset = widths(network)
      .slice(0, at)
      .reduce((sum, one) => sum + one, 0)
    for (let row = 0; row < batch.size; row++)
      scores.set(head.slice(row * width, (row + 1) * width), row * network.outputs + offset)
  })
  model.dispose()
  return scores
}

function widths(network: Network): readonly number[] {
  return network.heads.map((id) => network.values[id]!.width)
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length)
  return a.reduce((largest, value, at) => Math.max(largest, Math.abs(value - b[at]!)), 0)
}

test('the plain engine gives what tfjs gives, within 1e-5, for 60 random networks and batches of 1 and 3', async () => {
  await tf.setBackend('cpu')
  for (let seed = 1; seed <= 60; seed++) {
    const random = await createRandomPackage(seed, { tfjs: true })
    const engine = createCpuEngine(random.network)
    for (const size of [1, 3]) {
      const batch = drawBatch(random.network, size, createRandom(seed * 7 + size))
      const difference = largestDifference(await engine.score(batch), await scoreWithTfjs(random, batch))
      assert.ok(difference <= 1e-5, `seed ${seed}, batch of ${size}: differs by ${difference}`)
    }
    engine.dispose()
  }
})
