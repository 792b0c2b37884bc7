// SPDX-License-Identifier: MIT
// The product of every step of a recurrence: plain memory in, plain memory out, nothing left behind.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'

/**
 * Multiplies rows by a kernel on the backend.
 * @param rows - `[size, inputs]`, row-major.
 * @param kernel - `[inputs, outputs]`.
 * @returns `[size, outputs]`.
 */
export function multiplyRows(tf: Tf, rows: Float32Array, size: number, kernel: Tensor2D): Float32Array {
  const left = tf.tensor2d(rows, [size, rows.length / size])
  const product = tf.matMul(left, kernel)
  const values = product.dataSync() as Float32Array
  left.dispose()
  product.dispose()
  return values
}

/** The gate of a recurrence. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
