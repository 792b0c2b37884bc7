// SPDX-License-Identifier: MIT
// Ours: WebAssembly SIMD. As in the worker, the package's bytes are let go once the module has its copy.

import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createWeightHolder } from '../../src/model/weight-holder.ts'
import type { Contestant } from './contestant.ts'
import { loadPackage, networkOf } from './load-network.ts'

export const contestant: Contestant = {
  start(task) {
    const weights = createWeightHolder(
      () => loadPackage(task),
      () => true,
    )
    return weights.use(async (pkg) => {
      weights.noteCopied(pkg)
      return createWasmEngine(networkOf(pkg), layers)
    })
  },
}
