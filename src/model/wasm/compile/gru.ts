// SPDX-License-Identifier: MIT
// GRU: the product with the inputs for all steps at once, then the recurrence, with the reset gate before or after
// the product with the state.

import type { GruNode } from '../../network.ts'
import { ACTIVATION_CODE } from '../activation-code.ts'
import { multiplyRows, roomOf } from '../multiply-rows.ts'
import type { Operation, Workshop } from '../operation.ts'
import { gateColumns, toWide } from './gate-columns.ts'

/** Makes a GRU. */
export function compileGru(node: GruNode, { network, kernel, weights }: Workshop): Operation {
  const { steps, width } = network.values[node.input]!
  const { units, sequences, resetAfter } = node
  const all = gateColumns([0, 1, 2], units)
  const columns = all.length
  const weight = weights.addMatrix(node.kernel, all)
  const bias = weights.addVector(node.bias, all)
  const gateWeight = weights.addMatrix(node.recurrent, gateColumns([0, 1], units))
  const candidateWeight = weights.addMatrix(node.recurrent, gateColumns([2], units))
  // A bias of two rows has that of the product with the state in the second.
  const second = all.map((column) => (column < 0 ? column : column + 3 * units))
  const stateBias = weights.addVector(node.bias?.shape.length === 2 ? node.bias : undefined, second)
  const activation = ACTIVATION_CODE[node.activation]
  const gate = ACTIVATION_CODE[node.recurrentActivation]
  return {
    rooms: [
      { fixed: 0, each: steps * columns },
      { fixed: 0, each: 5 * toWide(units) },
      roomOf(Math.max(width, units)),
    ],
    run({ values, rooms }, visits) {
      const [gates, state, room] = rooms as [number, number, number]
      multiplyRows(kernel, values[node.input]!, width, weight, bias, gates, columns, visits * steps, room)
      kernel.gru(
        gates,
        gateWeight,
        candidateWeight,
        stateBias,
        state,
        values[node.output]!,
        visits,
        steps,
        units,
        activation,
        gate,
        sequences,
        resetAfter,
        room,
      )
    },
  }
}
