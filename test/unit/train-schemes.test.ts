// SPDX-License-Identifier: MIT
// The schemes in which weights are stored: right to the last bit, the same in every engine, refused where they must be.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ModelFormatError } from '../../src/errors.ts'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { ModelJson } from '../../src/model/package-format.ts'
import { toFloat32 } from '../../src/model/package/to-float32.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import { NETWORKS, type NetworkSpec } from '../../src/train/network/network-spec.ts'
import { dequantise, quantise } from '../../src/train/pack/quantise.ts'
import { SCHEME_NAMES, type SchemeName } from '../../src/train/pack/schemes.ts'
import { toHalf } from '../../src/train/pack/to-half.ts'
import { createRandom } from '../../src/train/random.ts'
import { QuantisingError } from '../../src/train/train-errors.ts'
import { scoreWithTfjs } from '../support/score-with-tfjs.ts'
import { packTrainee, padded, randomSample, randomTrainee } from './train-support.ts'

/** Every finite half float there is, by its bits without the sign. */
const HALVES = Array.from({ length: 0x7c00 }, (_, bits) => toFloat32(Uint16Array.of(bits))[0]!)

test('every half float is written as itself, with either sign', () => {
  HALVES.forEach((value, bits) => {
    assert.equal(toHalf(value), bits)
    assert.equal(toHalf(-value), 0x8000 | bits)
  })
})

test('a number between two half floats goes to the nearer one, and to the even one from the middle', () => {
  for (let bits = 0; bits < HALVES.length - 1; bits++) {
    const [low, high] = [HALVES[bits]!, HALVES[bits + 1]!]
    const middle = (low + high) / 2
    assert.equal(toHalf(middle), bits % 2 === 0 ? bits : bits + 1, `${middle}`)
    assert.equal(toHalf(low + (high - low) * 0.499), bits)
    assert.equal(toHalf(low + (high - low) * 0.501), bits + 1)
  }
})

test('what is too large for a half float, or no number, says so in its bits', () => {
  assert.equal(toHalf(65_519.99), 0x7bff)
  assert.equal(toHalf(65_520), 0x7c00)
  assert.equal(toHalf(-Infinity), 0xfc00)
  assert.equal(toHalf(NaN), 0x7e00)
  assert.equal(toHalf(2 ** -25), 0)
  assert.equal(toHalf(2 ** -25 * 1.01), 1)
})

for (const scheme of ['float16', 'uint8-channel'] as const) {
  test(`a weight that a half float cannot hold is refused by ${scheme}, with a way out`, () => {
    const values = Float32Array.of(1, 2, 70_000, 4)
    assert.throws(() => quantise(values, scheme, [2, 2]), QuantisingError)
    assert.throws(() => quantise(values, scheme, [2, 2]), /at most 65504.*uint8/)
    for (const other of ['uint8', 'uint16', 'float32'] as const) quantise(values, other, [2, 2])
  })
}

test('float32 comes back as it was, and every scheme gives zero as zero', () => {
  const values = Float32Array.of(0, -0.3, 1e-6, 0.7, 0, 123.456)
  assert.deepEqual(dequantise(quantise(values, 'float32', [3, 2])), values)
  for (const scheme of SCHEME_NAMES) {
    const back = dequantise(quantise(values, scheme, [3, 2]))
    assert.deepEqual([back[0], back[4]], [0, 0], scheme)
  }
})

test('with one scale a column, each weight is within half a step of its own column, and zero stays zero', () => {
  const weight = fc.float({ noNaN: true, min: -1, max: 1 })
  fc.assert(
    fc.property(fc.array(fc.tuple(weight, weight), { minLength: 1, maxLength: 20 }), (rows) => {
      // Two columns a thousandfold apart: one scale for both would round the first one away.
      const values = Float32Array.from(rows.flatMap(([a, b]) => [a / 1000, b]))
      const back = dequantise(quantise(values, 'uint8-channel', [rows.length, 2]))
      const largest = [0, 1].map((column) =>
        Math.max(...rows.map((_, row) => Math.abs(values[row * 2 + column]!))),
      )
      values.forEach((value, at) => {
        // Half a step, and what the magnitude itself loses as a half float.
        const bound = largest[at % 2]! * (1 / 254 + 1 / 2048) + 2 ** -24
        assert.ok(Math.abs(back[at]! - value) <= bound, `${value} came back as ${back[at]}`)
      })
    }),
    { seed: 11 },
  )
})

test('16 bits lose at most a hundredth of what 8 bits may', () => {
  const random = createRandom(2)
  const values = Float32Array.from({ length: 1000 }, () => random.normal())
  const largest = (scheme: SchemeName): number => {
    const back = dequantise(quantise(values, scheme))
    return Math.max(...values.map((value, at) => Math.abs(value - back[at]!)))
  }
  assert.ok(largest('uint16') < largest('uint8') / 100)
})

const CONV: NetworkSpec = {
  embedding: 6,
  channels: true,
  conv: { filters: 9, kernel: 5, padding: 'same', stride: 1, pool: 5 },
  lstm: 7,
  output: 'softmax',
}

for (const scheme of SCHEME_NAMES) {
  for (const [name, spec] of [
    ['compact', NETWORKS.compact],
    ['convolution', CONV],
  ] as const) {
    test(`the plain and the WASM engine agree on a ${name} network of ${scheme} weights`, async () => {
      const { json, weights } = packTrainee(randomTrainee(spec, 3), scheme)
      const { network } = parsePackage(json, new Uint8Array(weights).buffer, 'memory', layers)
      const random = createRandom(4)
      const samples = [1, 7, 60, 100].map((rows) => padded(randomSample(rows, random)))
      const batch = {
        size: samples.length,
        tokens: Int32Array.from(samples.flatMap(({ tokens }) => [...tokens])),
        channels: Float32Array.from(samples.flatMap(({ channels }) => [...channels])),
      }
      const plain = await createCpuEngine(network!, layers).score(batch)
      const wasm = await createWasmEngine(network!, layers).then((engine) => engine.score(batch))
      plain.forEach((score, at) => assert.ok(Math.abs(score - wasm[at]!) <= 1e-5, `${score}, ${wasm[at]}`))
      if (scheme === 'uint8-channel') {
        // TensorFlow.js does not know it, and says so rather than read wrong weights.
        await assert.rejects(
          scoreWithTfjs(json, new Uint8Array(weights).buffer, batch),
          /unknown quantization dtype uint8-(row|column)/,
        )
        return
      }
      const tfjs = await scoreWithTfjs(json, new Uint8Array(weights).buffer, batch)
      plain.forEach((score, at) => assert.ok(Math.abs(score - tfjs[at]!) <= 1e-5, `${score}, ${tfjs[at]}`))
    })
  }
}

test('a package of float weights is exactly what was trained', () => {
  const trainee = randomTrainee(NETWORKS.compact, 8)
  assert.deepEqual(packTrainee(trainee, 'float32').quantised.values, trainee.values)
})

test('shards that lack the magnitudes, and a scheme that this release does not know, are damaged packages', () => {
  const { json, weights } = packTrainee(randomTrainee(NETWORKS.compact, 5), 'uint8-channel')
  const short = new Uint8Array(weights.subarray(0, weights.length - 2)).buffer
  assert.throws(() => parsePackage(json, short, 'memory'), ModelFormatError)
  const unknown = JSON.parse(JSON.stringify(json).replaceAll('uint8-column', 'uint4')) as ModelJson
  assert.throws(
    () => parsePackage(unknown, new Uint8Array(weights).buffer, 'memory'),
    /is none of uint8, uint8-column, uint8-row, uint16, float16, float32/,
  )
})
