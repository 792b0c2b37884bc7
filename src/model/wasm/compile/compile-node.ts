// SPDX-License-Identifier: MIT
// A node of the network to an operation of the module.

import type { NetworkNode } from '../../network.ts'
import type { Operation, Workshop } from '../operation.ts'
import { compileAttention } from './attention.ts'
import { compileConv } from './conv.ts'
import { compileConcat, compileEmbedding } from './gather.ts'
import { compileGru } from './gru.ts'
import { compileLstm } from './lstm.ts'
import { compilePool } from './pool.ts'

/** Stores the weights of a node and makes its operation. */
export function compileNode(node: NetworkNode, workshop: Workshop): Operation {
  switch (node.kind) {
    case 'embedding':
      return compileEmbedding(node, workshop)
    case 'concat':
      return compileConcat(node, workshop)
    case 'conv':
      return compileConv(node, workshop)
    case 'pool':
      return compilePool(node, workshop)
    case 'lstm':
      return compileLstm(node, workshop)
    case 'gru':
      return compileGru(node, workshop)
    case 'attention':
      return compileAttention(node, workshop)
    case 'flatten':
      // The same memory under another shape: see `plan-places.ts`.
      return { rooms: [], run: () => undefined }
  }
}
