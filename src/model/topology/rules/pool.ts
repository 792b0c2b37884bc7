// SPDX-License-Identifier: MIT
// Pooling over a window of steps, or over all of them.

import { refuse, toSize, toValue, unsupported } from '../planner.ts'
import type { Rule } from '../planner.ts'
import { toWindow } from './window.ts'

/** Plans `MaxPooling1D` and `AveragePooling1D`. */
export const pool: Rule = (layer, inputs, planner) => {
  const input = toValue(layer, inputs, 3)
  const { steps, width } = planner.shapeOf(input)
  const window = toWindow(layer, 'pool_size', steps, toSize(layer, 'pool_size', 2))
  const { size, stride, padBefore } = window
  const mode = layer.className.startsWith('Max') ? 'max' : 'average'
  const id = planner.add({ steps: window.steps, width }, (output) => ({
    kind: 'pool',
    output,
    input,
    mode,
    size,
    stride,
    padBefore,
  }))
  return { kind: 'value', id, rank: 3 }
}

/** Plans `GlobalMaxPooling1D` and `GlobalAveragePooling1D`. */
export const globalPool: Rule = (layer, inputs, planner) => {
  const input = toValue(layer, inputs, 3)
  refuse(layer, ['keepdims'])
  if (layer.config['data_format'] === 'channels_first') unsupported(layer, 'data_format is channels_first')
  const { steps, width } = planner.shapeOf(input)
  const mode = layer.className.startsWith('GlobalMax') ? 'max' : 'average'
  const id = planner.add({ steps: 1, width }, (output) => ({
    kind: 'pool',
    output,
    input,
    mode,
    size: steps,
    stride: steps,
    padBefore: 0,
  }))
  return { kind: 'value', id, rank: 2 }
}
