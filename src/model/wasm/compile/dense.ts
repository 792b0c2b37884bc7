// SPDX-License-Identifier: MIT
// A dense layer, on a vector or on every step of a sequence: one product over all rows.

import type { ConvNode } from '../../network.ts'
import { activateRows } from '../activate-rows.ts'
import { multiplyRows, roomOf } from '../multiply-rows.ts'
import { columnsTo } from '../operation.ts'
import type { Operation, Workshop } from '../operation.ts'

/** Makes a dense layer. */
export function compileDense(node: ConvNode, { network, kernel, weights }: Workshop): Operation {
  const { width: inner } = network.values[node.input]!
  const { steps, width } = network.values[node.output]!
  const columns = columnsTo(width)
  const weight = weights.addMatrix(node.kernel, columns)
  const bias = weights.addVector(node.bias, columns)
  return {
    rooms: [roomOf(inner)],
    run({ values, rooms: [room] }, visits) {
      const y = values[node.output]!
      const rows = visits * steps
      multiplyRows(kernel, values[node.input]!, inner, weight, bias, y, width, rows, room!)
      activateRows(kernel, y, rows, width, node.activation)
    },
  }
}
