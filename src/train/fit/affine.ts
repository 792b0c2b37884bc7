// SPDX-License-Identifier: MIT
// Matrix product plus bias. Its gradients use explicit transposes: the WASM backend multiplies transposed
// operands without SIMD, which makes it several times slower.

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'

/**
 * `x × w + b`, differentiable in all three.
 * @param x - `[rows, inputs]`.
 * @param w - Any shape whose last axis has the outputs; read as `[inputs, outputs]`.
 * @param b - `[outputs]`; none where not given.
 * @returns `[rows, outputs]`.
 */
export function affine(tf: Tf, x: Tensor2D, w: Tensor, b?: Tensor1D): Tensor2D {
  const outputs = w.shape.at(-1)!
  const flatten = (kernel: Tensor): Tensor2D => tf.reshape(kernel, [x.shape[1], outputs])
  return operation(tf, b ? [x, w, b] : [x, w], ([left, kernel, bias]) => {
    const product = tf.matMul(left as Tensor2D, flatten(kernel!))
    return {
      value: bias ? tf.add(product, bias) : product,
      backward: (dy, [left, kernel]) => [
        tf.matMul(dy, tf.transpose(flatten(kernel!))),
        tf.reshape(tf.matMul(tf.transpose(left as Tensor2D), dy as Tensor2D), kernel!.shape),
        ...(b ? [tf.sum(dy, 0)] : []),
      ],
    }
  }) as Tensor2D
}
