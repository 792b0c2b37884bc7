// SPDX-License-Identifier: MIT
// The WASM engine against the plain one: the same scores, the same refusals.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { EngineError, ModelInputError } from '../../src/errors.ts'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import type { ModelJson } from '../../src/model/package-format.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import { selfTest } from '../../src/model/self-test.ts'
import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

async function largestDifference(network: Network, batches: readonly ScoreBatch[]): Promise<number> {
  const engine = await createWasmEngine(network, layers)
  const plain = createCpuEngine(network, layers)
  let largest = 0
  for (const batch of batches) {
    const scores = await engine.score(batch)
    const expected = await plain.score(batch)
    assert.equal(scores.length, expected.length)
    scores.forEach((score, at) => (largest = Math.max(largest, Math.abs(score - expected[at]!))))
  }
  engine.dispose()
  return largest
}

function drawBatches(network: Network, sizes: readonly number[], seed: number): readonly ScoreBatch[] {
  const random = createRandom(seed)
  return sizes.map((size) => drawBatch(network, size, random))
}

test('it gives what the plain engine gives, within 1e-5, for 200 random networks and batches of 1, 3 and 100', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { network } = await createRandomPackage(seed)
    // A small batch after a large one finds its memory used.
    const difference = await largestDifference(network, drawBatches(network, [1, 3, 100, 2], seed * 7))
    assert.ok(difference <= 1e-5, `seed ${seed}: differs by ${difference}`)
  }
})

for (const storage of ['uint8', 'uint8-column', 'uint8-row', 'uint16', 'float16', 'float32'] as const) {
  test(`it gives what the plain engine gives for the reference network stored as ${storage}`, async () => {
    const topology = createPlainTopology(REFERENCE_SIZES)
    const { network } = await createRandomPackage(3, { topology, storage })
    const difference = await largestDifference(network, drawBatches(network, [1, 9], 4))
    assert.ok(difference <= 1e-5, `differs by ${difference}`)
  })
}

test('the shipped package passes its self-test and scores like the plain engine', async () => {
  const folder = new URL('../../models/shopper/', import.meta.url)
  const json = JSON.parse(readFileSync(new URL('model.json', folder), 'utf8')) as ModelJson
  const file = readFileSync(new URL('weights.bin', folder))
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  const { tokens, channels } = json.userDefinedMetadata.vitrine.selfTest
  const sizes = { length: tokens.length, channelCount: channels.length / tokens.length }
  const { metadata, network } = parsePackage(json, bytes, folder.href, layers, sizes)
  assert.ok(network)
  const engine = await createWasmEngine(network, layers)
  await selfTest(engine, metadata)
  engine.dispose()
  const difference = await largestDifference(network, drawBatches(network, [1, 3, 100], 5))
  // Drawn inputs drive a recurrence of a hundred steps hard; engines promise 1e-4.
  assert.ok(difference <= 1e-4, `differs by ${difference}`)
})

test('it refuses what the plain engine refuses, in the same words', async () => {
  const { network } = await createRandomPackage(1, { topology: createPlainTopology() })
  const engine = await createWasmEngine(network, layers)
  const plain = createCpuEngine(network, layers)
  const good = drawBatch(network, 2, createRandom(1))
  const spoil = (field: 'tokens' | 'channels', at: number, value: number): ScoreBatch => {
    const batch = { ...good, [field]: good[field].slice() }
    batch[field][at] = value
    return batch
  }
  const broken: readonly ScoreBatch[] = [
    spoil('tokens', 3, network.vocabulary),
    spoil('tokens', 0, -1),
    spoil('channels', 5, NaN),
    spoil('channels', 6, Infinity),
    { ...good, size: 0 },
    { ...good, size: 1.5 },
    { ...good, size: 1e9 },
    { ...good, tokens: good.tokens.subarray(1) },
    { ...good, channels: good.channels.subarray(1) },
    { ...good, tokens: undefined as unknown as Int32Array },
  ]
  for (const batch of broken) {
    let message = ''
    await assert.rejects(plain.score(batch), (error: unknown) => {
      assert.ok(error instanceof ModelInputError)
      message = error.message
      return true
    })
    await assert.rejects(engine.score(batch), { name: 'ModelInputError', message })
  }
  assert.deepEqual(await engine.score(good), await engine.score(good))
})

test('a number too large for a float is an error, not a score', async () => {
  const { network } = await createRandomPackage(1, { topology: createPlainTopology() })
  const nodes = network.nodes.map((node) =>
    node.kind === 'conv' ? { ...node, kernel: { ...node.kernel, scale: 3e38, min: -3e38 } } : node,
  )
  const engine = await createWasmEngine({ ...network, nodes }, layers)
  await assert.rejects(engine.score(drawBatch(network, 1, createRandom(1))), (error: unknown) => {
    assert.ok(error instanceof EngineError)
    assert.match(error.message, /wasm.*not a finite number/)
    return true
  })
})

test('without the layers that a network needs, both engines say so', async () => {
  const { network } = await createRandomPackage(1, { topology: createPlainTopology() })
  assert.throws(() => createCpuEngine(network), { name: 'EngineError', message: /cpu.*in layers\.js/ })
  await assert.rejects(createWasmEngine(network), { name: 'EngineError', message: /wasm.*in layers\.js/ })
})
