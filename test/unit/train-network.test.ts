// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { HISTORY_LENGTH, CHANNEL_COUNT } from '../../src/features/feature-table.ts'
import { fitNetwork } from '../../src/train/fit/fit-network.ts'
import type { FitProgress } from '../../src/train/fit/fit-state.ts'
import type { FitOptions, FitTask } from '../../src/train/fit/fit-network.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { meanLoss } from '../../src/train/fit/loss.ts'
import { predict, trainStep } from '../../src/train/fit/train-step.ts'
import { NETWORKS, networkSpec, networkTitle } from '../../src/train/network/network-spec.ts'
import type { NetworkName, NetworkSpec } from '../../src/train/network/network-spec.ts'
import { createNodeScorer } from '../../src/train/node-scorer.ts'
import { createRandom } from '../../src/train/random.ts'
import { assertGradient } from './gradient-support.ts'
import { packTrainee, padded, randomSample, randomTrainee } from './train-support.ts'

const NO_DROPOUT = { input: 0, pooled: 0, hidden: 0 }
const TINY: Readonly<Record<string, NetworkSpec>> = {
  pooled: {
    embedding: 3,
    channels: true,
    conv: { filters: 4, kernel: 5, padding: 'same', stride: 1, pool: 5 },
    lstm: 4,
    output: 'softmax',
  },
  strided: {
    embedding: 3,
    channels: true,
    conv: { filters: 4, kernel: 5, padding: 'valid', stride: 5, pool: 1 },
    lstm: 4,
    output: 'softmax',
  },
  plain: { embedding: 3, channels: true, lstm: 4, output: 'softmax' },
  sigmoid: { embedding: 3, channels: false, lstm: 4, output: 'sigmoid' },
  gru: { embedding: 3, channels: true, gru: 4, output: 'softmax' },
  max: {
    embedding: 3,
    channels: true,
    conv: { filters: 4, kernel: 5, padding: 'same', stride: 1, pool: 1 },
    pooling: 'max',
    output: 'softmax',
  },
  attention: { embedding: 3, channels: true, pooling: 'attention', output: 'softmax' },
}

function toProbabilities(logits: Float32Array, units: number): number[] {
  return Array.from(logits, (_, index) => {
    if (units === 1) return 1 / (1 + Math.exp(-logits[index]!))
    const row = logits.subarray(Math.floor(index / units) * units, (Math.floor(index / units) + 1) * units)
    return Math.exp(logits[index]!) / row.reduce((sum, logit) => sum + Math.exp(logit), 0)
  })
}

function assertClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(got.length, expected.length)
  for (let index = 0; index < got.length; index++) {
    const difference = Math.abs(got[index]! - expected[index]!)
    assert.ok(
      difference <= tolerance,
      `${index}: ${got[index]} and ${expected[index]} differ by ${difference}`,
    )
  }
}

for (const name of Object.keys(NETWORKS) as NetworkName[]) {
  test(`${name}: tf.loadLayersModel reads the package; tfjs, the plain and the WASM engine and the trainer agree within 1e-5`, async () => {
    const wasm = await loadTf()
    const random = createRandom(5)
    const samples = [1, 2, 7, 41, 99, 100].map((rows) => randomSample(rows, random))
    const { json, weights, quantised } = packTrainee(randomTrainee(NETWORKS[name], 3))
    const trained = toProbabilities(predict(wasm, quantised, samples), quantised.shapes.at(-1)!.shape[0]!)

    const inputs = samples.map(padded)
    const scorer = createNodeScorer(json, weights, name)
    const plain = await scorer.outputs(inputs)
    assertClose(plain, trained, 1e-5)
    assertClose(await (await scorer.quick()).outputs(inputs), trained, 1e-5)

    await tf.setBackend('cpu')
    const model = await loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology as object,
        weightSpecs: json.weightsManifest.flatMap(
          (group) => group.weights,
        ) as unknown as tf.io.WeightsManifestEntry[],
        weightData: new Uint8Array(weights).buffer,
      }),
    )
    const tokens = tf.tensor2d(
      inputs.flatMap((input) => [...input.tokens]),
      [inputs.length, HISTORY_LENGTH],
      'int32',
    )
    const channels = tf.tensor3d(
      inputs.flatMap((input) => [...input.channels]),
      [inputs.length, HISTORY_LENGTH, CHANNEL_COUNT],
    )
    const output = model.predict(model.inputs.length === 2 ? [tokens, channels] : tokens) as tf.Tensor
    assertClose(await output.data(), plain, 1e-5)
    model.dispose()
    await tf.setBackend('wasm')
  })
}

for (const [name, spec] of Object.entries(TINY)) {
  test(`${name}: a visit scores the same alone and beside longer ones`, async () => {
    const wasm = await loadTf()
    const random = createRandom(12)
    const trainee = randomTrainee(spec, 6)
    const samples = [1, 3, 4, 9, 48, 100].map((rows) => randomSample(rows, random))
    const alone = samples.flatMap((sample) => [...predict(wasm, trainee, [sample])])
    assertClose(predict(wasm, trainee, samples), alone, 1e-6)
  })
}

const OPTIONS: FitOptions = {
  seed: 3,
  epochs: 4,
  patience: 10,
  batchSize: 16,
  learningRate: 0.01,
  weightDecay: 0.01,
  clipNorm: 1,
  averageDecay: 0.9,
  dropout: { input: 0.1, pooled: 0.1, hidden: 0.1 },
}

/** Visits whose class is told by the last channel of their last row. */
function easyTask(spec: NetworkSpec): FitTask {
  const random = createRandom(21)
  const samples = Array.from({ length: 160 }, (_, index) => {
    const sample = randomSample(1 + random.integer(8), random)
    const isPositive = index % 2 === 0
    sample.channels.forEach((value, at) => (sample.channels[at] = value / 10))
    sample.channels[sample.channels.length - 1] = isPositive ? 1 : -1
    return { ...sample, targets: [{ classes: isPositive ? [0, 0, 1] : [1, 0, 0] }] }
  })
  const { shapes, heads } = randomTrainee(spec, 1)
  return { spec, heads, shapes, draw: () => samples.slice(0, 120), validation: samples.slice(120) }
}

test('several heads: each learns from the samples that tell of it, gradients and package included', async () => {
  const wasm = await loadTf()
  const random = createRandom(17)
  const heads = [
    { layer: 'intent', units: 3 },
    { layer: 'value', units: 1 },
    { layer: 'risk', units: 2 },
  ]
  const trainee = randomTrainee(TINY['plain']!, 6, heads)
  const samples = [
    { ...randomSample(4, random), targets: [{ classes: [0, 1, 1] }, undefined, undefined] },
    { ...randomSample(9, random), targets: [undefined, { classes: [0, 1] }, { classes: [1, 0], weight: 3 }] },
    { ...randomSample(2, random), targets: [undefined, undefined, { classes: [0, 1] }], weight: 0.5 },
  ]
  const { loss, gradients } = trainStep(wasm, trainee, samples, NO_DROPOUT, random)
  const logits = predict(wasm, trainee, samples)
  const logSum = (values: Float32Array): number => Math.log(values.reduce((sum, v) => sum + Math.exp(v), 0))
  const [first, second, third] = [0, 1, 2].map((row) => logits.subarray(row * 6, row * 6 + 6))
  const byHand =
    logSum(first!.subarray(0, 3)) -
    logSum(first!.subarray(1, 3)) +
    Math.log1p(Math.exp(-second![3]!)) +
    3 * (logSum(second!.subarray(4)) - second![4]!) +
    0.5 * (logSum(third!.subarray(4)) - third![5]!)
  assert.ok(Math.abs(loss - byHand / 2.5) < 1e-5, `${loss} and ${byHand / 2.5}`)
  assert.ok(Math.abs(meanLoss(logits, samples, heads) - byHand / 2.5) < 1e-5)

  const lossNow = (): number => meanLoss(predict(wasm, trainee, samples), samples, heads)
  for (const [name, values] of trainee.values) {
    assertGradient({ name, values, gradient: gradients.get(name)!, lossNow }, random)
  }

  const { json, weights, quantised } = packTrainee(trainee)
  const outputs = await createNodeScorer(json, weights, 'heads').outputs(samples.map(padded))
  const trained = predict(wasm, quantised, samples)
  const expected = [0, 1, 2].flatMap((row) => {
    let from = row * 6
    return heads.flatMap(({ units }) => toProbabilities(trained.subarray(from, (from += units)), units))
  })
  assertClose(outputs, expected, 1e-5)
})

test('the same seed trains the same weights to the last bit; another seed does not', async () => {
  const wasm = await loadTf()
  const task = easyTask(TINY['pooled']!)
  const first = await fitNetwork(wasm, task, OPTIONS)
  assert.deepEqual(await fitNetwork(wasm, task, OPTIONS), first)
  assert.notDeepEqual((await fitNetwork(wasm, task, { ...OPTIONS, seed: 4 })).values, first.values)
})

for (const name of ['pooled', 'plain'] as const) {
  test(`${name}: learns what is easy to learn and keeps its best epoch`, async () => {
    const wasm = await loadTf()
    const options = { ...OPTIONS, epochs: 40, patience: 40, learningRate: 0.02, dropout: NO_DROPOUT }
    const { validationLosses, bestEpoch } = await fitNetwork(wasm, easyTask(TINY[name]!), options)
    assert.equal(Math.min(...validationLosses), validationLosses[bestEpoch - 1])
    assert.ok(validationLosses[bestEpoch - 1]! < 0.2, `loss ${validationLosses[bestEpoch - 1]}`)
  })
}

test('sizes change a network and are told beside its name; what it does not have is refused', () => {
  const sized = networkSpec('gru', { units: 5, embedding: 3 })
  assert.deepEqual(sized, { ...NETWORKS.gru, gru: 5, embedding: 3 })
  assert.deepEqual(networkSpec('cnn-lstm', { filters: 7 }).conv, { ...NETWORKS['cnn-lstm'].conv, filters: 7 })
  assert.equal(networkTitle('gru', { units: 5, embedding: 3 }), 'gru, 5 units, embedding 3')
  assert.equal(networkTitle('cnn', { filters: 9 }), 'cnn, 9 filters')
  assert.throws(() => networkSpec('cnn', { units: 5 }), /"cnn" has no recurrence/)
  assert.throws(() => networkSpec('compact', { filters: 5 }), /"compact" has no convolution/)
  assert.throws(() => networkSpec('lstm', { units: 0 }), /units must be an integer from 1 to 1024, got 0/)
  assert.throws(() => networkSpec('lstm', { embedding: 1.5 }), /embedding must be an integer from 1 to 256/)
})

test('progress counts every sample and ends at its total', async () => {
  const wasm = await loadTf()
  const seen: { done: number; total: number }[] = []
  const onProgress = ({ done, total }: FitProgress): void => void seen.push({ done, total })
  await fitNetwork(wasm, easyTask(TINY['plain']!), OPTIONS, { onProgress })
  assert.ok(seen.every(({ done }, index) => index === 0 || done > seen[index - 1]!.done))
  assert.deepEqual(seen.at(-1), { done: 480, total: 480 })
})
