// SPDX-License-Identifier: MIT
// Operations that only move numbers: rows of the embedding table, and values joined along the width.

import type { ConcatNode, EmbeddingNode, Network } from '../network.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'

/** Makes the step of an embedding. */
export function compileEmbedding(node: EmbeddingNode, network: Network): Step {
  const { steps, width } = network.values[node.output]!
  const { data, scale, min } = node.table
  return (buffers, tokens, visits) => {
    const y = bufferOf(buffers, node.output)
    for (let row = 0; row < visits * steps; row++) {
      const from = tokens[row]! * width
      const to = row * width
      for (let column = 0; column < width; column++) y[to + column] = data[from + column]! * scale + min
    }
  }
}

/** Makes the step of a concatenation. */
export function compileConcat(node: ConcatNode, network: Network): Step {
  const output = network.values[node.output]!
  return (buffers, _tokens, visits) => {
    const y = bufferOf(buffers, node.output)
    let offset = 0
    for (const id of node.inputs) {
      const x = bufferOf(buffers, id)
      const { width } = network.values[id]!
      for (let row = 0; row < visits * output.steps; row++) {
        const from = row * width
        const to = row * output.width + offset
        for (let column = 0; column < width; column++) y[to + column] = x[from + column]!
      }
      offset += width
    }
  }
}
