// SPDX-License-Identifier: MIT
// Compiles the module that the engine calls. The sources are in `kernel/`, AssemblyScript; `scripts/build-wasm.ts` writes the bytes.

import { EngineError } from '../../errors.ts'
import type { Kernel } from './kernel.ts'
import { KERNEL } from './kernel-bytes.ts'

/**
 * Compiles a module; a caller who will need it soon gets it done while it waits for something else.
 * @param digits - Its bytes, two hexadecimal digits each. @defaultValue the module of the shipped network
 * @throws `EngineError` where there is no WebAssembly, its SIMD is missing, or the page's policy forbids it.
 */
export async function compileKernel(digits: string = KERNEL): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== 'object') throw new EngineError('wasm', 'there is no WebAssembly here')
  try {
    // Chromium refuses to compile more than 4 kB on the page thread unless it may take its time.
    return await WebAssembly.compile(toBytes(digits))
  } catch (error) {
    const reason = 'its module does not compile: no SIMD here, or a policy without wasm-unsafe-eval'
    throw new EngineError('wasm', reason, { cause: error })
  }
}

/**
 * Starts an instance with a memory of its own.
 * @param more - Digits of the module of further layers, which works in the same memory. @defaultValue there is none
 * @param compiled - The module of the shipped network. @defaultValue it is compiled here
 * @throws `EngineError` as {@link compileKernel}, or where there is no memory.
 */
export async function startKernel(
  more?: string,
  compiled: Promise<WebAssembly.Module> = compileKernel(),
): Promise<Kernel> {
  const [worker, layers] = await Promise.all([compiled, more === undefined ? undefined : compileKernel(more)])
  try {
    const { exports } = await WebAssembly.instantiate(worker)
    if (!layers) return exports as unknown as Kernel
    const linked = await WebAssembly.instantiate(layers, { worker: exports, env: exports })
    return { ...exports, ...linked.exports } as unknown as Kernel
  } catch (error) {
    throw new EngineError('wasm', 'its module does not start: memory is short', { cause: error })
  }
}

function toBytes(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  )
}
