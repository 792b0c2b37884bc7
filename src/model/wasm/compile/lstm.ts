// SPDX-License-Identifier: MIT
// LSTM: the product with the inputs for all steps at once, then the recurrence.

import type { LstmNode } from '../../network.ts'
import { ACTIVATION_CODE } from '../activation-code.ts'
import { multiplyRows, roomOf } from '../multiply-rows.ts'
import type { Operation, Workshop } from '../operation.ts'
import { gateColumns, toWide } from './gate-columns.ts'

/** Makes an LSTM. */
export function compileLstm(node: LstmNode, { network, kernel, weights }: Workshop): Operation {
  const { steps, width } = network.values[node.input]!
  const { units, sequences } = node
  const all = gateColumns([0, 1, 2, 3], units)
  const columns = all.length
  const weight = weights.addMatrix(node.kernel, all)
  const recurrent = weights.addMatrix(node.recurrent, all)
  const bias = weights.addVector(node.bias, all)
  const activation = ACTIVATION_CODE[node.activation]
  const gate = ACTIVATION_CODE[node.recurrentActivation]
  return {
    rooms: [
      { fixed: 0, each: steps * columns },
      { fixed: 0, each: 2 * toWide(units) },
      roomOf(Math.max(width, units)),
    ],
    run({ values, rooms }, visits) {
      const [gates, state, room] = rooms as [number, number, number]
      multiplyRows(kernel, values[node.input]!, width, weight, bias, gates, columns, visits * steps, room)
      const y = values[node.output]!
      kernel.lstm(gates, recurrent, state, y, visits, steps, units, activation, gate, sequences, room)
    },
  }
}
