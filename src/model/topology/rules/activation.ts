// SPDX-License-Identifier: MIT
// Activation layers: folded into the layer before, or the softmax of an attention.

import { toActivation, unsupported } from '../planner.ts'
import type { Rule } from '../planner.ts'
import type { Activation } from '../../network.ts'
import type { LayerSpec } from '../read-layers.ts'
import { toAttention } from './attention.ts'

const NAMES: readonly Activation[] = ['linear', 'relu', 'sigmoid', 'tanh', 'hardSigmoid', 'softmax']

/** Plans `Activation`, `ReLU` and `Softmax`. */
export const activation: Rule = (layer, inputs, planner) => {
  const [input] = inputs
  if (inputs.length !== 1 || input === undefined) return unsupported(layer, 'it does not read one value')
  const name = toName(layer, input.kind === 'value' || input.kind === 'attention' ? input.rank : 3)
  if (name === 'linear') return input
  if (name === 'softmax') {
    const attention = toAttention(input, planner)
    if (attention !== undefined) return attention
  }
  if (input.kind !== 'value') return unsupported(layer, `it reads ${input.kind} instead of numbers`)
  const producer = planner.producerOf(input.id)
  if (producer?.kind !== 'conv' || producer.activation !== 'linear') {
    return unsupported(layer, 'it does not follow a linear Dense or Conv1D')
  }
  const id = planner.add(planner.shapeOf(input.id), (output) => ({ ...producer, output, activation: name }))
  return { kind: 'value', id, rank: input.rank }
}

function toName(layer: LayerSpec, rank: number): Activation {
  const { config } = layer
  if (layer.className === 'Softmax') {
    const axis = config['axis'] ?? -1
    return axis === -1 || axis === rank - 1 ? 'softmax' : unsupported(layer, 'axis is not the last')
  }
  if (layer.className !== 'ReLU') return toActivation(layer, 'activation', NAMES)
  const plain =
    (config['negative_slope'] ?? 0) === 0 &&
    (config['threshold'] ?? 0) === 0 &&
    (config['max_value'] ?? null) === null
  return plain ? 'relu' : unsupported(layer, 'it is not the plain ReLU')
}
