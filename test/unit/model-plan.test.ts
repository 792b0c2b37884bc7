// SPDX-License-Identifier: MIT
// From layers to operations: what is mapped, what is folded, and what is refused by name.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Network, Weight } from '../../src/model/network.ts'
import { rules } from '../../src/model/layers/rules.ts'
import { planNetwork } from '../../src/model/topology/plan-network.ts'
import { planPasses } from '../../src/model/webgl/plan-passes.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage } from '../support/random-package.ts'

type Layer = readonly [className: string, name: string, config: Record<string, unknown>, ...inputs: string[]]

const TOKENS: Layer = ['InputLayer', 'tokens', { batch_input_shape: [null, 12] }]
const CHANNELS: Layer = ['InputLayer', 'channels', { batch_input_shape: [null, 12, 3] }]
const EMBEDDING: Layer = ['Embedding', 'embedding', { input_dim: 9, output_dim: 4 }, 'tokens']

function toTopology(layers: readonly Layer[]): unknown {
  const list = layers.map(([className, name, config, ...inputs]) => ({
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [],
  }))
  return { class_name: 'Functional', config: { name: 'model', layers: list } }
}

function toWeights(shapes: Record<string, readonly number[]>): Weight[] {
  return Object.entries(shapes).map(([name, shape]) => {
    const data = new Uint8Array(shape.reduce((product, length) => product * length, 1))
    return { name, shape, data, scale: 1, min: 0 }
  })
}

function plan(
  layers: readonly Layer[],
  shapes: Record<string, readonly number[]>,
  heads: readonly string[],
): Network {
  return planNetwork(
    toTopology(layers),
    toWeights({ 'embedding/embeddings': [9, 4], ...shapes }),
    heads,
    (problem) => {
      throw new Error(problem)
    },
    rules,
  )
}

function kindsOf(network: Network): readonly string[] {
  return network.nodes.map((node) => node.kind)
}

const DENSE = { 'head/kernel': [4, 2], 'head/bias': [2] }

test('layers that no head needs are left out', () => {
  const network = plan(
    [
      TOKENS,
      CHANNELS,
      EMBEDDING,
      ['GlobalMaxPooling1D', 'pooled', {}, 'embedding'],
      ['GlobalAveragePooling1D', 'unused', {}, 'embedding'],
      ['Dense', 'head', { units: 2, activation: 'softmax' }, 'pooled'],
    ],
    DENSE,
    ['head'],
  )
  assert.deepEqual(kindsOf(network), ['embedding', 'pool', 'conv'])
  assert.equal(network.channelCount, 3)
  assert.equal(network.channels, undefined)
})

test('an activation layer is folded into the linear layer before it', () => {
  const network = plan(
    [
      TOKENS,
      EMBEDDING,
      ['Conv1D', 'conv', { filters: 4, kernel_size: [3] }, 'embedding'],
      ['ReLU', 'relu', {}, 'conv'],
      ['GlobalMaxPooling1D', 'pooled', {}, 'relu'],
      ['Dense', 'logits', { units: 2 }, 'pooled'],
      ['Activation', 'head', { activation: 'softmax' }, 'logits'],
    ],
    { 'conv/kernel': [3, 4, 4], 'conv/bias': [4], 'logits/kernel': [4, 2], 'logits/bias': [2] },
    ['head'],
  )
  const activations = network.nodes.flatMap((node) => (node.kind === 'conv' ? [node.activation] : []))
  assert.deepEqual(activations, ['relu', 'softmax'])
})

test('a Dense after Flatten is one convolution over the whole sequence', () => {
  const network = plan(
    [TOKENS, EMBEDDING, ['Flatten', 'flat', {}, 'embedding'], ['Dense', 'head', { units: 2 }, 'flat']],
    { 'head/kernel': [48, 2], 'head/bias': [2] },
    ['head'],
  )
  assert.deepEqual(kindsOf(network), ['embedding', 'conv'])
  const [, dense] = network.nodes
  assert.equal(dense?.kind === 'conv' && dense.size, 12)
})

for (const [what, softmax] of [
  ['Softmax', ['Softmax', 'weights', { axis: -1 }, 'flat']],
  ['Activation', ['Activation', 'weights', { activation: 'softmax' }, 'flat']],
] as const) {
  test(`attention with one column of scores is one operation, spelled with ${what}`, () => {
    const network = plan(
      [
        TOKENS,
        EMBEDDING,
        ['Dense', 'scores', { units: 1, use_bias: false }, 'embedding'],
        ['Flatten', 'flat', {}, 'scores'],
        softmax,
        ['Dot', 'pooled', { axes: 1 }, 'weights', 'embedding'],
        ['Dense', 'head', { units: 2 }, 'pooled'],
      ],
      { 'scores/kernel': [4, 1], ...DENSE },
      ['head'],
    )
    assert.deepEqual(kindsOf(network), ['embedding', 'conv', 'attention', 'conv'])
  })
}

test('attention with three columns of scores is one operation', () => {
  const network = plan(
    [
      TOKENS,
      EMBEDDING,
      ['Dense', 'scores', { units: 3 }, 'embedding'],
      ['Permute', 'turned', { dims: [2, 1] }, 'scores'],
      ['Softmax', 'weights', {}, 'turned'],
      ['Dot', 'pooled', { axes: [2, 1] }, 'weights', 'embedding'],
      ['Flatten', 'flat', {}, 'pooled'],
      ['Dense', 'head', { units: 2 }, 'flat'],
    ],
    { 'scores/kernel': [4, 3], 'scores/bias': [3], 'head/kernel': [12, 2], 'head/bias': [2] },
    ['head'],
  )
  assert.deepEqual(kindsOf(network), ['embedding', 'conv', 'attention', 'conv'])
})

test('a sequential model may carry its input on its first layer', () => {
  const layers = [
    {
      class_name: 'Embedding',
      config: { name: 'embedding', input_dim: 9, output_dim: 4, batch_input_shape: [null, 12] },
    },
    { class_name: 'GlobalMaxPooling1D', config: { name: 'pooled' } },
    { class_name: 'Dense', config: { name: 'head', units: 2 } },
  ]
  const network = planNetwork(
    { class_name: 'Sequential', config: { name: 'model', layers } },
    toWeights({ 'embedding/embeddings': [9, 4], ...DENSE }),
    ['head'],
    (problem) => assert.fail(problem),
    rules,
  )
  assert.equal(network.length, 12)
  assert.deepEqual(kindsOf(network), ['embedding', 'pool', 'conv'])
})

const POOLED: Layer = ['GlobalMaxPooling1D', 'pooled', {}, 'embedding']
const HEAD: Layer = ['Dense', 'head', { units: 2 }, 'pooled']

const OUTSIDE: readonly [string, string, readonly Layer[]][] = [
  [
    'a masked embedding',
    'embedding',
    [
      TOKENS,
      ['Embedding', 'embedding', { input_dim: 9, output_dim: 4, mask_zero: true }, 'tokens'],
      POOLED,
      HEAD,
    ],
  ],
  [
    'an unknown class',
    'odd',
    [TOKENS, EMBEDDING, ['Odd', 'odd', {}, 'embedding'], ['GlobalMaxPooling1D', 'pooled', {}, 'odd'], HEAD],
  ],
  [
    'an unknown activation',
    'head',
    [TOKENS, EMBEDDING, POOLED, ['Dense', 'head', { units: 2, activation: 'mish' }, 'pooled']],
  ],
  ['a head that is a sequence', 'head', [TOKENS, EMBEDDING, ['Dense', 'head', { units: 2 }, 'embedding']]],
  [
    'a length that is not fixed',
    'tokens',
    [['InputLayer', 'tokens', { batch_input_shape: [null, null] }], EMBEDDING, POOLED, HEAD],
  ],
  [
    'a third input',
    'more',
    [TOKENS, CHANNELS, ['InputLayer', 'more', { batch_input_shape: [null, 12, 2] }], EMBEDDING, POOLED, HEAD],
  ],
  [
    'a softmax in the middle',
    'Dense',
    [
      TOKENS,
      EMBEDDING,
      POOLED,
      ['Dense', 'mid', { units: 4, activation: 'softmax' }, 'pooled'],
      ['Dense', 'head', { units: 2 }, 'mid'],
    ],
  ],
  [
    'a window longer than its input',
    'conv',
    [
      TOKENS,
      EMBEDDING,
      ['Conv1D', 'conv', { filters: 4, kernel_size: [13] }, 'embedding'],
      ['GlobalMaxPooling1D', 'pooled', {}, 'conv'],
      HEAD,
    ],
  ],
  [
    'a stateful recurrence',
    'lstm',
    [
      TOKENS,
      EMBEDDING,
      ['LSTM', 'lstm', { units: 4, stateful: true }, 'embedding'],
      ['Dense', 'head', { units: 2 }, 'lstm'],
    ],
  ],
  [
    'a model inside the model',
    'inner',
    [
      TOKENS,
      EMBEDDING,
      ['Functional', 'inner', { layers: [] }, 'embedding'],
      ['GlobalMaxPooling1D', 'pooled', {}, 'inner'],
      HEAD,
    ],
  ],
]

for (const [what, layer, layers] of OUTSIDE) {
  test(`${what} is outside the family, by name`, () => {
    const shapes = { ...DENSE, 'mid/kernel': [4, 4], 'mid/bias': [4] }
    assert.throws(
      () => plan(layers, shapes, ['head']),
      (error: Error) => error.name === 'UnsupportedLayerError' && error.message.includes(layer),
    )
  })
}

test('a layer that is used twice is outside the family', () => {
  const topology = toTopology([TOKENS, EMBEDDING, POOLED, HEAD]) as {
    config: { layers: { inbound_nodes: unknown[] }[] }
  }
  topology.config.layers[2]!.inbound_nodes.push([['embedding', 0, 0, {}]])
  assert.throws(
    () =>
      planNetwork(
        topology,
        toWeights({ 'embedding/embeddings': [9, 4], ...DENSE }),
        ['head'],
        (problem) => assert.fail(problem),
        rules,
      ),
    { name: 'UnsupportedLayerError' },
  )
})

test('layers that read each other in a circle are a damaged topology', () => {
  const layers: Layer[] = [
    TOKENS,
    EMBEDDING,
    ['Dense', 'a', { units: 4 }, 'b'],
    ['Dense', 'b', { units: 4 }, 'a'],
    ['Dense', 'head', { units: 2 }, 'b'],
  ]
  assert.throws(() => plan(layers, DENSE, ['head']), /reads itself/)
})

test('on WebGL the reference network is 22 draws of 4 passes, its weights a quarter of float32', async () => {
  const { network, pkg } = await createRandomPackage(1, {
    storage: 'uint8',
    topology: createPlainTopology(REFERENCE_SIZES),
  })
  const { passes, weights } = planPasses(network, 4096)
  assert.deepEqual(
    passes.map(({ name, draws }) => [name, draws]),
    [
      ['conv-pool', 1],
      ['conv', 1],
      ['lstm-step', 19],
      ['heads', 1],
    ],
  )
  const bytes = weights.reduce((sum, weight) => sum + weight.data.byteLength, 0)
  const floats = pkg.weights.reduce((sum, weight) => sum + 4 * weight.data.length, 0)
  assert.ok(bytes <= 0.35 * floats, `${bytes} of ${floats}`)
})

test('on WebGL a weight that is larger than the textures of a device is an EngineError', async () => {
  const { network } = await createRandomPackage(1, {
    storage: 'uint8',
    topology: createPlainTopology(REFERENCE_SIZES),
  })
  assert.throws(() => planPasses(network, 100), { name: 'EngineError' })
})
