// SPDX-License-Identifier: MIT
// A node that the worker's file does not know to a step of the plain engine.

import { compileAttention } from '../cpu/compile-attention.ts'
import { compileConv } from '../cpu/compile-conv.ts'
import { compileGru } from '../cpu/compile-gru.ts'
import { compilePool } from '../cpu/compile-pool.ts'
import type { CpuLayers } from '../cpu/buffers.ts'

/** Makes the step of a node. */
export const compileCpu: CpuLayers['compileCpu'] = (node, network) => {
  switch (node.kind) {
    case 'conv':
      return compileConv(node, network)
    case 'pool':
      return compilePool(node, network)
    case 'gru':
      return compileGru(node, network)
    case 'attention':
      return compileAttention(node, network)
    case 'flatten':
      return () => undefined
  }
}
