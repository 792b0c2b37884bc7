// SPDX-License-Identifier: MIT
// One differentiable operation. tfjs-core's Node build registers no gradient at all, so every operation on the
// way of the gradient brings its own; this types `customGrad`, which takes anything and promises nothing.

import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'

/** Result of an operation and the way back. */
export interface Differentiable {
  readonly value: Tensor
  /** Gradient of every input, in their order, from that of the value. `inputs` are still alive. */
  readonly backward: (dy: Tensor, inputs: readonly Tensor[]) => Tensor[]
}

/**
 * Runs an operation so that tfjs's tape can go back through it.
 * @param inputs - Tensors that gradients are wanted for.
 * @param run - Computes the value; tensors that it makes on the way are freed, plain arrays live on.
 */
export function operation(
  tf: Tf,
  inputs: readonly Tensor[],
  run: (inputs: readonly Tensor[]) => Differentiable,
): Tensor {
  const custom = tf.customGrad((...given) => {
    const save = given.at(-1) as (tensors: Tensor[]) => void
    const tensors = given.slice(0, -1) as Tensor[]
    const { value, backward } = run(tensors)
    save(tensors)
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => backward(dy, saved) }
  })
  return custom(...inputs)
}
