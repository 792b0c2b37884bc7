// SPDX-License-Identifier: MIT
// What the WASM engine holds: weights 8-bit and once, values on top of each other, nothing after dispose().

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createEngine } from '../../src/model/create-engine.ts'
import type { Network } from '../../src/model/network.ts'
import { arrange } from '../../src/model/wasm/arrange.ts'
import { createProgram } from '../../src/model/wasm/create-program.ts'
import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import { startKernel } from '../../src/model/wasm/start-kernel.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

/** Numbers of the reference network's weights. */
const REFERENCE_NUMBERS = 369_028

async function createReference(): Promise<Network> {
  const topology = createPlainTopology(REFERENCE_SIZES)
  return (await createRandomPackage(1, { topology, storage: 'uint8' })).network
}

test('of an 8-bit package, weights and values together take at most 35 % of its float32 size', async () => {
  const network = await createReference()
  const kernel = await startKernel(layers.kernel)
  const program = createProgram(network, kernel, layers)
  program.score(drawBatch(network, 1, createRandom(1)))
  const { byteLength } = kernel.memory.buffer
  assert.ok(program.weightBytes >= REFERENCE_NUMBERS)
  assert.ok(program.weightBytes <= 0.26 * 4 * REFERENCE_NUMBERS, `weights take ${program.weightBytes} bytes`)
  assert.ok(byteLength <= 0.35 * 4 * REFERENCE_NUMBERS, `everything takes ${byteLength} bytes`)
})

test('an engine with a copy of the weights lets those of the package go, where they can be had again', async () => {
  for (const [name, canLoadAgain, left] of [
    ['wasm', true, 0],
    ['wasm', false, REFERENCE_NUMBERS],
    ['cpu', true, REFERENCE_NUMBERS],
  ] as const) {
    const topology = createPlainTopology(REFERENCE_SIZES)
    const { pkg, network } = await createRandomPackage(1, { topology, storage: 'uint8' })
    const batch = drawBatch(network, 2, createRandom(3))
    const expected = await createCpuEngine(network, layers).score(batch)
    const engine = await createEngine(() => Promise.resolve(pkg), [name], {
      allowSoftwareWebgl: false,
      canLoadAgain: () => canLoadAgain,
      onFallback: () => assert.fail('it fell back'),
    })
    assert.equal(
      pkg.weights.reduce((sum, weight) => sum + weight.data.length, 0),
      left,
    )
    const scores = await engine.score(batch)
    scores.forEach((score, at) => assert.ok(Math.abs(score - expected[at]!) <= 1e-5))
  }
})

test('an engine does not start from another version than the one whose metadata are in use', async () => {
  const [first, second] = await Promise.all([createRandomPackage(1), createRandomPackage(2)])
  const packages = [first.pkg, second.pkg]
  let broken = false
  const engine = await createEngine(() => Promise.resolve(packages.shift()!), ['wasm', 'cpu'], {
    allowSoftwareWebgl: false,
    canLoadAgain: () => true,
    onFallback: () => (broken = true),
  })
  const { network } = first
  const batch = drawBatch(network, 1, createRandom(3))
  await engine.score(batch)
  const { tokens, channels } = batch
  const grow = WebAssembly.Memory.prototype.grow
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('no memory')
  }
  try {
    // A batch for which the memory must grow: WASM fails, and the plain engine would start from the second package.
    const many = { size: 200, tokens: repeat(tokens, 200), channels: repeat(channels, 200) }
    await assert.rejects(engine.score(many), {
      name: 'ModelLoadError',
      message: /another one has taken its place/,
    })
    assert.ok(broken)
  } finally {
    WebAssembly.Memory.prototype.grow = grow
  }
})

test('memory grows for the largest batch so far, by a bounded amount, and then no more', async () => {
  const network = await createReference()
  const kernel = await startKernel(layers.kernel)
  const program = createProgram(network, kernel, layers)
  const sizes = [1, 1, 3, 3, 8, 8, 100, 1, 1000]
  const bytes = sizes.map((size) => {
    program.score(drawBatch(network, size, createRandom(size)))
    return kernel.memory.buffer.byteLength
  })
  assert.equal(bytes[1], bytes[0])
  assert.ok(bytes[2]! > bytes[0]!)
  assert.equal(bytes[3], bytes[2])
  assert.deepEqual(bytes.slice(4), new Array(5).fill(bytes[4]))
  assert.ok(bytes[4]! < 1.5e6, `${bytes[4]} bytes`)
})

test('after dispose() nothing holds the memory, and a score is refused', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { instantiate } = WebAssembly
  const memories: WeakRef<WebAssembly.Memory>[] = []
  WebAssembly.instantiate = (async (module: WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const instance = await instantiate(module, imports)
    const { memory } = instance.exports
    // The module of further layers works in that of the first.
    if (memory) memories.push(new WeakRef(memory as WebAssembly.Memory))
    return instance
  }) as typeof instantiate
  const network = await createReference()
  const engine = await createWasmEngine(network, layers).finally(
    () => (WebAssembly.instantiate = instantiate),
  )
  const batch = drawBatch(network, 1, createRandom(1))
  await engine.score(batch)
  await setImmediate()
  collect()
  const alive = (): boolean => memories.some((memory) => memory.deref() !== undefined)
  assert.equal(memories.length, 1)
  assert.ok(alive(), 'the running engine holds it')
  engine.dispose()
  await assert.rejects(engine.score(batch), { name: 'EngineError', message: /wasm.*disposed/ })
  for (let round = 0; round < 5 && alive(); round++) {
    await setImmediate()
    collect()
  }
  assert.ok(!alive())
})

test('blocks that are needed at the same time never lie on each other, nor closer than 16 bytes', () => {
  const block = fc
    .record({ bytes: fc.nat(5000), from: fc.nat(12), length: fc.nat(5) })
    .map(({ bytes, from, length }) => ({ bytes, from, to: from + length }))
  fc.assert(
    fc.property(fc.array(block, { maxLength: 30 }), (blocks) => {
      const { offsets, bytes } = arrange(blocks)
      blocks.forEach((a, i) => {
        assert.equal(offsets[i]! % 16, 0)
        assert.ok(offsets[i]! + a.bytes + 16 <= bytes)
        blocks.forEach((b, j) => {
          if (i === j || a.to < b.from || b.to < a.from) return
          assert.ok(offsets[i]! + a.bytes + 16 <= offsets[j]! || offsets[j]! + b.bytes + 16 <= offsets[i]!)
        })
      })
    }),
  )
})

test('blocks that follow each other share their memory', () => {
  const blocks = [0, 1, 2, 3].map((at) => ({ bytes: 1000, from: at, to: at + 1 }))
  assert.ok(arrange(blocks).bytes < 2100)
})

function repeat<T extends Int32Array | Float32Array>(numbers: T, times: number): T {
  const all = new (numbers.constructor as new (length: number) => T)(numbers.length * times)
  for (let at = 0; at < times; at++) all.set(numbers, at * numbers.length)
  return all
}
