// SPDX-License-Identifier: MIT
// Loading and checking a model package: what is wrong is named, and no memory is taken for a wrong manifest.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isVitrineError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../src/features/feature-table.ts'
import { createPackageLoader } from '../../src/model/package-loader.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { PackageSource } from '../../src/model/package-source.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import { createRandomPackage } from '../support/random-package.ts'
import type { RandomPackage } from '../support/random-package.ts'
import { createPlainTopology } from '../support/plain-topology.ts'

type Mutable = Record<string, Record<string, unknown>> & {
  weightsManifest: { weights: Record<string, unknown>[] }[]
}

const URL_OF = 'https://shop.example/models/model.json'

async function makePackage(): Promise<RandomPackage> {
  return createRandomPackage(3, { storage: 'uint8', topology: createPlainTopology() })
}

function loadPackage(source: PackageSource): Promise<ModelPackage> {
  return createPackageLoader({ loadLayers: () => Promise.resolve(layers), ...source }, undefined).load()
}

function errorOf(run: () => unknown): VitrineError {
  try {
    run()
  } catch (error) {
    if (isVitrineError(error)) return error
    throw error
  }
  return assert.fail('nothing was thrown')
}

async function rejectionOf(promise: Promise<unknown>): Promise<VitrineError> {
  const error: unknown = await promise.then(
    () => assert.fail('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (!isVitrineError(error)) throw error
  return error
}

function serve(files: Record<string, BodyInit | number | (() => BodyInit)>): {
  fetch: typeof fetch
  asked: string[]
} {
  const asked: string[] = []
  const answer = (input: string | URL | Request): Promise<Response> => {
    const url = input as string
    asked.push(url)
    const body = files[url]
    if (body === undefined) return Promise.reject(new TypeError('Failed to fetch'))
    return Promise.resolve(
      typeof body === 'number'
        ? new Response(null, { status: body })
        : new Response(typeof body === 'function' ? body() : body),
    )
  }
  return { fetch: answer as typeof fetch, asked }
}

test('a package is fetched from model.json and the shard next to it', async () => {
  const { modelJson, weightBytes } = await makePackage()
  const { fetch, asked } = serve({
    [URL_OF]: JSON.stringify(modelJson),
    'https://shop.example/models/weights.bin': weightBytes,
  })
  const pkg = await loadPackage({ modelUrl: URL_OF, fetch })
  assert.deepEqual(asked, [URL_OF, 'https://shop.example/models/weights.bin'])
  assert.equal(pkg.network?.length, HISTORY_LENGTH)
  assert.equal(pkg.metadata.modelVersion, '0.0.0-random')
  assert.ok(pkg.weights.every((weight) => weight.data instanceof Uint8Array || weight.shape.length === 1))
})

test('shards with known addresses are asked for together with model.json', async () => {
  const { modelJson, weightBytes } = await makePackage()
  const cut = 1000
  const manifest = [{ ...modelJson.weightsManifest[0], paths: ['a.bin', 'b.bin'] }]
  const { fetch, asked } = serve({
    [URL_OF]: JSON.stringify({ ...modelJson, weightsManifest: manifest }),
    'https://cdn.example/a.bin': weightBytes.slice(0, cut),
    'https://cdn.example/b.bin': weightBytes.slice(cut),
  })
  const weightUrls = ['https://cdn.example/a.bin', 'https://cdn.example/b.bin']
  const pkg = await loadPackage({ modelUrl: URL_OF, weightUrls, fetch })
  assert.equal(asked.length, 3)
  assert.equal(pkg.network?.vocabulary, createPlainTopology().vocabulary)
})

test('as many addresses as weight files are wanted', async () => {
  const { modelJson, weightBytes } = await makePackage()
  const { fetch } = serve({ [URL_OF]: JSON.stringify(modelJson), 'https://cdn.example/a.bin': weightBytes })
  const weightUrls = ['https://cdn.example/a.bin', 'https://cdn.example/a.bin']
  const error = await rejectionOf(loadPackage({ modelUrl: URL_OF, weightUrls, fetch }))
  assert.equal(error.name, 'ModelFormatError')
  assert.match(error.message, /1 weight files .* 2 addresses/)
})

test('a missing file is a ModelLoadError that names it', async () => {
  const { modelJson } = await makePackage()
  const offline = await rejectionOf(loadPackage({ modelUrl: URL_OF, fetch: serve({}).fetch }))
  assert.equal(offline.name, 'ModelLoadError')
  assert.equal(offline.details['url'], URL_OF)
  const missing = serve({
    [URL_OF]: JSON.stringify(modelJson),
    'https://shop.example/models/weights.bin': 404,
  })
  const error = await rejectionOf(loadPackage({ modelUrl: URL_OF, fetch: missing.fetch }))
  assert.equal(error.name, 'ModelLoadError')
  assert.equal(error.details['url'], 'https://shop.example/models/weights.bin')
  assert.equal(error.details['reason'], 'status 404')
})

test('a truncated or too long shard is a ModelFormatError, and reading a longer one stops', async () => {
  const { modelJson, weightBytes } = await makePackage()
  for (const body of [weightBytes.slice(1), new Uint8Array(weightBytes.byteLength + 1)]) {
    const { fetch } = serve({
      [URL_OF]: JSON.stringify(modelJson),
      'https://shop.example/models/weights.bin': body,
    })
    assert.equal((await rejectionOf(loadPackage({ modelUrl: URL_OF, fetch }))).name, 'ModelFormatError')
  }
  let pulled = 0
  const endless = (): ReadableStream =>
    new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(weightBytes.byteLength))
      },
    })
  const { fetch } = serve({
    [URL_OF]: JSON.stringify(modelJson),
    'https://shop.example/models/weights.bin': endless,
  })
  assert.equal((await rejectionOf(loadPackage({ modelUrl: URL_OF, fetch }))).name, 'ModelFormatError')
  assert.ok(pulled < 10, `${pulled} pieces were read`)
})

test('a page instead of model.json is a ModelFormatError', async () => {
  const { fetch } = serve({ [URL_OF]: '<!doctype html><title>Not found</title>' })
  assert.equal((await rejectionOf(loadPackage({ modelUrl: URL_OF, fetch }))).name, 'ModelFormatError')
})

test('an aborted download is a ModelLoadError and asks for nothing more', async () => {
  const abort = new AbortController()
  const asked: string[] = []
  const hanging = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    asked.push(input as string)
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
    })
  }
  const loading = rejectionOf(
    loadPackage({ modelUrl: URL_OF, fetch: hanging as typeof fetch, signal: abort.signal }),
  )
  abort.abort()
  assert.equal((await loading).name, 'ModelLoadError')
  assert.deepEqual(asked, [URL_OF])
})

const DAMAGED: readonly [string, string, (json: Mutable) => void][] = [
  ['another format version', 'ModelVersionError', (json) => (vitrineOf(json)['formatVersion'] = 99)],
  ['another feature version', 'ModelVersionError', (json) => (vitrineOf(json)['featureVersion'] = 'next')],
  [
    'no metadata',
    'ModelFormatError',
    (json) => delete (json as Record<string, unknown>)['userDefinedMetadata'],
  ],
  [
    'another file format',
    'ModelFormatError',
    (json) => ((json as Record<string, unknown>)['format'] = 'graph-model'),
  ],
  ['no heads', 'ModelFormatError', (json) => (vitrineOf(json)['heads'] = [])],
  ['a head without a layer', 'ModelFormatError', (json) => (headOf(json)['layer'] = 'nowhere')],
  [
    'a head with other units',
    'ModelFormatError',
    (json) => (headOf(json)['classes'] = ['a', 'b', 'c', 'd', 'e', 'f']),
  ],
  [
    'a temperature of 0',
    'ModelFormatError',
    (json) => (headOf(json)['calibration'] = { method: 'temperature', temperature: 0 }),
  ],
  [
    'a curve that falls',
    'ModelFormatError',
    (json) =>
      (headOf(json)['calibration'] = {
        method: 'isotonic',
        temperature: 1,
        class: 0,
        knots: [
          [0, 0.5],
          [0.5, 0.2],
          [1, 1],
        ],
      }),
  ],
  [
    'a curve without an end',
    'ModelFormatError',
    (json) =>
      (headOf(json)['calibration'] = {
        method: 'isotonic',
        temperature: 1,
        class: 0,
        knots: [
          [0, 0],
          [0.5, 0.2],
        ],
      }),
  ],
  [
    'a curve of no class',
    'ModelFormatError',
    (json) =>
      (headOf(json)['calibration'] = {
        method: 'isotonic',
        temperature: 1,
        class: 9,
        knots: [
          [0, 0],
          [1, 1],
        ],
      }),
  ],
  [
    'shares of classes that do not make a whole',
    'ModelFormatError',
    (json) => (headOf(json)['prior'] = [0.5, 0.5, 0.5]),
  ],
  ['a class without a share', 'ModelFormatError', (json) => (headOf(json)['prior'] = [0.5, 0.5, 0])],
  ['shares of too few classes', 'ModelFormatError', (json) => (headOf(json)['prior'] = [0.5, 0.5])],
  [
    'a short self-test',
    'ModelFormatError',
    (json) => (vitrineOf(json)['selfTest'] = { tokens: [0], channels: [], expected: [] }),
  ],
  ['a scale that is not a number', 'ModelFormatError', (json) => (quantizationOf(json)['scale'] = null)],
  ['a minimum that is not finite', 'ModelFormatError', (json) => (quantizationOf(json)['min'] = Infinity)],
  ['a weight of another shape', 'ModelFormatError', (json) => (weightOf(json)['shape'] = [8, 40])],
  ['a weight of negative size', 'ModelFormatError', (json) => (weightOf(json)['shape'] = [-40, -8])],
  ['a weight of 2^40 numbers', 'ModelFormatError', (json) => (weightOf(json)['shape'] = [2 ** 20, 2 ** 20])],
  [
    'a weight under another name',
    'ModelFormatError',
    (json) => (weightOf(json)['name'] = 'elsewhere/embeddings'),
  ],
  ['a topology without layers', 'ModelFormatError', (json) => (json['modelTopology']!['config'] = {})],
  [
    'a topology that is a text',
    'ModelFormatError',
    (json) => ((json as Record<string, unknown>)['modelTopology'] = 'x'),
  ],
]

function vitrineOf(json: Mutable): Record<string, unknown> {
  return json['userDefinedMetadata']!['vitrine'] as Record<string, unknown>
}

function headOf(json: Mutable): Record<string, unknown> {
  return (vitrineOf(json)['heads'] as Record<string, unknown>[])[0]!
}

function weightOf(json: Mutable): Record<string, unknown> {
  return json.weightsManifest[0]!.weights[0]!
}

function quantizationOf(json: Mutable): Record<string, unknown> {
  return weightOf(json)['quantization'] as Record<string, unknown>
}

for (const [what, name, damage] of DAMAGED) {
  test(`a package with ${what} is a ${name}`, async () => {
    const { modelJson, weightBytes } = await makePackage()
    const json = structuredClone(modelJson) as unknown as Mutable
    damage(json)
    assert.equal(errorOf(() => parsePackage(json, weightBytes, URL_OF, layers)).name, name)
  })
}

test('a weight that holds NaN is a ModelFormatError', async () => {
  const { modelJson, weightBytes } = await createRandomPackage(3, {
    storage: 'float32',
    topology: createPlainTopology(),
  })
  const bytes = weightBytes.slice(0)
  new Float32Array(bytes, 0, 4)[2] = NaN
  const error = errorOf(() => parsePackage(modelJson, bytes, URL_OF, layers))
  assert.match(error.message, /not finite/)
})

test('a layer that the planner does not know is kept apart, by name, for the generic engine', async () => {
  const { modelJson, weightBytes } = await makePackage()
  const json = JSON.parse(
    JSON.stringify(modelJson).replaceAll('"class_name":"LSTM"', '"class_name":"ConvLSTM2D"'),
  ) as unknown
  const pkg = parsePackage(json, weightBytes, URL_OF, layers)
  assert.equal(pkg.network, undefined)
  assert.equal(pkg.unsupported?.name, 'UnsupportedLayerError')
  assert.match(pkg.unsupported.message, /"lstm" \(ConvLSTM2D\)/)
})

test('the spellings of Keras 3 and of the converter mean the same network', async () => {
  const { modelJson, weightBytes, network } = await makePackage()
  const config = structuredClone(
    (modelJson.modelTopology as { config: { layers: Record<string, unknown>[] } }).config,
  )
  for (const layer of config.layers) {
    const own = layer['config'] as Record<string, unknown>
    if ('batch_input_shape' in own) own['batch_shape'] = own['batch_input_shape']
    delete own['batch_input_shape']
    own['dtype'] = {
      module: 'keras',
      class_name: 'DTypePolicy',
      config: { name: 'float32' },
      registered_name: null,
    }
    const inbound = (layer['inbound_nodes'] as [string, number, number, unknown][][])[0]
    if (inbound === undefined) continue
    const tensors = inbound.map(([name]) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null], dtype: 'float32', keras_history: [name, 0, 0] },
    }))
    layer['inbound_nodes'] = [{ args: tensors.length > 1 ? [tensors] : tensors, kwargs: {} }]
  }
  const json = structuredClone(modelJson) as unknown as Record<string, unknown>
  json['modelTopology'] = {
    keras_version: '3.5.0',
    backend: 'tensorflow',
    model_config: { class_name: 'Functional', config },
  }
  const manifest = json['weightsManifest'] as { weights: { name: string }[] }[]
  for (const weight of manifest[0]!.weights) {
    const [layer, part] = weight.name.split('/')
    weight.name = layer === 'lstm' ? `functional/lstm/lstm_cell/${part}` : `functional/${layer}/${part}`
  }
  const keras = parsePackage(json, weightBytes, URL_OF, layers)
  assert.deepEqual(keras.unsupported, undefined)
  const kinds = (nodes: typeof network.nodes): readonly string[] => nodes.map((node) => node.kind)
  assert.deepEqual(kinds(keras.network!.nodes), kinds(network.nodes))
  assert.deepEqual(keras.network!.values, network.values)
})

test('channels of another number than the encoder fills are a ModelFormatError', async () => {
  const { modelJson, weightBytes } = await makePackage()
  const sizes = { length: HISTORY_LENGTH, channelCount: CHANNEL_COUNT + 1 }
  assert.equal(
    errorOf(() => parsePackage(modelJson, weightBytes, URL_OF, layers, sizes)).name,
    'ModelFormatError',
  )
})
