// SPDX-License-Identifier: MIT
// Which positions of the history each step of the recurrence reads, and which steps see nothing but padding.

import { HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { NetworkSpec } from '../network/network-spec.ts'

/** Windows over the history. Without a convolution a window is one position and a step is one window. */
export interface WindowPlan {
  /** Positions a window. */
  readonly kernel: number
  /** Positions from one window to the next. */
  readonly stride: number
  /** Positions of a window that lie before its own (`same` padding). */
  readonly before: number
  /** Windows a step. */
  readonly pool: number
  /** Steps of the whole history. */
  readonly steps: number
}

/** The windows of a network. What the last whole step does not cover is dropped, as `valid` pooling does. */
export function windowPlan({ conv }: NetworkSpec): WindowPlan {
  const { kernel, stride, pool } = conv ?? { kernel: 1, stride: 1, pool: 1 }
  const before = conv?.padding === 'same' ? (kernel - 1) >> 1 : 0
  const windows =
    conv?.padding === 'same'
      ? Math.ceil(HISTORY_LENGTH / stride)
      : Math.floor((HISTORY_LENGTH - kernel) / stride) + 1
  return { kernel, stride, before, pool, steps: Math.floor(windows / pool) }
}

/**
 * Steps whose windows all end before the events do begin.
 * @param rows - Events of the longest visit of a batch.
 * @returns 0 to `plan.steps`; these steps are the same for every visit of the batch.
 */
export function paddingSteps(plan: WindowPlan, rows: number): number {
  const { kernel, stride, before, pool, steps } = plan
  // Distance from the first position of a step to the last one that its windows see.
  const reach = (pool - 1) * stride + kernel - 1 - before
  const count = Math.floor((HISTORY_LENGTH - rows - 1 - reach) / (pool * stride)) + 1
  return Math.max(0, Math.min(steps, count))
}
