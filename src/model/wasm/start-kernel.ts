// SPDX-License-Identifier: MIT
// Compiles the module. Its source is in `kernel/`, AssemblyScript; `scripts/build-wasm.ts` writes its bytes.

import { EngineError } from '../../errors.ts'
import type { Kernel } from './kernel.ts'
import { KERNEL_BASE64 } from './kernel-bytes.ts'

/**
 * Starts an instance with a memory of its own.
 * @throws `EngineError` where there is no WebAssembly, its SIMD is missing, or the page's policy forbids it.
 */
export async function startKernel(): Promise<Kernel> {
  if (typeof WebAssembly !== 'object') throw new EngineError('wasm', 'there is no WebAssembly here')
  const bytes = Uint8Array.from(atob(KERNEL_BASE64), (letter) => letter.charCodeAt(0))
  try {
    // Chromium refuses to compile more than 4 kB on the page thread unless it may take its time.
    const { instance } = await WebAssembly.instantiate(bytes)
    return instance.exports as unknown as Kernel
  } catch (error) {
    const reason = 'its module does not compile: no SIMD here, or a policy without wasm-unsafe-eval'
    throw new EngineError('wasm', reason, { cause: error })
  }
}
