// SPDX-License-Identifier: MIT
// The module itself: built from its source, right where networks do not look closely, absent where it must be.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileKernel, KERNEL_FILES, toKernelFile } from '../../scripts/build-wasm.ts'
import { createEngine } from '../../src/model/create-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { ACTIVATION_CODE } from '../../src/model/wasm/activation-code.ts'
import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import type { Kernel } from '../../src/model/wasm/kernel.ts'
import { startKernel } from '../../src/model/wasm/start-kernel.ts'
import { createPlainTopology } from '../support/plain-topology.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

const MOST_BYTES = 4000

test('the committed bytes are what the sources compile to, a few kilobytes', async () => {
  const modules: WebAssembly.Module[] = []
  for (const file of KERNEL_FILES) {
    const bytes = await compileKernel(file)
    const committed = readFileSync(new URL(`../../src/model/wasm/${file.target}`, import.meta.url), 'utf8')
    assert.equal(committed, toKernelFile(file, bytes), 'Run "npx tsx scripts/build-wasm.ts".')
    assert.ok(bytes.length <= MOST_BYTES, `${file.target}: ${bytes.length} bytes`)
    modules.push(new WebAssembly.Module(bytes.slice()))
  }
  const [worker, more] = modules as [WebAssembly.Module, WebAssembly.Module]
  assert.deepEqual(WebAssembly.Module.imports(worker), [])
  const offered = WebAssembly.Module.exports(worker).map(({ name }) => name)
  const wanted = WebAssembly.Module.imports(more).map(({ name }) => name)
  assert.deepEqual(
    wanted.filter((name) => !offered.includes(name)),
    [],
  )
})

function freeAddress({ heap }: Kernel): number {
  return Math.ceil((heap.value as number) / 16) * 16
}

const ACTIVATIONS = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(x, 0),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  hardSigmoid: (x: number) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
} as const

for (const [name, exact] of Object.entries(ACTIVATIONS)) {
  test(`${name} is within 3e-7 of the exact one, from tiny numbers to huge ones, and NaN stays NaN`, async () => {
    const kernel = await startKernel()
    const steps = Array.from({ length: 4001 }, (_, at) => (at - 2000) / 100)
    const extremes = [0, 1e-30, -1e-30, 88.7, -88.7, 104, -104, 1e30, -1e30, 3.4e38, -3.4e38]
    const inputs = Float32Array.from([...steps, ...extremes])
    kernel.memory.grow(1)
    const at = freeAddress(kernel)
    const view = new Float32Array(kernel.memory.buffer, at, inputs.length + 1)
    view.set(inputs)
    view[inputs.length] = NaN
    kernel.activate(at, inputs.length + 1, ACTIVATION_CODE[name as keyof typeof ACTIVATIONS])
    inputs.forEach((x, index) => {
      const expected = exact(x)
      const allowed = 3e-7 * Math.max(Math.abs(expected), 1)
      assert.ok(Math.abs(view[index]! - expected) <= allowed, `${name}(${x}) is ${view[index]}`)
    })
    assert.ok(Number.isNaN(view[inputs.length]))
  })
}

test('softmax adds up to 1 for scores far apart, and puts NaN out rather than hide it', async () => {
  const kernel = await startKernel()
  kernel.memory.grow(1)
  const at = freeAddress(kernel)
  const view = new Float32Array(kernel.memory.buffer, at, 6)
  view.set([1000, -1000, 999, 0, NaN, 0])
  kernel.softmaxRows(at, 2, 3)
  const share = 1 / (1 + Math.exp(-1))
  assert.ok(Math.abs(view[0]! - share) <= 1e-6)
  assert.ok(view[1]! >= 0 && view[1]! < 1e-30)
  assert.ok(Math.abs(view[2]! - (1 - share)) <= 1e-6)
  assert.ok(view.subarray(3).every(Number.isNaN))
})

test('without WebAssembly the engine says so, and the next one of the order answers', async () => {
  const { pkg, network } = await createRandomPackage(1, { topology: createPlainTopology() })
  const here = WebAssembly
  Reflect.deleteProperty(globalThis, 'WebAssembly')
  try {
    await assert.rejects(createWasmEngine(network, layers), {
      name: 'EngineError',
      message: /no WebAssembly/,
    })
    const fallen: string[] = []
    const engine = await createEngine(() => Promise.resolve(pkg), ['wasm', 'cpu'], {
      allowSoftwareWebgl: false,
      onFallback: (error) => fallen.push(error.message),
    })
    assert.equal(engine.name, 'cpu')
    assert.match(fallen.join(), /^The wasm engine stopped: .*no WebAssembly/)
    const scores = await engine.score(drawBatch(network, 1, createRandom(1)))
    assert.equal(scores.length, network.outputs)
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', { value: here, configurable: true, writable: true })
  }
})

test('a device that does not know the instructions, or a policy against them, is an EngineError with its cause', async () => {
  const { compile } = WebAssembly
  const cause = new WebAssembly.CompileError('invalid opcode 0xfd')
  WebAssembly.compile = (async () => {
    throw cause
  }) as typeof compile
  try {
    const { network } = await createRandomPackage(1, { topology: createPlainTopology() })
    await assert.rejects(createWasmEngine(network, layers), {
      name: 'EngineError',
      message: /does not compile/,
      cause,
    })
  } finally {
    WebAssembly.compile = compile
  }
})

test('memory that cannot grow is an EngineError', async () => {
  const { network } = await createRandomPackage(1, { topology: createPlainTopology() })
  const grow = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'grow')!
  const engine = await createWasmEngine(network, layers)
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')
  }
  try {
    const batch = drawBatch(network, 100, createRandom(1))
    await assert.rejects(engine.score(batch), { name: 'EngineError', message: /Unable to grow/ })
  } finally {
    Object.defineProperty(WebAssembly.Memory.prototype, 'grow', grow)
  }
  const scores = await engine.score(drawBatch(network, 100, createRandom(1)))
  assert.equal(scores.length, 100 * network.outputs)
})
