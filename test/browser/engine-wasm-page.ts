// SPDX-License-Identifier: MIT
// What engine-wasm.test.ts runs in a page and in a worker: an engine of the usual order without WebGL.

import { isVitrineError } from '../../src/errors.ts'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createEngine } from '../../src/model/create-engine.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage, drawBatch } from '../support/random-package.ts'
import { createRandom } from '../support/random-topology.ts'

/** What the test asks for. */
export interface WasmPage {
  run(): Promise<WasmAnswer>
}

/** What came out. */
export interface WasmAnswer {
  readonly engine: string
  /** Reasons of the engines that fell out. */
  readonly reasons: readonly string[]
  /** Largest difference to the plain engine. */
  readonly difference: number
}

async function run(): Promise<WasmAnswer> {
  const topology = createPlainTopology(REFERENCE_SIZES)
  const { pkg, network } = await createRandomPackage(1, { topology, storage: 'uint8' })
  const reasons: string[] = []
  const engine = await createEngine(() => Promise.resolve(pkg), ['wasm', 'cpu'], {
    allowSoftwareWebgl: false,
    onFallback: (error) => reasons.push(isVitrineError(error) ? error.message : ''),
  })
  const batch = drawBatch(network, 3, createRandom(2))
  const expected = await createCpuEngine(network, layers).score(batch)
  const scores = await engine.score(batch)
  const difference = scores.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0)
  const { name } = engine
  engine.dispose()
  return { engine: name, reasons, difference }
}

Object.assign(globalThis, { wasmPage: { run } })

if (typeof document === 'undefined') {
  addEventListener('message', () => {
    void run().then((answer) => postMessage(answer))
  })
}
