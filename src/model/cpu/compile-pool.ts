// SPDX-License-Identifier: MIT
// Largest or mean of a window of steps; padding does not count, as in TensorFlow.

import type { Network, PoolNode } from '../network.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'

/** Makes the step of a pooling. */
export function compilePool(node: PoolNode, network: Network): Step {
  const input = network.values[node.input]!
  const output = network.values[node.output]!
  const { width } = input
  return (buffers, _tokens, visits) => {
    const x = bufferOf(buffers, node.input)
    const y = bufferOf(buffers, node.output)
    for (let row = 0; row < visits * output.steps; row++) {
      const visit = Math.floor(row / output.steps)
      const start = (row % output.steps) * node.stride - node.padBefore
      const first = Math.max(start, 0)
      const last = Math.min(start + node.size, input.steps)
      const to = row * width
      let from = (visit * input.steps + first) * width
      for (let column = 0; column < width; column++) y[to + column] = x[from + column]!
      for (let step = first + 1; step < last; step++) {
        from += width
        if (node.mode === 'average')
          for (let column = 0; column < width; column++) y[to + column]! += x[from + column]!
        else
          for (let column = 0; column < width; column++)
            if (x[from + column]! > y[to + column]!) y[to + column] = x[from + column]!
      }
      if (node.mode === 'average')
        for (let column = 0; column < width; column++) y[to + column]! /= last - first
    }
  }
}
