// SPDX-License-Identifier: MIT
// Every layer, every network and every loss against differences; and the same seed, the same weights.

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import { affine } from '../../src/train/fit/affine.ts'
import { toBatch } from '../../src/train/fit/batch.ts'
import type { Target } from '../../src/train/fit/batch.ts'
import { embedWindows } from '../../src/train/fit/embed-windows.ts'
import { fitNetwork } from '../../src/train/fit/fit-network.ts'
import { windowParts } from '../../src/train/fit/forward.ts'
import { gru } from '../../src/train/fit/gru.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { meanLoss, targetLoss } from '../../src/train/fit/loss.ts'
import { lstm } from '../../src/train/fit/lstm.ts'
import { attendSteps, maxOverSteps } from '../../src/train/fit/pool-steps.ts'
import { reluMaxPool } from '../../src/train/fit/relu-max-pool.ts'
import { applyMask, hiddenOf, joinColumns, repeatState } from '../../src/train/fit/state-ops.ts'
import { predict, trainStep } from '../../src/train/fit/train-step.ts'
import { NETWORKS } from '../../src/train/network/network-spec.ts'
import type { NetworkName, NetworkSpec } from '../../src/train/network/network-spec.ts'
import { createRandom } from '../../src/train/random.ts'
import { FIT_DEFAULTS } from '../../src/train/training-options.ts'
import { CHANNEL_COUNT, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import { assertGradient, assertOperation, randomValues } from './gradient-support.ts'
import { randomSample, randomTrainee } from './train-support.ts'

const tf = await loadTf()
const random = createRandom(31)
const values = (...shape: readonly number[]): ReturnType<typeof randomValues> => randomValues(shape, random)
const small = (...shape: readonly number[]): ReturnType<typeof randomValues> =>
  randomValues(shape, random, 0.5)

/** Values that no step of a difference makes change places. */
function apart(offset: number, rows: number, columns: number): ReturnType<typeof randomValues> {
  const places = random.shuffle(Array.from({ length: rows * columns }, (_, place) => place))
  return { shape: [rows, columns], values: Float32Array.from(places, (place) => offset + place / 10) }
}

test('affine, with and without a bias: gradients equal differences', () => {
  const inputs = [values(5, 4), values(2, 2, 3), values(3)]
  assertOperation(tf, 'affine', inputs, (x, w, b) => affine(tf, x as Tensor2D, w!, b as Tensor1D))
  assertOperation(tf, 'affine', inputs.slice(0, 2), (x, w) => affine(tf, x as Tensor2D, w!))
})

test('lstm, start and input and kernel: gradients equal differences', () => {
  assertOperation(tf, 'lstm', [small(4 * 3, 4 * 5), small(5, 4 * 5), small(3, 2 * 5)], (x, u, start) =>
    lstm(tf, x as Tensor2D, u as Tensor2D, start as Tensor2D),
  )
})

test('gru, start and input and kernel: gradients equal differences', () => {
  assertOperation(tf, 'gru', [small(4 * 3, 3 * 5), small(5, 3 * 5), small(3, 5)], (x, u, start) =>
    gru(tf, x as Tensor2D, u as Tensor2D, start as Tensor2D),
  )
})

test('bias, ReLU and max pooling: gradients equal differences', () => {
  assertOperation(tf, 'pool', [apart(-3, 4 * 5, 3), values(3)], (rows, bias) =>
    reluMaxPool(tf, rows as Tensor2D, bias as Tensor1D, 5),
  )
})

test('global max pooling over shared and own steps, and over either alone: gradients equal differences', () => {
  const [shared, own] = [apart(0, 6, 5), apart(0.05, 3 * 2, 5)]
  assertOperation(tf, 'max', [shared, own], (a, b) =>
    maxOverSteps(tf, { size: 2, shared: a as Tensor2D, own: b as Tensor2D }),
  )
  assertOperation(tf, 'max', [shared], (a) => maxOverSteps(tf, { size: 2, shared: a as Tensor2D }))
  assertOperation(tf, 'max', [own], (b) => maxOverSteps(tf, { size: 2, own: b as Tensor2D }))
})

test('attention over shared and own steps, and over either alone: gradients equal differences', () => {
  const [shared, own, kernel] = [values(4, 3), values(5 * 2, 3), values(3, 1)]
  assertOperation(tf, 'attention', [shared, own, kernel], (a, b, k) =>
    attendSteps(tf, { size: 2, shared: a as Tensor2D, own: b as Tensor2D }, k as Tensor2D),
  )
  assertOperation(tf, 'attention', [shared, kernel], (a, k) =>
    attendSteps(tf, { size: 2, shared: a as Tensor2D }, k as Tensor2D),
  )
  assertOperation(tf, 'attention', [own, kernel], (b, k) =>
    attendSteps(tf, { size: 2, own: b as Tensor2D }, k as Tensor2D),
  )
})

test('attention is the softmax of the scores, and shared steps count for every sample', () => {
  const output = tf.tidy(() =>
    Array.from(
      attendSteps(
        tf,
        { size: 2, shared: tf.tensor2d([[1]]), own: tf.tensor2d([[2], [0], [3], [1]]) },
        tf.tensor2d([[1]]),
      ).dataSync(),
    ),
  )
  const mean = (steps: readonly number[]): number =>
    steps.reduce((sum, value) => sum + value * Math.exp(value), 0) /
    steps.reduce((sum, value) => sum + Math.exp(value), 0)
  assert.ok(Math.abs(output[0]! - mean([1, 2, 3])) < 1e-6)
  assert.ok(Math.abs(output[1]! - mean([1, 0, 1])) < 1e-6)
})

test('repeating, cutting, masking and joining: gradients equal differences', () => {
  assertOperation(tf, 'repeat', [values(1, 4)], (state) => repeatState(tf, state as Tensor2D, 3))
  assertOperation(tf, 'hidden', [values(3, 4)], (state) => hiddenOf(tf, state as Tensor2D))
  const mask = Float32Array.of(0, 2, 1, 0, 0.5, 1)
  assertOperation(tf, 'mask', [values(2, 3)], (x) => applyMask(tf, x as Tensor2D, mask))
  assertOperation(tf, 'join', [values(2, 3), values(2, 1)], (...parts) =>
    joinColumns(tf, parts as Tensor2D[]),
  )
})

test('the embedding under windows that overlap, with dropout: gradients equal differences', () => {
  const batch = toBatch([randomSample(3, random), randomSample(9, random)], 9)
  const spec: NetworkSpec = { ...NETWORKS['cnn-lstm'], embedding: 2 }
  const keep = Float32Array.from({ length: 2 * 9 * (2 + CHANNEL_COUNT) }, () =>
    random.next() < 0.3 ? 0 : 1.4,
  )
  const { own, shared } = windowParts(spec, 9)
  assertOperation(tf, 'own windows', [values(TOKEN_COUNT, 2)], (table) =>
    embedWindows(tf, table as Tensor2D, batch, own, keep),
  )
  const empty = toBatch([randomSample(0, random)], 0)
  assertOperation(tf, 'shared windows', [values(TOKEN_COUNT, 2)], (table) =>
    embedWindows(tf, table as Tensor2D, empty, shared, undefined),
  )
})

const LOSSES: Readonly<Record<string, { units: number; target: Target }>> = {
  'cross-entropy of one class': { units: 4, target: { classes: [0, 0, 1, 0] } },
  'cross-entropy of a set of classes': { units: 4, target: { classes: [1, 0, 1, 0] } },
  'cross-entropy with a distribution': { units: 4, target: { classes: [0.1, 0.2, 0.3, 0.4], soft: true } },
  'cross-entropy of one sigmoid unit, true': { units: 1, target: { classes: [0, 1] } },
  'cross-entropy of one sigmoid unit, false': { units: 1, target: { classes: [1, 0], weight: 3 } },
}

for (const [name, { units, target }] of Object.entries(LOSSES)) {
  test(`${name}: gradients equal differences`, () => {
    const heads = [{ layer: 'intent', units }]
    const samples = [1, 2].map((weight) => ({ ...randomSample(1, random), targets: [target], weight }))
    assertOperation(tf, name, [values(2, units)], (logits) =>
      targetLoss(tf, logits as Tensor2D, samples, heads),
    )
  })
}

/** The networks by name, small enough for hundreds of differences each. */
function shrunk(spec: NetworkSpec): NetworkSpec {
  const { conv } = spec
  return {
    ...spec,
    embedding: 2,
    ...(conv && { conv: { ...conv, filters: 3 } }),
    ...('lstm' in spec && { lstm: 3 }),
    ...('gru' in spec && { gru: 3 }),
  }
}

for (const [name, spec] of Object.entries(NETWORKS) as [NetworkName, NetworkSpec][]) {
  test(`${name}: the gradient of every weight equals differences of the loss`, () => {
    const before = tf.memory().numTensors
    const random = createRandom(13)
    const trainee = randomTrainee(shrunk(spec), 8)
    const samples = [2, 7, 12].map((rows) => randomSample(rows, random))
    const { gradients } = trainStep(tf, trainee, samples, { input: 0, pooled: 0, hidden: 0 }, random)
    const lossNow = (): number => meanLoss(predict(tf, trainee, samples), samples, trainee.heads)
    for (const [weight, own] of trainee.values) {
      const gradient = gradients.get(weight)!
      assertGradient({ name: weight, values: own, gradient, lossNow }, random)
    }
    assert.equal(tf.memory().numTensors, before)
  })

  test(`${name}: the same seed trains the same weights to the last bit`, async () => {
    const made = createRandom(5)
    const samples = Array.from({ length: 24 }, () => randomSample(1 + made.integer(12), made))
    const { heads, shapes } = randomTrainee(spec, 1)
    const task = { spec, heads, shapes, draw: () => samples, validation: samples.slice(0, 4) }
    const options = { ...FIT_DEFAULTS, seed: 9, epochs: 2, batchSize: 8 }
    const first = await fitNetwork(tf, task, options)
    assert.deepEqual(await fitNetwork(tf, task, options), first)
    assert.notDeepEqual((await fitNetwork(tf, task, { ...options, seed: 10 })).values, first.values)
  })
}
