// SPDX-License-Identifier: MIT
// What dist/layers.js holds: planning and running the layers that the shipped network does without.

import type { CpuLayers } from './cpu/buffers.ts'
import type { Rules } from './topology/planner.ts'
import type { WasmLayers } from './wasm/operation.ts'

/** More layers for the planner, and for the engines that lie in the worker's file. */
export interface MoreLayers extends CpuLayers, WasmLayers {
  /** Rules of the planner, by the class of the layer. */
  readonly rules: Rules
}
