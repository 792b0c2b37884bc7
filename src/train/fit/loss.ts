// SPDX-License-Identifier: MIT
// The loss: cross-entropy of every head over classes that may be partly told, as one differentiable operation.

import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core'
import type { HeadLayer } from '../network/parameters.ts'
import type { Sample, Target } from './batch.ts'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'

/**
 * Weighted mean loss of a batch, summed over the heads that a sample tells of.
 *
 * @remarks A target of zeros and ones says which classes are possible: `-log(sum of their probabilities)`, the
 * common cross-entropy where one is. A soft target is met by cross-entropy with it. A single unit is a sigmoid
 * for the last class against all others.
 * @param logits - `[size, units of all heads]`.
 */
export function targetLoss(
  tf: Tf,
  logits: Tensor2D,
  samples: readonly Sample[],
  heads: readonly HeadLayer[],
): Scalar {
  const total = totalWeight(samples)
  return operation(tf, [logits], ([input]) => {
    const [size, units] = logits.shape
    const values = input!.dataSync() as Float32Array
    const gradient = new Float32Array(values.length)
    let loss = 0
    samples.forEach((sample, row) => {
      const result = lossOf(values.subarray(row * units, (row + 1) * units), sample, heads)
      loss += (result.loss * sample.weight) / total
      result.gradient.forEach(
        (slope, unit) => (gradient[row * units + unit] = (slope * sample.weight) / total),
      )
    })
    return {
      value: tf.scalar(loss),
      backward: (dy) => [tf.mul(tf.tensor2d(gradient, [size, units]), dy)],
    }
  }) as Scalar
}

/** The same mean for logits that were computed already, `[samples, units of all heads]`. */
export function meanLoss(
  logits: Float32Array,
  samples: readonly Sample[],
  heads: readonly HeadLayer[],
): number {
  const units = logits.length / samples.length
  const sum = samples.reduce(
    (acc, sample, row) =>
      acc + sample.weight * lossOf(logits.subarray(row * units, (row + 1) * units), sample, heads).loss,
    0,
  )
  return sum / totalWeight(samples)
}

function totalWeight(samples: readonly Sample[]): number {
  return samples.reduce((sum, sample) => sum + sample.weight, 0)
}

function lossOf(logits: Float32Array, { targets }: Sample, heads: readonly HeadLayer[]): LossOfOne {
  let loss = 0
  let offset = 0
  const gradient: number[] = []
  heads.forEach(({ units }, index) => {
    const own = logits.subarray(offset, (offset += units))
    const target = targets[index]
    const result = target ? headLoss(own, target) : { loss: 0, gradient: new Array<number>(units).fill(0) }
    const weight = target?.weight ?? 1
    loss += weight * result.loss
    gradient.push(...result.gradient.map((slope) => weight * slope))
  })
  return { loss, gradient }
}

function headLoss(logits: Float32Array, { classes, soft }: Target): LossOfOne {
  return logits.length === 1
    ? sigmoidLoss(logits[0]!, classes.at(-1)!)
    : softmaxLoss(logits, classes, soft === true)
}

interface LossOfOne {
  readonly loss: number
  readonly gradient: readonly number[]
}

function sigmoidLoss(logit: number, positive: number): LossOfOne {
  const p = 1 / (1 + Math.exp(-logit))
  const loss = Math.max(logit, 0) - logit * positive + Math.log1p(Math.exp(-Math.abs(logit)))
  return { loss, gradient: [p - positive] }
}

function softmaxLoss(logits: Float32Array, target: readonly number[], soft: boolean): LossOfOne {
  const top = Math.max(...logits)
  const weights = Array.from(logits, (logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  const p = weights.map((weight) => weight / sum)
  if (soft) {
    const loss = -target.reduce((acc, share, k) => acc + share * Math.log(Math.max(p[k]!, 1e-12)), 0)
    return { loss, gradient: p.map((value, k) => value - target[k]!) }
  }
  const allowed = Math.max(
    p.reduce((acc, value, k) => acc + value * target[k]!, 0),
    1e-12,
  )
  return { loss: -Math.log(allowed), gradient: p.map((value, k) => value - (value * target[k]!) / allowed) }
}
