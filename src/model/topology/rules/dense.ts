// SPDX-License-Identifier: MIT
// Dense: a convolution of size 1, on a vector or on every step of a sequence. After a Flatten it reads the
// whole sequence at once, which is a convolution as long as the sequence.

import { toActivation, toSize, toValue } from '../planner.ts'
import type { Rule } from '../planner.ts'

/** Plans a `Dense`. */
export const dense: Rule = (layer, inputs, planner) => {
  const read = toValue(layer, inputs)
  const rank = inputs[0]?.kind === 'value' ? inputs[0].rank : 2
  const units = toSize(layer, 'units', 0)
  const activation = toActivation(layer, 'activation', [
    'linear',
    'relu',
    'sigmoid',
    'tanh',
    'hardSigmoid',
    'softmax',
  ])
  const kernel = planner.weights.get(layer.name, 'kernel', [planner.shapeOf(read).width, units])
  const bias =
    layer.config['use_bias'] === false ? undefined : planner.weights.get(layer.name, 'bias', [units])
  const producer = planner.producerOf(read)
  const input = producer?.kind === 'flatten' ? producer.input : read
  const steps = rank === 2 ? 1 : planner.shapeOf(read).steps
  const size = producer?.kind === 'flatten' ? planner.shapeOf(input).steps : 1
  const id = planner.add({ steps, width: units }, (output) => {
    const node = {
      kind: 'conv',
      output,
      input,
      size,
      stride: 1,
      dilation: 1,
      padBefore: 0,
      kernel,
      activation,
    } as const
    return bias === undefined ? node : { ...node, bias }
  })
  return { kind: 'value', id, rank }
}
