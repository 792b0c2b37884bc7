// SPDX-License-Identifier: MIT
// Largest or mean of a window of steps.

import type { PoolNode } from '../../network.ts'
import type { Operation, Workshop } from '../operation.ts'

/** Makes a pooling. */
export function compilePool(node: PoolNode, { network, kernel }: Workshop): Operation {
  const input = network.values[node.input]!
  const output = network.values[node.output]!
  const { size, stride, padBefore } = node
  const average = node.mode === 'average'
  return {
    rooms: [],
    run({ values }, visits) {
      const x = values[node.input]!
      const y = values[node.output]!
      kernel.pool(x, y, visits, input.steps, output.steps, input.width, size, stride, padBefore, average)
    },
  }
}
