// SPDX-License-Identifier: MIT
// The forward pass that training differentiates. It equals the shipped network; padding that all samples of a
// batch share is computed once and not for each of them.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { NetworkSpec } from '../network/network-spec.ts'
import type { HeadLayer } from '../network/parameters.ts'
import { affine } from './affine.ts'
import type { Batch } from './batch.ts'
import { embedWindows, type WindowPart } from './embed-windows.ts'
import type { Tf } from './load-tf.ts'
import { applyMask, joinColumns } from './state-ops.ts'
import { readPadding, readSteps } from './trunk.ts'
import { matrixOf, vectorOf, type Weights } from './weights.ts'
import { paddingSteps, windowPlan } from './window-plan.ts'

/** Dropout masks, already scaled by 1 / (1 - rate). */
export interface Dropout {
  /** `[size, rows, width]`. */
  readonly input?: Float32Array
  /** `[steps of the batch × size, filters]`. */
  readonly pooled?: Float32Array
  /** `[size, hidden width]`. */
  readonly hidden?: Float32Array
}

/** Steps of the trunk that a batch computes for itself. */
export function ownSteps(spec: NetworkSpec, rows: number): number {
  const plan = windowPlan(spec)
  return plan.steps - paddingSteps(plan, rows)
}

/** The windows of a batch: those that see nothing but padding, the same for every visit, and the others. */
export function windowParts(
  spec: NetworkSpec,
  rows: number,
): { readonly shared: WindowPart; readonly own: WindowPart } {
  const plan = windowPlan(spec)
  const shared = paddingSteps(plan, rows)
  const { embedding, channels } = spec
  return {
    shared: { ...plan, firstStep: 0, steps: shared, embedding, channels },
    own: { ...plan, firstStep: shared, steps: plan.steps - shared, embedding, channels },
  }
}

/** What the trunk knows after the shared padding of a batch; see {@link readPadding}. */
export function padTrunk(
  tf: Tf,
  spec: NetworkSpec,
  weights: Weights,
  shared: WindowPart,
): Tensor2D | undefined {
  const table = matrixOf(weights, 'embedding/embeddings')
  const x = shared.steps > 0 ? embedWindows(tf, table, PADDING, shared, undefined) : undefined
  return readPadding(tf, spec, weights, x)
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
  const { shared, own } = windowParts(spec, batch.rows)
  const padding = padTrunk(tf, spec, weights, shared)
  const table = matrixOf(weights, 'embedding/embeddings')
  const x = own.steps > 0 ? embedWindows(tf, table, batch, own, dropout.input) : undefined
  const hidden = readSteps(tf, spec, weights, padding, x, batch.size, dropout.pooled)
  return headLogits(tf, heads, weights, hidden, dropout.hidden)
}

/** Logits of all heads from the vector of the trunk, side by side; `keep` is a dropout mask. */
export function headLogits(
  tf: Tf,
  heads: readonly HeadLayer[],
  weights: Weights,
  hidden: Tensor2D,
  keep?: Float32Array,
): Tensor2D {
  const kept = keep ? applyMask(tf, hidden, keep) : hidden
  const logits = heads.map(({ layer }) =>
    affine(tf, kept, matrixOf(weights, `${layer}/kernel`), vectorOf(weights, `${layer}/bias`)),
  )
  return logits.length === 1 ? logits[0]! : joinColumns(tf, logits)
}

/** One visit without any event. */
const PADDING: Batch = { size: 1, rows: 0, tokens: new Int32Array(0), channels: new Float32Array(0) }
