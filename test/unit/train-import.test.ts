// SPDX-License-Identifier: MIT
// Importing what the tensorflowjs converter wrote from Keras 2 and 3.

import assert from 'node:assert/strict'
import { readdir, readFile, rm, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { UnsupportedLayerError } from '../../src/errors.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../src/features/feature-table.ts'
import type { ModelJson } from '../../src/model/package-format.ts'
import { parseImportArgs, runImportCommand } from '../../src/train/commands/import.ts'
import { importModel, type ImportOptions } from '../../src/train/import-model.ts'
import { parseHead } from '../../src/train/import/heads.ts'
import { KerasImportError } from '../../src/train/import/import-errors.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { createRandom } from '../../src/train/random.ts'
import { UsageError } from '../../src/train/train-errors.ts'
import { scoreWithTfjs } from '../support/score-with-tfjs.ts'
import { convertedModel, writeConverted, type Converted } from './import-support.ts'
import { inventedShop, padded, randomSample } from './train-support.ts'

const HEADS = ['intent=shopper', 'value=worth:regular,high'].map(parseHead)

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-import-'))
})
after(() => rm(folder, { recursive: true }))

let count = 0
/** Imports a model that was written to a folder of its own. */
async function importOf(
  converted: Converted,
  options: Partial<ImportOptions> = {},
): Promise<{ out: string; lines: string[] }> {
  const own = join(folder, `model-${count++}`)
  const model = await writeConverted(own, converted)
  const lines: string[] = []
  const out = join(own, 'package')
  await importModel({ model, out, heads: HEADS, ...options }, (line) => lines.push(line))
  return { out, lines }
}

/** A model of which something was changed. */
function changed(change: (converted: Converted, layers: Record<string, LayerJson>) => void): Converted {
  const converted = convertedModel(2)
  const { config } = converted.json.modelTopology['model_config'] as { config: { layers: LayerJson[] } }
  change(converted, Object.fromEntries(config.layers.map((layer) => [layer.name, layer])))
  return converted
}

interface LayerJson {
  name: string
  class_name: string
  config: Record<string, unknown>
  inbound_nodes: unknown[]
}

const random = createRandom(3)
const INPUTS = [1, 12, 60, 100].map((rows) => padded(randomSample(rows, random)))
const BATCH = {
  size: INPUTS.length,
  tokens: Int32Array.from(INPUTS.flatMap(({ tokens }) => [...tokens])),
  channels: Float32Array.from(INPUTS.flatMap(({ channels }) => [...channels])),
}

/** What TensorFlow.js makes of the model as the converter wrote it from Keras 2: the same weights for both. */
async function kerasScores(): Promise<Float32Array> {
  const { json, weights } = convertedModel(2)
  return scoreWithTfjs(json as unknown as ModelJson, weights.slice().buffer, BATCH)
}

for (const keras of [2, 3] as const) {
  test(`a model of Keras ${keras} scores as in TensorFlow.js, with its heads in the order that was asked for`, async () => {
    const { out, lines } = await importOf(convertedModel(keras))
    assert.ok(
      lines.some((line) => /scores like TensorFlow\.js: \d/.test(line)),
      lines.join('\n'),
    )
    const scorer = await loadNodeScorer(out)
    const expected = await kerasScores()
    const scores = await scorer.outputs(INPUTS)
    assert.equal(scores.length, expected.length)
    scores.forEach((score, at) =>
      assert.ok(Math.abs(score - expected[at]!) <= 1e-5, `${score} ${expected[at]}`),
    )
    const { heads, policy, selfTest } = scorer.metadata
    assert.deepEqual(
      heads.map(({ name, layer, classes, units, reads }) => ({ name, layer, classes, units, reads })),
      [
        {
          name: 'intent',
          layer: 'shopper',
          classes: ['browse', 'cart-abandon', 'buy'],
          units: 3,
          reads: 'visit',
        },
        { name: 'value', layer: 'worth', classes: ['regular', 'high'], units: 1, reads: 'orders' },
      ],
    )
    assert.deepEqual(
      policy.map(({ segment }) => segment),
      [
        'likely-buyer',
        'cart-at-risk',
        'high-value',
        'researcher',
        'bargain-seeker',
        'bargain-seeker',
        'browser',
      ],
    )
    assert.ok(selfTest.expected.every((score) => score > 0 && score < 1))
    assert.deepEqual((await readdir(out)).sort(), ['CARD.md', 'model.json', 'weights.bin'])
  })

  test(`a package of Keras ${keras} is one that TensorFlow.js itself can load`, async () => {
    const { out } = await importOf(convertedModel(keras))
    const json = JSON.parse(await readFile(join(out, 'model.json'), 'utf8')) as ModelJson
    const weights = new Uint8Array(await readFile(join(out, 'weights.bin')))
    const scores = await scoreWithTfjs(json, weights.buffer, BATCH)
    const expected = await kerasScores()
    scores.forEach((score, at) => assert.ok(Math.abs(score - expected[at]!) <= 1e-6))
  })
}

test('layers that no head needs are left out with their weights', async () => {
  const { out } = await importOf(convertedModel(3), { heads: [parseHead('intent=shopper')] })
  const json = JSON.parse(await readFile(join(out, 'model.json'), 'utf8')) as ModelJson
  assert.ok(!JSON.stringify(json).includes('worth'))
  const expected = await kerasScores()
  const scores = await (await loadNodeScorer(out)).outputs(INPUTS)
  for (let row = 0; row < BATCH.size; row++) {
    for (let at = 0; at < 3; at++)
      assert.ok(Math.abs(scores[row * 3 + at]! - expected[row * 4 + at]!) <= 1e-5)
  }
})

test('a scheme stores the weights anew, and the self-test is of the rounded ones', async () => {
  const { out } = await importOf(convertedModel(3), { scheme: 'uint8' })
  const scorer = await loadNodeScorer(out)
  const { tokens, channels, expected } = scorer.metadata.selfTest
  const input = { tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
  assert.deepEqual([...(await scorer.outputs([input]))], [...expected])
  const { byteLength } = await readFile(join(out, 'weights.bin'))
  assert.equal(byteLength, convertedModel(3).weights.length)
})

test('with data the calibration is fitted and the quality measured', async () => {
  const data = join(folder, 'shop.csv')
  await writeFile(data, inventedShop(400))
  const { out } = await importOf(convertedModel(3), { rees46: data, credits: ['A shop'] })
  const { metadata } = await loadNodeScorer(out)
  assert.ok(metadata.quality['intent']!.length > 0)
  assert.deepEqual(metadata.credits, ['A shop'])
  assert.match(await readFile(join(out, 'CARD.md'), 'utf8'), /keras v3\.5\.0/)
})

/** An example as Keras would write it. */
async function example(change = 0): Promise<unknown> {
  const expected = await kerasScores()
  const { tokens, channels } = INPUTS[2]!
  const rows = Array.from({ length: HISTORY_LENGTH }, (_, row) => [
    ...channels.subarray(row * CHANNEL_COUNT, (row + 1) * CHANNEL_COUNT),
  ])
  const [first = 0, second = 0, third = 0, worth = 0] = expected.subarray(8, 12)
  return {
    tokens: [...tokens],
    channels: rows,
    outputs: { shopper: [[first + change, second, third]], worth: [[worth]] },
  }
}

test('outputs that Keras gave are compared within 1e-4', async () => {
  const file = join(folder, 'keras.json')
  await writeFile(file, JSON.stringify([await example(), await example(5e-5)]))
  const { lines } = await importOf(convertedModel(3), { expected: file })
  assert.ok(
    lines.some((line) => line.startsWith('2 examples score as in Keras')),
    lines.join('\n'),
  )
  await writeFile(file, JSON.stringify(await example(2e-4)))
  await assert.rejects(
    importOf(convertedModel(3), { expected: file }),
    /layer "shopper" gives .*, Keras gave/,
  )
})

for (const [what, content, message] of [
  ['no JSON', '{', /it is not JSON/],
  ['no example', '[]', /it has no example/],
  ['too few tokens', JSON.stringify({ tokens: [1, 2], outputs: {} }), /must have 100 numbers in tokens/],
  [
    'no output of a head',
    JSON.stringify({ tokens: new Array(100).fill(0), outputs: {} }),
    /must have 3 numbers in outputs\["shopper"\]/,
  ],
] as const) {
  test(`a file of expected outputs with ${what} is named`, async () => {
    const file = join(folder, 'wrong.json')
    await writeFile(file, content)
    await assert.rejects(importOf(convertedModel(2), { expected: file }), (error) => {
      assert.ok(error instanceof KerasImportError)
      assert.match(error.message, message)
      return true
    })
  })
}

const shape = (layer: LayerJson | undefined, ...sizes: readonly (number | null)[]): void => {
  layer!.config['batch_input_shape'] = [null, ...sizes]
}

for (const [what, change, message] of [
  [
    'tokens of another length',
    (_, layers) => shape(layers['tokens'], 50),
    new RegExp(
      `its inputs are "tokens" \\[50\\], "channels" \\[100, ${CHANNEL_COUNT}\\]; expected tokens of shape \\[100\\]`,
    ),
  ],
  [
    'channels of another number',
    (_, layers) => shape(layers['channels'], 100, 8),
    /"channels" \[100, 8\].*vitrine encode/,
  ],
  ['a length that is not fixed', (_, layers) => shape(layers['tokens'], null), /"tokens" \[any\]/],
  [
    'a third input',
    (_, layers) => {
      // The head reads it by way of the concatenation.
      const { config } = convertedModelConfig(_)
      config.layers.push({
        name: 'price',
        class_name: 'InputLayer',
        config: { name: 'price', batch_input_shape: [null, 100, CHANNEL_COUNT] },
        inbound_nodes: [],
      })
      const [node] = layers['concatenate']!.inbound_nodes as unknown[][]
      node!.push(['price', 0, 0, {}])
    },
    new RegExp(
      `its inputs are "tokens" \\[100\\], "channels" \\[100, ${CHANNEL_COUNT}\\], "price" \\[100, ${CHANNEL_COUNT}\\]`,
    ),
  ],
  [
    'too few rows of the embedding',
    (_, layers) => (layers['embedding_7']!.config['input_dim'] = 40),
    /Embedding "embedding_7" has 40 rows; tokens go from 0 to 76\. Give it input_dim=77/,
  ],
  [
    'a head without softmax',
    (_, layers) => (layers['shopper']!.config['activation'] = 'linear'),
    /"shopper" of 3 units has the activation "linear".*softmax/,
  ],
  [
    'other units than classes',
    (_, layers) => (layers['shopper']!.config['units'] = 4),
    /has 4 units, the head "intent" 3 classes/,
  ],
  [
    'a weight of another shape than the layer',
    (_, layers) => (layers['lstm']!.config['units'] = 5),
    /lstm\/bias" has shape \[16\], the topology asks for \[20\]/,
  ],
  [
    'a weight that is not finite',
    ({ weights }) => (weights[100] = NaN),
    /holds a number that is not finite.*Training has diverged/,
  ],
  [
    'weights of another type',
    ({ json }) => (json.weightsManifest[0]!.weights[0]!.dtype = 'float16'),
    /has the type float16, expected float32/,
  ],
  [
    'a weight of no layer',
    ({ json }) => (json.weightsManifest[0]!.weights[0]!.name = 'other/kernel'),
    /weight "other\/kernel" belongs to no layer/,
  ],
  [
    'weights with numbers for names, as the converter makes of a .keras file',
    ({ json }) =>
      (json.weightsManifest[0]!.weights[0]!.name = '_layer_checkpoint_dependencies/conv1d/vars/0'),
    /has a number for its name.*model\.save\("model\.h5"\)/,
  ],
  ['another format', ({ json }) => (json.format = 'graph-model'), /"graph-model", expected "layers-model"/],
] as const satisfies readonly (readonly [
  string,
  (converted: Converted, layers: Record<string, LayerJson>) => unknown,
  RegExp,
])[]) {
  test(`a model with ${what} is refused by name, and nothing is written`, async () => {
    const own = count
    await assert.rejects(importOf(changed(change)), (error) => {
      assert.ok(error instanceof KerasImportError, String(error))
      assert.match(error.message, message)
      return true
    })
    assert.ok(!(await readdir(join(folder, `model-${own}`))).includes('package'))
  })
}

function convertedModelConfig({ json }: Converted): { config: { layers: LayerJson[] } } {
  return json.modelTopology['model_config'] as { config: { layers: LayerJson[] } }
}

test('a layer that no engine runs is refused by its name and class', async () => {
  const converted = changed((_, layers) => {
    layers['conv1d']!.class_name = 'SeparableConv1D'
  })
  await assert.rejects(importOf(converted), (error) => {
    assert.ok(error instanceof UnsupportedLayerError)
    assert.match(error.message, /"conv1d" \(SeparableConv1D\)/)
    return true
  })
})

test('a head that is not there names the outputs that are', async () => {
  await assert.rejects(
    importOf(convertedModel(3), { heads: [parseHead('intent=nowhere')] }),
    /no layer "nowhere" for the head "intent"; its outputs are "shopper" \(3 units\), "worth" \(1 units\)/,
  )
  await assert.rejects(
    importOf(convertedModel(3), { heads: [] }),
    /it has the outputs .*Say what they answer/,
  )
})

test('a weight file that is missing or short is named', async () => {
  const own = join(folder, 'short')
  const model = await writeConverted(own, convertedModel(3))
  const run = (): Promise<unknown> => importModel({ model, out: join(own, 'package'), heads: HEADS })
  await writeFile(join(own, 'group1-shard2of2.bin'), new Uint8Array(100))
  await assert.rejects(run(), /hold 1101 bytes, weightsManifest lists \d+.*Copy all files/)
  await rm(join(own, 'group1-shard2of2.bin'))
  await assert.rejects(run(), /group1-shard2of2\.bin/)
  assert.ok(!(await readdir(own)).includes('package'))
})

test('the command imports, and says what it made', async () => {
  const own = join(folder, 'command')
  const model = await writeConverted(own, convertedModel(3))
  const lines: string[] = []
  const args = [
    model,
    '--out',
    join(own, 'out'),
    '--head',
    'intent=shopper',
    '--head',
    'value=worth:regular,high',
  ]
  await runImportCommand(args, (line) => lines.push(line))
  assert.ok(
    lines.some((line) => line.startsWith('Head value: layer "worth", regular, high')),
    lines.join('\n'),
  )
  assert.match(lines.at(-1)!, /Written to/)
})

for (const [args, message] of [
  [[], /Which model\.json/],
  [['model.json'], /--out is missing/],
  [['model.json', '--out', 'x', '--head', 'mood=a:b,c'], /NAME is one of intent, value, risk/],
  [['model.json', '--out', 'x', '--head', 'value=a:b'], /two different classes or more/],
  [['model.json', '--out', 'x', '--scheme', 'int4'], /There is no scheme "int4"/],
  [['model.json', '--out', 'x', '--model-version', 'new'], /must look like 1\.2\.3/],
] as const) {
  test(`import ${args.join(' ')} is not understood`, async () => {
    await assert.rejects(parseImportArgs(args), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, message)
      return true
    })
  })
}
