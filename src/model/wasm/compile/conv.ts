// SPDX-License-Identifier: MIT
// Convolution over the steps.

import type { ConvNode } from '../../network.ts'
import { activateRows } from '../activate-rows.ts'
import { multiply } from '../multiply.ts'
import { roomOf } from '../multiply-rows.ts'
import { columnsTo } from '../operation.ts'
import type { Operation, Workshop } from '../operation.ts'
import { toConvRuns } from './conv-runs.ts'

/** Makes a convolution. */
export function compileConv(node: ConvNode, { network, kernel, weights }: Workshop): Operation {
  const input = network.values[node.input]!
  const output = network.values[node.output]!
  const columns = columnsTo(output.width)
  const weight = weights.addMatrix(node.kernel, columns)
  const bias = weights.addVector(node.bias, columns)
  const runs = toConvRuns(node, input.steps, output.steps)
  const { width } = output
  return {
    rooms: [roomOf(node.size * input.width)],
    run({ values, rooms: [room] }, visits) {
      const x = values[node.input]!
      const y = values[node.output]!
      const rows = visits * output.steps
      kernel.copyRows(bias, 0, y, width * 4, rows, width)
      for (const { from, steps, tap, taps, at } of runs) {
        multiply(
          kernel,
          {
            at: x + at * input.width * 4,
            stride: node.stride * input.width,
            group: input.steps * input.width,
          },
          { weight, first: tap * input.width, inner: taps * input.width },
          { at: y + from * width * 4, stride: width, group: output.steps * width },
          visits,
          steps,
          room!,
        )
      }
      activateRows(kernel, y, rows, width, node.activation)
    },
  }
}
