// SPDX-License-Identifier: MIT
// The engine in WebAssembly SIMD: the first answer of a page, and the engine where there is no WebGL.

import { EngineError } from '../../errors.ts'
import { checkBatch } from '../check-batch.ts'
import { checkScores } from '../check-scores.ts'
import type { Engine } from '../engine.ts'
import type { Network } from '../network.ts'
import { createProgram } from './create-program.ts'
import type { Program } from './create-program.ts'
import type { WasmLayers } from './operation.ts'
import { startKernel } from './start-kernel.ts'

/**
 * Starts the engine. Weights are copied once and stay 8-bit.
 * @param network - The planned network of a package.
 * @param layers - What runs the nodes that the shipped network does without.
 * @param compiled - The module of the shipped network, where somebody has begun to compile it. @defaultValue it is compiled here
 * @throws `EngineError` where WebAssembly or its SIMD is missing, the page's policy forbids it, or memory is short.
 */
export async function createWasmEngine(
  network: Network,
  layers?: WasmLayers,
  compiled?: Promise<WebAssembly.Module>,
): Promise<Engine> {
  let program: Program | undefined = await load(network, layers, compiled)
  return {
    name: 'wasm',
    async score(batch) {
      checkBatch(network, batch)
      const running = program
      if (running === undefined) throw new EngineError('wasm', 'it was disposed')
      return checkScores(
        'wasm',
        guard(() => running.score(batch)),
      )
    },
    dispose() {
      // Nothing else holds the module and its memory.
      program = undefined
    },
  }
}

async function load(
  network: Network,
  layers?: WasmLayers,
  compiled?: Promise<WebAssembly.Module>,
): Promise<Program> {
  const kernel = await startKernel(layers?.kernel, compiled)
  return guard(() => createProgram(network, kernel, layers))
}

// Memory that cannot grow is a RangeError; a trap of the module is a RuntimeError.
function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError)
      throw new EngineError('wasm', error.message, { cause: error })
    throw error
  }
}
