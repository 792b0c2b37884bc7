// SPDX-License-Identifier: MIT
// How a window slides over the steps, by TensorFlow's rules of `valid`, `same` and `causal`.

import { toSize, unsupported } from '../planner.ts'
import type { LayerSpec } from '../read-layers.ts'

/** A sliding window. */
export interface Window {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly padBefore: number
  /** Steps of the output. */
  readonly steps: number
}

/** Reads size, stride, dilation and padding of a layer that slides over `steps` steps. */
export function toWindow(layer: LayerSpec, sizeOption: string, steps: number, absentStride: number): Window {
  const size = toSize(layer, sizeOption, 0)
  const stride = toSize(layer, 'strides', absentStride)
  const dilation = toSize(layer, 'dilation_rate', 1)
  const span = (size - 1) * dilation + 1
  const padding = layer.config['padding'] ?? 'valid'
  if (layer.config['data_format'] === 'channels_first') unsupported(layer, 'data_format is channels_first')
  if (padding === 'same') {
    const out = Math.ceil(steps / stride)
    const padded = Math.max((out - 1) * stride + span - steps, 0)
    return { size, stride, dilation, padBefore: Math.floor(padded / 2), steps: out }
  }
  const padBefore = padding === 'causal' ? span - 1 : 0
  if (padding !== 'valid' && padding !== 'causal') unsupported(layer, 'padding is not valid, same or causal')
  const out = Math.floor((steps + padBefore - span) / stride) + 1
  if (out < 1) unsupported(layer, `its window of ${span} steps is longer than its input of ${steps}`)
  return { size, stride, dilation, padBefore, steps: out }
}
