// SPDX-License-Identifier: MIT
// Embedding, channels and the unfolding of the convolution in one operation: each output row is one window,
// so that the convolution is one matrix product. tfjs's WASM backend has no gradient for either.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { Batch } from './batch.ts'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'
import type { WindowPlan } from './window-plan.ts'

/** Which part of the windows is read, and how wide each position is. */
export interface WindowPart extends WindowPlan {
  /** First step of the history that is read, from 0; `steps` are read from there. */
  readonly firstStep: number
  readonly embedding: number
  readonly channels: boolean
}

/**
 * Reads windows, time-major; positions outside the history are zeros.
 * @param keep - Dropout mask over the rows of the batch, `[size, rows, width]`, or none.
 * @returns `[steps × size × pool, kernel × width]`; row order step, sample, position in the step.
 */
export function embedWindows(
  tf: Tf,
  embedding: Tensor2D,
  batch: Batch,
  plan: WindowPart,
  keep: Float32Array | undefined,
): Tensor2D {
  const width = plan.embedding + (plan.channels ? CHANNEL_COUNT : 0)
  const firstRow = HISTORY_LENGTH - batch.rows
  const count = plan.steps * batch.size * plan.pool

  /** Calls back for every position of every window: `row` of the batch, or -1 in the padding before it. */
  const eachPosition = (visit: (at: number, sample: number, row: number) => void): void => {
    let at = 0
    for (let step = 0; step < plan.steps; step++) {
      for (let sample = 0; sample < batch.size; sample++) {
        for (let offset = 0; offset < plan.pool; offset++) {
          const window = (plan.firstStep + step) * plan.pool + offset
          for (let k = 0; k < plan.kernel; k++, at += width) {
            const source = window * plan.stride + k - plan.before
            if (source < 0 || source >= HISTORY_LENGTH) continue
            visit(at, sample, source < firstRow ? -1 : source - firstRow)
          }
        }
      }
    }
  }

  return operation(tf, [embedding], ([table]) => {
    const values = table!.dataSync()
    const windows = new Float32Array(count * plan.kernel * width)
    eachPosition((at, sample, row) => {
      const index = sample * batch.rows + row
      const token = row < 0 ? 0 : batch.tokens[index]! * plan.embedding
      for (let j = 0; j < plan.embedding; j++) windows[at + j] = values[token + j]!
      if (row < 0) return
      if (plan.channels) {
        const from = index * CHANNEL_COUNT
        for (let j = 0; j < CHANNEL_COUNT; j++) windows[at + plan.embedding + j] = batch.channels[from + j]!
      }
      if (keep) for (let j = 0; j < width; j++) windows[at + j]! *= keep[index * width + j]!
    })
    return {
      value: tf.tensor2d(windows, [count, plan.kernel * width]),
      backward: (dy) => {
        const gradient = dy.dataSync()
        const sum = new Float32Array(values.length)
        eachPosition((at, sample, row) => {
          const index = sample * batch.rows + row
          const token = row < 0 ? 0 : batch.tokens[index]! * plan.embedding
          for (let j = 0; j < plan.embedding; j++) {
            sum[token + j]! += gradient[at + j]! * (keep && row >= 0 ? keep[index * width + j]! : 1)
          }
        })
        return [tf.tensor2d(sum, embedding.shape)]
      },
    }
  }) as Tensor2D
}
