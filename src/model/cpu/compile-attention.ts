// SPDX-License-Identifier: MIT
// Attention pooling: softmax of the scores over the steps, then weighted sums.

import type { AttentionNode, Network } from '../network.ts'
import { softmax } from './activate.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'

/** Makes the step of an attention pooling. */
export function compileAttention(node: AttentionNode, network: Network): Step {
  const { steps, width: heads } = network.values[node.scores]!
  const { width } = network.values[node.values]!
  const weights = new Float64Array(steps * heads)
  return (buffers, _tokens, visits) => {
    const scores = bufferOf(buffers, node.scores)
    const values = bufferOf(buffers, node.values)
    const y = bufferOf(buffers, node.output)
    y.fill(0, 0, visits * heads * width)
    for (let visit = 0; visit < visits; visit++) {
      weights.set(scores.subarray(visit * steps * heads, (visit + 1) * steps * heads))
      for (let head = 0; head < heads; head++) {
        softmax(weights, head, steps, heads)
        const to = (visit * heads + head) * width
        for (let step = 0; step < steps; step++) {
          const weight = weights[step * heads + head]!
          const from = (visit * steps + step) * width
          for (let column = 0; column < width; column++) y[to + column]! += weight * values[from + column]!
        }
      }
    }
  }
}
