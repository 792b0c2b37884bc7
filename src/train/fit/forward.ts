// SPDX-License-Identifier: MIT
// The forward pass that training differentiates. It equals the shipped network; padding that all samples of a
// batch share is computed once and not for each of them.

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { ConvSpec, NetworkSpec } from '../network/network-spec.ts'
import type { HeadLayer } from '../network/parameters.ts'
import { affine } from './affine.ts'
import type { Batch } from './batch.ts'
import { embedWindows, type WindowPart } from './embed-windows.ts'
import type { Tf } from './load-tf.ts'
import { lstm } from './lstm.ts'
import { reluMaxPool } from './relu-max-pool.ts'
import { applyMask, hiddenOf, joinColumns, repeatState } from './state-ops.ts'
import { paddingSteps, windowPlan } from './window-plan.ts'

/** Weights as tensors, by name. */
export type Weights = ReadonlyMap<string, Tensor>

/** Dropout masks, already scaled by 1 / (1 - rate). */
export interface Dropout {
  /** `[size, rows, width]`. */
  readonly input?: Float32Array
  /** `[steps of the batch × size, filters]`. */
  readonly pooled?: Float32Array
  /** `[size, units]`. */
  readonly hidden?: Float32Array
}

/** Steps of the recurrence that a batch computes for itself. */
export function ownSteps(spec: NetworkSpec, rows: number): number {
  const plan = windowPlan(spec)
  return plan.steps - paddingSteps(plan, rows)
}

/**
 * Computes the logits of all heads.
 * @returns `[size, units of all heads]`, before softmax or sigmoid.
 */
export function forward(
  tf: Tf,
  spec: NetworkSpec,
  heads: readonly HeadLayer[],
  weights: Weights,
  batch: Batch,
  dropout: Dropout = {},
): Tensor2D {
  const plan = windowPlan(spec)
  const shared = paddingSteps(plan, batch.rows)
  const own = plan.steps - shared
  const units = spec.lstm
  const { embedding, channels } = spec
  const part = (firstStep: number, steps: number): WindowPart => ({
    ...plan,
    firstStep,
    steps,
    embedding,
    channels,
  })
  const run = (from: Batch, windows: WindowPart, masks: Dropout, state: Tensor2D): Tensor2D => {
    const x = embedWindows(tf, matrix(weights, 'embedding/embeddings'), from, windows, masks.input)
    return advance(tf, spec, weights, x, state, masks.pooled)
  }
  let state: Tensor2D = tf.zeros([1, 2 * units])
  if (shared > 0) state = run(PADDING, part(0, shared), {}, state)
  state = repeatState(tf, state, batch.size)
  if (own > 0) state = run(batch, part(shared, own), dropout, state)
  return headLogits(tf, heads, weights, state, dropout.hidden)
}

/**
 * Takes the recurrence over windows that are read already.
 * @param x - From `embedWindows`.
 * @param state - Before the first of their steps, `[size, 2 × units]`.
 * @param pooled - Dropout mask after the pooling.
 */
export function advance(
  tf: Tf,
  spec: NetworkSpec,
  weights: Weights,
  x: Tensor2D,
  state: Tensor2D,
  pooled?: Float32Array,
): Tensor2D {
  const features = spec.conv ? convolve(tf, spec.conv, weights, x, pooled) : x
  const projected = affine(tf, features, matrix(weights, 'lstm/kernel'), vector(weights, 'lstm/bias'))
  return lstm(tf, projected, matrix(weights, 'lstm/recurrent_kernel'), state)
}

/** Logits of all heads from the last state, side by side; `keep` is a dropout mask. */
export function headLogits(
  tf: Tf,
  heads: readonly HeadLayer[],
  weights: Weights,
  state: Tensor2D,
  keep?: Float32Array,
): Tensor2D {
  let hidden = hiddenOf(tf, state)
  if (keep) hidden = applyMask(tf, hidden, keep)
  const logits = heads.map(({ layer }) =>
    affine(tf, hidden, matrix(weights, `${layer}/kernel`), vector(weights, `${layer}/bias`)),
  )
  return logits.length === 1 ? logits[0]! : joinColumns(tf, logits)
}

/** One visit without any event. */
export const PADDING: Batch = { size: 1, rows: 0, tokens: new Int32Array(0), channels: new Float32Array(0) }

function convolve(
  tf: Tf,
  conv: ConvSpec,
  weights: Weights,
  windows: Tensor2D,
  keep: Float32Array | undefined,
): Tensor2D {
  const rows = affine(tf, windows, get(weights, 'conv/kernel'))
  const pooled = reluMaxPool(tf, rows, vector(weights, 'conv/bias'), conv.pool)
  return keep ? applyMask(tf, pooled, keep) : pooled
}

function get(weights: Weights, name: string): Tensor {
  const weight = weights.get(name)
  if (!weight) throw new Error(`The network has no weight ${name}.`)
  return weight
}

function matrix(weights: Weights, name: string): Tensor2D {
  return get(weights, name) as Tensor2D
}

function vector(weights: Weights, name: string): Tensor1D {
  return get(weights, name) as Tensor1D
}
