// SPDX-License-Identifier: MIT
// Attention pooling: softmax of the scores over the steps, then weighted sums.

import type { AttentionNode } from '../../network.ts'
import type { Operation, Workshop } from '../operation.ts'

/** Makes an attention pooling. */
export function compileAttention(node: AttentionNode, { network, kernel }: Workshop): Operation {
  const { steps, width: heads } = network.values[node.scores]!
  const { width } = network.values[node.values]!
  return {
    rooms: [{ fixed: steps, each: 0 }],
    run({ values, rooms: [room] }, visits) {
      const scores = values[node.scores]!
      kernel.attention(scores, values[node.values]!, values[node.output]!, visits, steps, heads, width, room!)
    },
  }
}
