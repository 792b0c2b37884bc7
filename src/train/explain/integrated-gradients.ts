// SPDX-License-Identifier: MIT
// Integrated gradients (Sundararajan et al. 2017): how much each event moves the log odds of a class, against the
// same visit with every input at zero. Their sum is the difference of the two.

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { encodeVisit } from '../heads.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import { toBatch, trimPadding, type Batch } from '../fit/batch.ts'
import { embedWindows, type WindowPart } from '../fit/embed-windows.ts'
import { headLogits, padTrunk, windowParts } from '../fit/forward.ts'
import type { Tf } from '../fit/load-tf.ts'
import { operation } from '../fit/operation.ts'
import type { Trainee } from '../fit/train-step.ts'
import { readSteps } from '../fit/trunk.ts'
import type { Weights } from '../fit/weights.ts'
import type { Attribute } from './explain-visit.ts'

/** Points on the way from nothing to the visit. */
const STEPS = 64

/**
 * Makes the attribution of a network's visits.
 * @param trainee - Network and weights.
 * @param index - Class of the first head whose log odds are explained.
 * @returns `undefined` for a visit whose events are not the rows of its encoding one by one.
 */
export function attributeWith(tf: Tf, trainee: Trainee, index: number): Attribute {
  return (visit) => {
    const sample = trimPadding(encodeVisit(visit))
    if (sample.rows !== visit.events.length) return undefined
    return integrateGradients(tf, trainee, toBatch([sample], sample.rows), index)
  }
}

/**
 * Attributes the log odds of one visit to its rows.
 * @param batch - One visit.
 * @returns One number a row.
 */
export function integrateGradients(tf: Tf, trainee: Trainee, batch: Batch, index: number): number[] {
  const { spec, heads, shapes, values } = trainee
  const { shared, own } = windowParts(spec, batch.rows)
  return tf.tidy(() => {
    const weights: Weights = new Map(
      shapes.map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
    )
    const table = weights.get('embedding/embeddings') as Tensor2D
    const padding = padTrunk(tf, spec, weights, shared)
    const width = spec.embedding + (spec.channels ? CHANNEL_COUNT : 0)
    const windowsAt = (share: number): Tensor2D =>
      embedWindows(tf, table, batch, own, new Float32Array(batch.rows * width).fill(share))
    const slope = tf.grad((x) => {
      const hidden = readSteps(tf, spec, weights, padding, x as Tensor2D, 1)
      return logOdds(tf, headLogits(tf, heads, weights, hidden), heads[0]!.units, index)
    })
    const nothing = windowsAt(0).dataSync()
    const change = windowsAt(1)
      .dataSync()
      .map((value, at) => value - nothing[at]!)
    const mean = new Float64Array(change.length)
    for (let step = 0; step < STEPS; step++) {
      const gradient = tf.tidy(() => slope(windowsAt((step + 0.5) / STEPS)).dataSync())
      gradient.forEach((value, at) => (mean[at]! += value / STEPS))
    }
    return sumByRow(own, batch.rows, width, (at) => mean[at]! * change[at]!)
  })
}

/** Log of p / (1 − p) of one class of the first head, before calibration. */
function logOdds(tf: Tf, logits: Tensor2D, units: number, index: number): Scalar {
  return operation(tf, [logits], ([input]) => {
    const all = input!.dataSync()
    const values = Array.from(all.subarray(0, units))
    const gradient = new Float32Array(all.length)
    const backward = (dy: Tensor): Tensor[] => [tf.mul(tf.tensor2d(gradient, [1, all.length]), dy)]
    // One unit is the log odds already.
    if (units === 1) {
      gradient[0] = 1
      return { value: tf.scalar(values[0]!), backward }
    }
    const others = values.map((value, at) => (at === index ? -Infinity : value))
    const top = Math.max(...others)
    const weights = others.map((value) => Math.exp(value - top))
    const sum = weights.reduce((a, b) => a + b, 0)
    weights.forEach((weight, at) => (gradient[at] = at === index ? 1 : -weight / sum))
    return { value: tf.scalar(values[index]! - top - Math.log(sum)), backward }
  }) as Scalar
}

/** Adds up what belongs to each row, wherever windows overlap; the order is that of `embedWindows`. */
function sumByRow(part: WindowPart, rows: number, width: number, read: (at: number) => number): number[] {
  const sums = new Array<number>(rows).fill(0)
  const windows = part.steps * part.pool
  for (let window = 0; window < windows; window++) {
    for (let k = 0; k < part.kernel; k++) {
      const source = (part.firstStep * part.pool + window) * part.stride + k - part.before
      const row = source - (HISTORY_LENGTH - rows)
      if (row < 0 || source >= HISTORY_LENGTH) continue
      const from = (window * part.kernel + k) * width
      for (let j = 0; j < width; j++) sums[row]! += read(from + j)
    }
  }
  return sums
}
