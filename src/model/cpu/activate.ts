// SPDX-License-Identifier: MIT
// Activations by tfjs' formulas.

import type { Activation } from '../network.ts'

/** Logistic function. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

/** The activation of one number. `softmax` needs a row: see {@link activate}. */
export function toFunction(activation: Activation): (value: number) => number {
  switch (activation) {
    case 'relu':
      return (value) => (value > 0 ? value : 0)
    case 'sigmoid':
      return sigmoid
    case 'tanh':
      return Math.tanh
    case 'hardSigmoid':
      return (value) => Math.min(Math.max(0.2 * value + 0.5, 0), 1)
    default:
      return (value) => value
  }
}

/** Applies an activation in place to the first `size` numbers; softmax runs over rows of `width`. */
export function activate(data: Float64Array, size: number, width: number, activation: Activation): void {
  if (activation === 'linear') return
  if (activation === 'relu') {
    for (let at = 0; at < size; at++) if (!(data[at]! > 0)) data[at] = data[at]! <= 0 ? 0 : NaN
  } else if (activation === 'softmax') {
    for (let from = 0; from < size; from += width) softmax(data, from, width, 1)
  } else {
    const apply = toFunction(activation)
    for (let at = 0; at < size; at++) data[at] = apply(data[at]!)
  }
}

/** Softmax in place over `count` numbers that lie `stride` apart. */
export function softmax(data: Float64Array, from: number, count: number, stride: number): void {
  let largest = -Infinity
  for (let k = 0, at = from; k < count; k++, at += stride) if (data[at]! > largest) largest = data[at]!
  let sum = 0
  for (let k = 0, at = from; k < count; k++, at += stride) sum += data[at] = Math.exp(data[at]! - largest)
  for (let k = 0, at = from; k < count; k++, at += stride) data[at]! /= sum
}
