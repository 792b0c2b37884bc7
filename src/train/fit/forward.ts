// SPDX-License-Identifier: MIT
// The forward pass that training differentiates. It equals the shipped network; padding that all samples of a
// batch share is computed once and not for each of them.

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { affine } from './affine.ts'
import { toBatch, type Batch } from './batch.ts'
import { embedWindows, type WindowPlan } from './embed-windows.ts'
import type { Tf } from './load-tf.ts'
import { lstm } from './lstm.ts'
import { reluMaxPool } from './relu-max-pool.ts'
import { applyMask, hiddenOf, repeatState } from './state-ops.ts'

/** Weights as tensors, by name. */
export type Weights = ReadonlyMap<string, Tensor2D | Tensor1D>

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
  if (!spec.conv) return rows
  const { kernel, pool } = spec.conv
  // A window may see rows that lie after its own position.
  const reach = Math.ceil((rows + ((kernel - 1) >> 1)) / pool)
  return Math.min(Math.floor(HISTORY_LENGTH / pool), reach)
}

/**
 * Computes the logits of one head.
 * @returns `[size, units of the head]`, before softmax or sigmoid.
 */
export function forward(
  tf: Tf,
  spec: NetworkSpec,
  head: string,
  weights: Weights,
  batch: Batch,
  dropout: Dropout = {},
): Tensor2D {
  const pool = spec.conv?.pool ?? 1
  const allSteps = Math.floor(HISTORY_LENGTH / pool)
  const steps = ownSteps(spec, batch.rows)
  const shared = allSteps - steps
  const units = spec.lstm
  // Where the length is no multiple of the pool, the last rows are not pooled ("valid").
  const plan = (count: number, firstStep: number): WindowPlan => ({
    kernel: spec.conv?.kernel ?? 1,
    pool,
    steps: count,
    firstPosition: firstStep * pool,
    embedding: spec.embedding,
    channels: spec.channels,
  })
  const run = (part: Batch, windows: WindowPlan, masks: Dropout, state: Tensor2D): Tensor2D => {
    const x = embedWindows(tf, get(weights, 'embedding/embeddings'), part, windows, masks.input)
    const features = spec.conv ? convolve(tf, spec.conv, weights, x, masks.pooled) : x
    const projected = affine(tf, features, get(weights, 'lstm/kernel'), get(weights, 'lstm/bias'))
    return lstm(tf, projected, get(weights, 'lstm/recurrent_kernel'), state)
  }
  let state: Tensor2D = tf.zeros([1, 2 * units])
  if (shared > 0) state = run(toBatch([EMPTY], 0), plan(shared, 0), {}, state)
  state = repeatState(tf, state, batch.size)
  if (steps > 0) state = run(batch, plan(steps, shared), dropout, state)
  let hidden = hiddenOf(tf, state)
  if (dropout.hidden) hidden = applyMask(tf, hidden, dropout.hidden)
  return affine(tf, hidden, get(weights, `${head}/kernel`), get(weights, `${head}/bias`))
}

const EMPTY = { rows: 0, tokens: new Int32Array(0), channels: new Float32Array(0 * CHANNEL_COUNT) }

function convolve(
  tf: Tf,
  conv: NonNullable<NetworkSpec['conv']>,
  weights: Weights,
  windows: Tensor2D,
  keep: Float32Array | undefined,
): Tensor2D {
  const rows = affine(tf, windows, get(weights, 'conv/kernel'))
  const pooled = reluMaxPool(tf, rows, get(weights, 'conv/bias'), conv.pool)
  return keep ? applyMask(tf, pooled, keep) : pooled
}

function get<T extends Tensor2D & Tensor1D>(weights: Weights, name: string): T {
  const weight = weights.get(name)
  if (!weight) throw new Error(`The network has no weight ${name}.`)
  return weight as T
}
