// SPDX-License-Identifier: MIT
// Operations that only move numbers: rows of the embedding table, and values joined along the width.

import type { ConcatNode, EmbeddingNode } from '../../network.ts'
import type { Operation, Workshop } from '../operation.ts'

/** Makes an embedding. */
export function compileEmbedding(node: EmbeddingNode, { network, kernel, weights }: Workshop): Operation {
  const { steps } = network.values[node.output]!
  const table = weights.addTable(node.table)
  return {
    rooms: [],
    run({ values, tokens }, visits) {
      kernel.gather(table, tokens, visits * steps, values[node.output]!)
    },
  }
}

/** Makes a concatenation. */
export function compileConcat(node: ConcatNode, { network, kernel }: Workshop): Operation {
  const output = network.values[node.output]!
  return {
    rooms: [],
    run({ values }, visits) {
      let to = values[node.output]!
      for (const id of node.inputs) {
        const { width } = network.values[id]!
        kernel.copyRows(values[id]!, width * 4, to, output.width * 4, visits * output.steps, width)
        to += width * 4
      }
    },
  }
}
