// SPDX-License-Identifier: MIT
// The weights of a network while it is computed.

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'

/** Weights as tensors, by name. */
export type Weights = ReadonlyMap<string, Tensor>

/** A weight of any shape. */
export function weightOf(weights: Weights, name: string): Tensor {
  const weight = weights.get(name)
  if (!weight) throw new Error(`The network has no weight ${name}.`)
  return weight
}

/** A kernel or a table. */
export function matrixOf(weights: Weights, name: string): Tensor2D {
  return weightOf(weights, name) as Tensor2D
}

/** A bias. */
export function vectorOf(weights: Weights, name: string): Tensor1D {
  return weightOf(weights, name) as Tensor1D
}
