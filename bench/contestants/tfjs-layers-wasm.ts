// SPDX-License-Identifier: MIT
// Rival: a layers model on TensorFlow.js' WASM backend, SIMD, one thread.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { Contestant } from './contestant.ts'
import { createLayersContestant, useOneThread } from './tfjs-layers.ts'

export const contestant: Contestant = {
  start(task) {
    setWasmPaths(task.tfjsWasmUrl)
    useOneThread()
    return createLayersContestant('wasm').start(task)
  },
}
