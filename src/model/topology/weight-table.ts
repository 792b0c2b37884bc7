// SPDX-License-Identifier: MIT
// Finds the weights of a layer by name and proves that their shapes are those that the topology asks for.

import type { Weight } from '../network.ts'
import type { Fail } from './fields.ts'

/** Looks up weights of a layer. */
export interface WeightTable {
  /**
   * @param layer - Name of the layer.
   * @param name - Name of the weight within it, such as `kernel`.
   * @param shape - The shape it must have; -1 for a dimension that the weight itself decides.
   */
  get(layer: string, name: string, shape: readonly number[]): Weight
}

/**
 * Indexes the weights of a package.
 * @remarks tfjs writes `layer/kernel`, Keras may put a model in front and a cell between (`model/lstm/lstm_cell/kernel`):
 * the first and last parts that matter are the layer's name and the weight's.
 */
export function createWeightTable(weights: readonly Weight[], fail: Fail): WeightTable {
  return {
    get(layer, name, shape): Weight {
      const found = weights.filter((weight) => {
        const path = weight.name.split('/')
        return path.at(-1)?.replace(/:0$/, '') === name && path.slice(0, -1).includes(layer)
      })
      const weight = found[0]
      if (weight === undefined) return fail(`layer "${layer}" has no weight "${name}"`)
      if (found.length > 1) return fail(`layer "${layer}" has several weights "${name}"`)
      const fits =
        weight.shape.length === shape.length &&
        weight.shape.every((size, axis) => shape[axis] === -1 || size === shape[axis])
      if (!fits)
        return fail(`weight "${weight.name}" has shape [${weight.shape}], the topology asks for [${shape}]`)
      return weight
    },
  }
}
