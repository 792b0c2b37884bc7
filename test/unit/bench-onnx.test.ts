// SPDX-License-Identifier: MIT
// The ONNX file that the bench writes is the network of the package: onnxruntime-web agrees with the plain engine.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-web'
import { loadBenchNetwork } from '../../bench/networks.ts'
import { writeOnnx } from '../../bench/onnx/write-onnx.ts'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

async function scoreWithOnnx(network: Network, batch: ScoreBatch): Promise<Float32Array> {
  const session = await InferenceSession.create(writeOnnx(network))
  const { size, tokens, channels } = batch
  const feeds: Record<string, Tensor> = { tokens: new Tensor('int32', tokens, [size, network.length]) }
  if (network.channels !== undefined)
    feeds['channels'] = new Tensor('float32', channels, [size, network.length, network.channelCount])
  const { scores } = await session.run(feeds)
  return scores!.data as Float32Array
}

async function largestDifference(network: Network, size: number): Promise<number> {
  const batch = drawBatch(network, size, createRandom(3))
  const [theirs, ours] = [
    await scoreWithOnnx(network, batch),
    await createCpuEngine(network, layers).score(batch),
  ]
  assert.equal(theirs.length, ours.length)
  return ours.reduce((most, value, at) => Math.max(most, Math.abs(value - theirs[at]!)), 0)
}

for (const name of ['reference', 'shipped'] as const) {
  test(`the ${name} network as ONNX gives the scores of the plain engine, one visit or three`, async () => {
    const { network } = await loadBenchNetwork(name)
    for (const size of [1, 3]) {
      const difference = await largestDifference(network, size)
      assert.ok(difference <= 1e-4, `${size} visits: off by ${difference}`)
    }
  })
}

test('random networks as ONNX give the same scores, or the writer names what it does not write', async () => {
  let compared = 0
  for (let seed = 0; seed < 60; seed++) {
    const { network } = await createRandomPackage(seed)
    const unknown = network.nodes.some(({ kind }) => kind === 'gru' || kind === 'attention')
    if (unknown) {
      assert.throws(() => writeOnnx(network), /does not write "(gru|attention)"/)
      continue
    }
    const difference = await largestDifference(network, 2)
    assert.ok(difference <= 1e-4, `seed ${seed}: off by ${difference}`)
    compared++
  }
  assert.ok(compared >= 10, `only ${compared} were compared`)
})
