// SPDX-License-Identifier: MIT
// Small differentiable operations on the state of the recurrence.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'

/** Gives every sample the same state: `[1, width]` to `[size, width]`. */
export function repeatState(tf: Tf, state: Tensor2D, size: number): Tensor2D {
  return operation(tf, [state], ([input]) => ({
    value: tf.add(input!, tf.zeros([size, state.shape[1]])),
    backward: (dy) => [tf.sum(dy, 0, true)],
  })) as Tensor2D
}

/** The hidden half of the state, `[size, 2 × units]` to `[size, units]`. */
export function hiddenOf(tf: Tf, state: Tensor2D): Tensor2D {
  const [size, width] = state.shape
  return operation(tf, [state], ([input]) => ({
    value: tf.slice(input as Tensor2D, [0, 0], [size, width / 2]),
    backward: (dy) => [tf.concat([dy, tf.zeros([size, width / 2])], 1)],
  })) as Tensor2D
}

/** Multiplies by a constant mask of the same shape. */
export function applyMask(tf: Tf, x: Tensor2D, mask: Float32Array): Tensor2D {
  return operation(tf, [x], ([input]) => ({
    value: tf.mul(input!, tf.tensor2d(mask, x.shape)),
    backward: (dy) => [tf.mul(dy, tf.tensor2d(mask, x.shape))],
  })) as Tensor2D
}

/** Puts matrices of as many rows side by side. */
export function joinColumns(tf: Tf, parts: readonly Tensor2D[]): Tensor2D {
  return operation(tf, parts, (inputs) => ({
    value: tf.concat([...inputs], 1),
    backward: (dy) => {
      let from = 0
      return parts.map(({ shape: [rows, width] }) => {
        const own = tf.slice(dy as Tensor2D, [0, from], [rows, width])
        from += width
        return own
      })
    },
  })) as Tensor2D
}
