// SPDX-License-Identifier: MIT
// A node that the worker's file does not know to an operation of the WASM engine.

import { compileAttention } from '../wasm/compile/attention.ts'
import { compileConv } from '../wasm/compile/conv.ts'
import { compileGru } from '../wasm/compile/gru.ts'
import { compilePool } from '../wasm/compile/pool.ts'
import type { WasmLayers } from '../wasm/operation.ts'

/** Stores the weights of a node and makes its operation. */
export const compileWasm: WasmLayers['compileWasm'] = (node, workshop) => {
  switch (node.kind) {
    case 'conv':
      return compileConv(node, workshop)
    case 'pool':
      return compilePool(node, workshop)
    case 'gru':
      return compileGru(node, workshop)
    case 'attention':
      return compileAttention(node, workshop)
    case 'flatten':
      // The same memory under another shape: see `plan-places.ts`.
      return { rooms: [], run: () => undefined }
  }
}
