// SPDX-License-Identifier: MIT
// Pooling over all steps of the history in one operation: the largest value, or attention. Steps that hold the same
// padding for the whole batch come once and count for every sample, as they do in the page.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'

/** Features of all steps of a batch; at least one of the two is there. */
export interface StepFeatures {
  /** Number of samples. */
  readonly size: number
  /** Steps that are the same for all samples, `[steps, width]`; they come before the others. */
  readonly shared?: Tensor2D
  /** The others, time-major `[steps × size, width]`. */
  readonly own?: Tensor2D
}

/** Which row of the joined rows, the shared ones first, a step of a sample reads. */
type RowOf = (step: number, sample: number) => number

/**
 * The largest value of each column over all steps; the gradient goes to the first of equal ones.
 * @returns `[size, width]`.
 */
export function maxOverSteps(tf: Tf, features: StepFeatures): Tensor2D {
  const { tensors, width, steps, rowOf } = layOut(features)
  const { size } = features
  return operation(tf, tensors, (inputs) => {
    const rows = joinRows(inputs)
    const largest = new Float32Array(size * width)
    const source = new Int32Array(size * width)
    for (let sample = 0; sample < size; sample++) {
      for (let column = 0; column < width; column++) {
        let from = rowOf(0, sample) * width + column
        for (let step = 1; step < steps; step++) {
          const at = rowOf(step, sample) * width + column
          if (rows[at]! > rows[from]!) from = at
        }
        largest[sample * width + column] = rows[from]!
        source[sample * width + column] = from
      }
    }
    return {
      value: tf.tensor2d(largest, [size, width]),
      backward: (dy, saved) => {
        const slopes = dy.dataSync()
        const gradient = new Float32Array(rows.length)
        source.forEach((from, at) => (gradient[from]! += slopes[at]!))
        return splitRows(tf, gradient, saved as Tensor2D[])
      },
    }
  }) as Tensor2D
}

/**
 * The mean of all steps, weighted by the softmax of their scores.
 * @param kernel - What a score is made with, `[width, 1]`.
 * @returns `[size, width]`.
 */
export function attendSteps(tf: Tf, features: StepFeatures, kernel: Tensor2D): Tensor2D {
  const { tensors, width, steps, rowOf } = layOut(features)
  const { size } = features
  return operation(tf, [...tensors, kernel], (inputs) => {
    const rows = joinRows(inputs.slice(0, -1))
    const direction = inputs.at(-1)!.dataSync()
    const weights = stepWeights(rows, direction, steps, size, rowOf)
    const mean = new Float32Array(size * width)
    for (let sample = 0; sample < size; sample++) {
      for (let step = 0; step < steps; step++) {
        const weight = weights[sample * steps + step]!
        const from = rowOf(step, sample) * width
        for (let column = 0; column < width; column++)
          mean[sample * width + column]! += weight * rows[from + column]!
      }
    }
    return {
      value: tf.tensor2d(mean, [size, width]),
      backward: (dy, saved) => {
        const slopes = dy.dataSync()
        const toRows = new Float32Array(rows.length)
        const toKernel = new Float32Array(width)
        for (let sample = 0; sample < size; sample++) {
          const slope = slopes.subarray(sample * width, (sample + 1) * width)
          const level = dot(slope, mean, sample * width)
          for (let step = 0; step < steps; step++) {
            const weight = weights[sample * steps + step]!
            const from = rowOf(step, sample) * width
            const toScore = weight * (dot(slope, rows, from) - level)
            for (let column = 0; column < width; column++) {
              toRows[from + column]! += weight * slope[column]! + toScore * direction[column]!
              toKernel[column]! += toScore * rows[from + column]!
            }
          }
        }
        return [...splitRows(tf, toRows, saved.slice(0, -1) as Tensor2D[]), tf.tensor2d(toKernel, [width, 1])]
      },
    }
  }) as Tensor2D
}

/** The weights of an attention, `[size, steps]`; each row adds up to 1. */
function stepWeights(
  rows: Float32Array,
  direction: ArrayLike<number>,
  steps: number,
  size: number,
  rowOf: RowOf,
): Float32Array {
  const width = direction.length
  const scores = Float32Array.from({ length: rows.length / width }, (_, row) =>
    dot(direction, rows, row * width),
  )
  const weights = new Float32Array(size * steps)
  for (let sample = 0; sample < size; sample++) {
    let top = -Infinity
    for (let step = 0; step < steps; step++) top = Math.max(top, scores[rowOf(step, sample)]!)
    let sum = 0
    for (let step = 0; step < steps; step++) {
      const weight = Math.exp(scores[rowOf(step, sample)]! - top)
      weights[sample * steps + step] = weight
      sum += weight
    }
    for (let step = 0; step < steps; step++) weights[sample * steps + step]! /= sum
  }
  return weights
}

function dot(direction: ArrayLike<number>, rows: ArrayLike<number>, from: number): number {
  let sum = 0
  for (let column = 0; column < direction.length; column++) sum += direction[column]! * rows[from + column]!
  return sum
}

function layOut({ size, shared, own }: StepFeatures): {
  readonly tensors: Tensor2D[]
  readonly width: number
  readonly steps: number
  readonly rowOf: RowOf
} {
  const tensors = [shared, own].filter((tensor) => tensor !== undefined)
  const before = shared?.shape[0] ?? 0
  return {
    tensors,
    width: tensors[0]!.shape[1],
    steps: before + (own?.shape[0] ?? 0) / size,
    rowOf: (step, sample) => (step < before ? step : before + (step - before) * size + sample),
  }
}

function joinRows(tensors: readonly { dataSync(): ArrayLike<number> }[]): Float32Array {
  const parts = tensors.map((tensor) => tensor.dataSync())
  const rows = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    rows.set(part, at)
    at += part.length
  }
  return rows
}

function splitRows(tf: Tf, rows: Float32Array, tensors: readonly Tensor2D[]): Tensor2D[] {
  let at = 0
  return tensors.map(({ shape, size }) => tf.tensor2d(rows.slice(at, (at += size)), shape))
}
