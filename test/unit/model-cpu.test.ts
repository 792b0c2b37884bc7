// SPDX-License-Identifier: MIT
// The plain engine against TensorFlow.js itself, and against what can be worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { Network, NetworkNode, Weight } from '../../src/model/network.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'
import { scoreWithTfjs } from '../support/score-with-tfjs.ts'

function largestDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length)
  return a.reduce((largest, value, at) => {
    const difference = Math.abs(value - b[at]!)
    return difference <= largest ? largest : difference
  }, 0)
}

test('the plain engine gives what TensorFlow.js gives, within 1e-5, for 60 random networks, alone and in batches', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { modelJson, weightBytes, network } = await createRandomPackage(seed, { tfjs: true })
    const engine = createCpuEngine(network, layers)
    for (const size of [1, 3, 19]) {
      const batch = drawBatch(network, size, createRandom(seed * 7 + size))
      const difference = largestDifference(
        await engine.score(batch),
        await scoreWithTfjs(modelJson, weightBytes, batch),
      )
      assert.ok(difference <= 1e-5, `network ${seed}, batch of ${size}: differs by ${difference}`)
    }
    engine.dispose()
  }
})

test('so it does for the reference network', async () => {
  const topology = createPlainTopology(REFERENCE_SIZES)
  const { modelJson, weightBytes, network } = await createRandomPackage(1, { storage: 'uint8', topology })
  const batch = drawBatch(network, 2, createRandom(2))
  const difference = largestDifference(
    await createCpuEngine(network, layers).score(batch),
    await scoreWithTfjs(modelJson, weightBytes, batch),
  )
  assert.ok(difference <= 1e-5, `differs by ${difference}`)
})

// A small network by hand: channels [steps, 1] → node → a head that puts out what it reads.
function byHand(
  steps: number,
  node: (input: number, output: number) => NetworkNode,
  outputSteps: number,
): Network {
  const identity = weight([outputSteps, outputSteps], (row, column) => (row === column ? 1 : 0))
  return {
    length: steps,
    channelCount: 1,
    vocabulary: 2,
    channels: 1,
    values: [
      { steps, width: 1 },
      { steps, width: 1 },
      { steps: outputSteps, width: 1 },
      { steps: 1, width: outputSteps },
    ],
    nodes: [
      node(1, 2),
      {
        kind: 'conv',
        output: 3,
        input: 2,
        size: outputSteps,
        stride: 1,
        dilation: 1,
        padBefore: 0,
        kernel: identity,
        activation: 'linear',
      },
    ],
    heads: [3],
    outputs: outputSteps,
  }
}

function weight(shape: readonly number[], value: (row: number, column: number) => number): Weight {
  const columns = shape.at(-1) ?? 1
  const size = shape.reduce((product, length) => product * length, 1)
  const data = Float32Array.from({ length: size }, (_, at) => value(Math.floor(at / columns), at % columns))
  return { name: 'by-hand', shape, data, scale: 1, min: 0 }
}

async function scoreByHand(network: Network, channels: readonly number[]): Promise<number[]> {
  const batch = { size: 1, tokens: new Int32Array(network.length), channels: Float32Array.from(channels) }
  return [...(await createCpuEngine(network, layers).score(batch))].map((value) => Number(value.toFixed(6)))
}

test('a causal, dilated convolution looks back alone, and reads zeros before the first step', async () => {
  const kernel = weight([2, 1, 1], (tap) => (tap === 0 ? 10 : 1))
  const network = byHand(
    5,
    (input, output) => ({
      kind: 'conv',
      output,
      input,
      size: 2,
      stride: 1,
      dilation: 2,
      padBefore: 2,
      kernel,
      activation: 'linear',
    }),
    5,
  )
  assert.deepEqual(await scoreByHand(network, [1, 2, 3, 4, 5]), [1, 2, 13, 24, 35])
})

test('an average at the border counts only the steps that are there', async () => {
  const network = byHand(
    5,
    (input, output) => ({ kind: 'pool', output, input, mode: 'average', size: 3, stride: 2, padBefore: 1 }),
    3,
  )
  assert.deepEqual(await scoreByHand(network, [1, 2, 3, 4, 6]), [1.5, 3, 5])
})

test('a GRU that resets after the product follows the equations of Keras', async () => {
  const [kz, kr, kh, uz, ur, uh, bz, br, bh, cz, cr, ch] = [
    0.3, -0.2, 0.5, 0.1, 0.4, -0.6, 0.05, 0.1, -0.1, 0.2, -0.3, 0.15,
  ]
  const row = (values: readonly number[]) => (_: number, column: number) => values[column]!
  const network = byHand(
    3,
    (input, output) => ({
      kind: 'gru',
      output,
      input,
      kernel: weight([1, 3], row([kz, kr, kh])),
      recurrent: weight([1, 3], row([uz, ur, uh])),
      bias: weight([2, 3], (line, column) => (line === 0 ? [bz, br, bh] : [cz, cr, ch])[column]!),
      units: 1,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      sequences: true,
      resetAfter: true,
    }),
    3,
  )
  const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
  const inputs = [1, -2, 0.5]
  const expected: number[] = []
  let h = 0
  for (const x of inputs) {
    const z = sigmoid(x * kz + bz + h * uz + cz)
    const r = sigmoid(x * kr + br + h * ur + cr)
    const candidate = Math.tanh(x * kh + bh + r * (h * uh + ch))
    h = z * h + (1 - z) * candidate
    expected.push(Number(h.toFixed(6)))
  }
  assert.deepEqual(await scoreByHand(network, inputs), expected)
})

test('a wrong input is named and scores nothing', async () => {
  const { network } = await createRandomPackage(2)
  const engine = createCpuEngine(network, layers)
  const good = drawBatch(network, 2, createRandom(1))
  const withToken = (token: number): Int32Array => good.tokens.map((value, at) => (at === 3 ? token : value))
  const wrong = [
    { ...good, size: 0 },
    { ...good, size: 1.5 },
    { ...good, size: 3 },
    { ...good, tokens: withToken(-1) },
    { ...good, tokens: withToken(network.vocabulary) },
    { ...good, tokens: good.tokens.subarray(1) },
    { ...good, tokens: [...good.tokens] as unknown as Int32Array },
  ]
  for (const batch of wrong) await assert.rejects(engine.score(batch), { name: 'ModelInputError' })
  if (network.channelCount > 0) {
    const channels = good.channels.map((value, at) => (at === 1 ? NaN : value))
    await assert.rejects(engine.score({ ...good, channels }), { name: 'ModelInputError' })
  }
  assert.equal((await engine.score(good)).length, 2 * network.outputs)
})

test('a score that is not finite is an EngineError', async () => {
  const huge = weight([1, 1, 1], () => 1e300)
  const network = byHand(
    2,
    (input, output) => ({
      kind: 'conv',
      output,
      input,
      size: 1,
      stride: 1,
      dilation: 1,
      padBefore: 0,
      kernel: huge,
      activation: 'linear',
    }),
    2,
  )
  await assert.rejects(scoreByHand(network, [1, 2]), { name: 'EngineError' })
})

test('the weights of an 8-bit package stay views of its own bytes', async () => {
  const { pkg, weightBytes } = await createRandomPackage(4, {
    storage: 'uint8',
    topology: createPlainTopology(),
  })
  const bytes = pkg.weights.filter((one) => one.data instanceof Uint8Array)
  assert.ok(bytes.length > 0)
  assert.ok(bytes.every((one) => one.data.buffer === weightBytes))
})
