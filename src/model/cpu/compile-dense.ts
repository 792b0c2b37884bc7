// SPDX-License-Identifier: MIT
// A dense layer, on a vector or on every step of a sequence: one product over all rows.

import type { ConvNode, Network } from '../network.ts'
import { activate } from './activate.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'
import { expand } from './expand.ts'
import { multiply } from './multiply.ts'

/** Makes the step of a dense layer. */
export function compileDense(node: ConvNode, network: Network): Step {
  const { width: inner } = network.values[node.input]!
  const { steps, width: columns } = network.values[node.output]!
  const bias = expand(node.bias, columns)
  const block = { weight: node.kernel, stride: columns, from: 0, column: 0, columns }
  const panel = new Float64Array(4 * inner)
  return (buffers, _tokens, visits) => {
    const x = { data: bufferOf(buffers, node.input), offset: 0, stride: inner }
    const y = { data: bufferOf(buffers, node.output), offset: 0, stride: columns }
    const rows = visits * steps
    for (let row = 0; row < rows; row++) y.data.set(bias, row * columns)
    multiply(x, block, y, rows, inner, panel)
    activate(y.data, rows * columns, columns, node.activation)
  }
}
