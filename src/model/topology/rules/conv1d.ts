// SPDX-License-Identifier: MIT
// Conv1D over the steps.

import { refuse, toActivation, toSize, toValue, unsupported } from '../planner.ts'
import type { Rule } from '../planner.ts'
import { toWindow } from './window.ts'

/** Plans a `Conv1D`. */
export const conv1d: Rule = (layer, inputs, planner) => {
  const input = toValue(layer, inputs, 3)
  refuse(layer, ['transposed'])
  if (toSize(layer, 'groups', 1) !== 1) unsupported(layer, 'groups is not 1')
  const { steps, width } = planner.shapeOf(input)
  const filters = toSize(layer, 'filters', 0)
  const window = toWindow(layer, 'kernel_size', steps, 1)
  const activation = toActivation(layer, 'activation', ['linear', 'relu', 'sigmoid', 'tanh', 'hardSigmoid'])
  const shape = [window.size, width, filters]
  const kernel = planner.weights.get(layer.name, 'kernel', shape)
  const bias =
    layer.config['use_bias'] === false ? undefined : planner.weights.get(layer.name, 'bias', [filters])
  const { size, stride, dilation, padBefore } = window
  const id = planner.add({ steps: window.steps, width: filters }, (output) => {
    const node = {
      kind: 'conv',
      output,
      input,
      size,
      stride,
      dilation,
      padBefore,
      kernel,
      activation,
    } as const
    return bias === undefined ? node : { ...node, bias }
  })
  return { kind: 'value', id, rank: 3 }
}
