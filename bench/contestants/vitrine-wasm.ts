// SPDX-License-Identifier: MIT
// Ours: WebAssembly SIMD.

import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import type { Contestant } from './contestant.ts'
import { loadNetwork } from './load-network.ts'

export const contestant: Contestant = {
  start: async (task) => createWasmEngine(await loadNetwork(task)),
}
