// SPDX-License-Identifier: MIT
// Bias, ReLU and max pooling in one operation; the gradient goes to the first of equal maxima, as in TensorFlow.

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'

/**
 * Pools groups of rows.
 * @param rows - `[groups × pool, filters]`, before the bias.
 * @param bias - `[filters]`.
 * @returns `[groups, filters]`: the largest of each group and of 0.
 */
export function reluMaxPool(tf: Tf, rows: Tensor2D, bias: Tensor1D, pool: number): Tensor2D {
  const [count, filters] = rows.shape
  const groups = count / pool
  return operation(tf, [rows, bias], ([input, shift]) => {
    const values = input!.dataSync()
    const shifts = shift!.dataSync()
    const largest = new Float32Array(groups * filters)
    const source = new Int32Array(groups * filters).fill(-1)
    for (let group = 0; group < groups; group++) {
      for (let offset = 0; offset < pool; offset++) {
        const from = (group * pool + offset) * filters
        for (let filter = 0; filter < filters; filter++) {
          const value = values[from + filter]! + shifts[filter]!
          const at = group * filters + filter
          if (value > largest[at]!) {
            largest[at] = value
            source[at] = from + filter
          }
        }
      }
    }
    return {
      value: tf.tensor2d(largest, [groups, filters]),
      backward: (dy) => {
        const gradient = dy.dataSync()
        const toRows = new Float32Array(values.length)
        const toBias = new Float32Array(filters)
        for (let at = 0; at < source.length; at++) {
          if (source[at]! < 0) continue
          toRows[source[at]!] = gradient[at]!
          toBias[at % filters]! += gradient[at]!
        }
        return [tf.tensor2d(toRows, [count, filters]), tf.tensor1d(toBias)]
      },
    }
  }) as Tensor2D
}
