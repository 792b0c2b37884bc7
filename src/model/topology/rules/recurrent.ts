// SPDX-License-Identifier: MIT
// LSTM and GRU, with the gate order and the two kinds of reset that Keras knows.

import { refuse, toActivation, toSize, toValue } from '../planner.ts'
import type { Rule } from '../planner.ts'
import type { Activation } from '../../network.ts'

const GATES: readonly Activation[] = ['sigmoid', 'hardSigmoid', 'tanh', 'relu', 'linear']
const CHANGING = ['go_backwards', 'stateful', 'return_state', 'time_major', 'zero_output_for_mask']

/** Plans an `LSTM`. */
export const lstm: Rule = (layer, inputs, planner) => {
  const input = toValue(layer, inputs, 3)
  refuse(layer, CHANGING)
  const { steps, width } = planner.shapeOf(input)
  const units = toSize(layer, 'units', 0)
  const columns = 4 * units
  const sequences = layer.config['return_sequences'] === true
  const bias =
    layer.config['use_bias'] === false ? undefined : planner.weights.get(layer.name, 'bias', [columns])
  const shared = {
    input,
    units,
    sequences,
    kernel: planner.weights.get(layer.name, 'kernel', [width, columns]),
    recurrent: planner.weights.get(layer.name, 'recurrent_kernel', [units, columns]),
    activation: toActivation(layer, 'activation', GATES),
    recurrentActivation: toActivation(layer, 'recurrent_activation', GATES),
  }
  const id = planner.add({ steps: sequences ? steps : 1, width: units }, (output) => {
    const node = { kind: 'lstm', output, ...shared } as const
    return bias === undefined ? node : { ...node, bias }
  })
  return { kind: 'value', id, rank: sequences ? 3 : 2 }
}

/** Plans a `GRU`. */
export const gru: Rule = (layer, inputs, planner) => {
  const input = toValue(layer, inputs, 3)
  refuse(layer, CHANGING)
  const { steps, width } = planner.shapeOf(input)
  const units = toSize(layer, 'units', 0)
  const columns = 3 * units
  const sequences = layer.config['return_sequences'] === true
  const resetAfter = layer.config['reset_after'] === true
  const biasShape = resetAfter ? [2, columns] : [columns]
  const bias =
    layer.config['use_bias'] === false ? undefined : planner.weights.get(layer.name, 'bias', biasShape)
  const shared = {
    input,
    units,
    sequences,
    resetAfter,
    kernel: planner.weights.get(layer.name, 'kernel', [width, columns]),
    recurrent: planner.weights.get(layer.name, 'recurrent_kernel', [units, columns]),
    activation: toActivation(layer, 'activation', GATES),
    recurrentActivation: toActivation(layer, 'recurrent_activation', GATES),
  }
  const id = planner.add({ steps: sequences ? steps : 1, width: units }, (output) => {
    const node = { kind: 'gru', output, ...shared } as const
    return bias === undefined ? node : { ...node, bias }
  })
  return { kind: 'value', id, rank: sequences ? 3 : 2 }
}
