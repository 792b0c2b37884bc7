// SPDX-License-Identifier: MIT
// A node of the network to an operation of the module.

import { EngineError } from '../../../errors.ts'
import { isDense } from '../../network.ts'
import type { NetworkNode } from '../../network.ts'
import type { Operation, WasmLayers, Workshop } from '../operation.ts'
import { compileDense } from './dense.ts'
import { compileConcat, compileEmbedding } from './gather.ts'
import { compileLstm } from './lstm.ts'

/**
 * Stores the weights of a node and makes its operation.
 * @param layers - What has the nodes that the shipped network does without.
 * @throws `EngineError` where it would be needed.
 */
export function compileNode(node: NetworkNode, workshop: Workshop, layers?: WasmLayers): Operation {
  if (isDense(node)) return compileDense(node, workshop)
  switch (node.kind) {
    case 'embedding':
      return compileEmbedding(node, workshop)
    case 'concat':
      return compileConcat(node, workshop)
    case 'lstm':
      return compileLstm(node, workshop)
    default:
      if (!layers) throw new EngineError('wasm', `${node.kind} is in layers.js`)
      return layers.compileWasm(node, workshop)
  }
}
