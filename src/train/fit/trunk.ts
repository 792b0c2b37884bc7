// SPDX-License-Identifier: MIT
// From windows of events to the one vector that the heads read: convolution, then a recurrence or a pooling.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { ConvSpec, NetworkSpec } from '../network/network-spec.ts'
import { affine } from './affine.ts'
import { gru } from './gru.ts'
import type { Tf } from './load-tf.ts'
import { lstm } from './lstm.ts'
import { attendSteps, maxOverSteps } from './pool-steps.ts'
import { reluMaxPool } from './relu-max-pool.ts'
import { applyMask, hiddenOf, repeatState } from './state-ops.ts'
import { matrixOf, vectorOf, weightOf, type Weights } from './weights.ts'

/**
 * What the trunk knows once it has read the padding that all samples of a batch share.
 * @param x - Windows of it, from `embedWindows` of one empty visit; none where the batch shares no padding.
 * @returns A state, `[1, width of the state]`; for a pooling the features of each step, `[steps, width]`.
 */
export function readPadding(
  tf: Tf,
  spec: NetworkSpec,
  weights: Weights,
  x: Tensor2D | undefined,
): Tensor2D | undefined {
  if ('pooling' in spec) return x && featuresOf(tf, spec, weights, x)
  const start: Tensor2D = tf.zeros([1, 'lstm' in spec ? 2 * spec.lstm : spec.gru])
  return x ? advance(tf, spec, weights, x, start) : start
}

/**
 * The vector that the heads read.
 * @param padding - From {@link readPadding}.
 * @param x - Windows of the steps after it, from `embedWindows`; none where there is no such step.
 * @param pooled - Dropout mask after the convolution.
 * @returns `[size, hidden width]`.
 */
export function readSteps(
  tf: Tf,
  spec: NetworkSpec,
  weights: Weights,
  padding: Tensor2D | undefined,
  x: Tensor2D | undefined,
  size: number,
  pooled?: Float32Array,
): Tensor2D {
  if ('pooling' in spec) {
    const own = x && featuresOf(tf, spec, weights, x, pooled)
    const features = { size, ...(padding && { shared: padding }), ...(own && { own }) }
    return spec.pooling === 'max'
      ? maxOverSteps(tf, features)
      : attendSteps(tf, features, matrixOf(weights, 'attention/kernel'))
  }
  let state = repeatState(tf, padding!, size)
  if (x) state = advance(tf, spec, weights, x, state, pooled)
  return 'lstm' in spec ? hiddenOf(tf, state) : state
}

/** Takes the recurrence over windows. */
function advance(
  tf: Tf,
  spec: NetworkSpec,
  weights: Weights,
  x: Tensor2D,
  state: Tensor2D,
  pooled?: Float32Array,
): Tensor2D {
  const features = featuresOf(tf, spec, weights, x, pooled)
  const [layer, run] = 'lstm' in spec ? (['lstm', lstm] as const) : (['gru', gru] as const)
  const projected = affine(
    tf,
    features,
    matrixOf(weights, `${layer}/kernel`),
    vectorOf(weights, `${layer}/bias`),
  )
  return run(tf, projected, matrixOf(weights, `${layer}/recurrent_kernel`), state)
}

/** The windows themselves, or what the convolution makes of them. */
function featuresOf(
  tf: Tf,
  { conv }: NetworkSpec,
  weights: Weights,
  x: Tensor2D,
  pooled?: Float32Array,
): Tensor2D {
  return conv ? convolve(tf, conv, weights, x, pooled) : x
}

function convolve(
  tf: Tf,
  conv: ConvSpec,
  weights: Weights,
  windows: Tensor2D,
  keep: Float32Array | undefined,
): Tensor2D {
  const rows = affine(tf, windows, weightOf(weights, 'conv/kernel'))
  const pooled = reluMaxPool(tf, rows, vectorOf(weights, 'conv/bias'), conv.pool)
  return keep ? applyMask(tf, pooled, keep) : pooled
}
