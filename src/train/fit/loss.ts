// SPDX-License-Identifier: MIT
// The loss: cross-entropy of every head over classes that may be partly told, as one differentiable operation.

import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core'
import type { HeadLayer } from '../network/parameters.ts'
import type { Pair, Sample, Target } from './batch.ts'
import { focus } from './focal.ts'
import type { Tf } from './load-tf.ts'
import { operation } from './operation.ts'
import { PAIR_WEIGHT, pairCost } from './pair-loss.ts'

/**
 * Weighted mean loss of a batch, summed over the heads that a sample tells of.
 *
 * @remarks A target of zeros and ones says which classes are possible: `-log(sum of their probabilities)`, the
 * common cross-entropy where one is. A soft target is met by cross-entropy with it. A single unit is a sigmoid
 * for the last class against all others.
 * @param logits - `[size, units of all heads]`: of the samples, then of the two inputs of each pair.
 * @param pairs - Each counts as a sample of weight {@link PAIR_WEIGHT}, but for the mean.
 */
export function targetLoss(
  tf: Tf,
  logits: Tensor2D,
  samples: readonly Sample[],
  heads: readonly HeadLayer[],
  pairs: readonly Pair[] = [],
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
    pairs.forEach(({ head, unit, expected }, index) => {
      const offset = heads.slice(0, head).reduce((sum, { units: own }) => sum + own, 0)
      const [before, after] = [0, 1].map((which) => {
        const start = (samples.length + 2 * index + which) * units + offset
        return values.subarray(start, start + heads[head]!.units)
      })
      const cost = pairCost(before!, after!, unit, expected)
      const weight = PAIR_WEIGHT / total
      loss += weight * cost.loss
      const start = (samples.length + 2 * index) * units + offset
      cost.before.forEach((slope, at) => (gradient[start + at] = weight * slope))
      cost.after.forEach((slope, at) => (gradient[start + units + at] = weight * slope))
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

/** Loss of one head on one sample, before weights, and its gradient by the logits. */
export function headLoss(logits: Float32Array, { classes, soft, gamma = 0 }: Target): LossOfOne {
  if (logits.length === 1) return sigmoidLoss(logits[0]!, classes.at(-1)!, gamma)
  return soft === true ? softLoss(logits, classes, gamma) : setLoss(logits, classes, gamma)
}

/** What a sample costs. */
export interface LossOfOne {
  readonly loss: number
  readonly gradient: readonly number[]
}

function sigmoidLoss(logit: number, positive: number, gamma: number): LossOfOne {
  const p = 1 / (1 + Math.exp(-logit))
  const rest = Math.log1p(Math.exp(-Math.abs(logit)))
  if (gamma === 0) {
    return { loss: Math.max(logit, 0) - logit * positive + rest, gradient: [p - positive] }
  }
  const yes = focus(Math.max(-logit, 0) + rest, gamma)
  const no = focus(Math.max(logit, 0) + rest, gamma)
  return {
    loss: positive * yes.loss + (1 - positive) * no.loss,
    gradient: [positive * yes.slope * (p - 1) + (1 - positive) * no.slope * p],
  }
}

function softmax(logits: Float32Array): number[] {
  const top = Math.max(...logits)
  const weights = Array.from(logits, (logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** A distribution to be met. */
function softLoss(logits: Float32Array, target: readonly number[], gamma: number): LossOfOne {
  const p = softmax(logits)
  const costs = p.map((value) => focus(-Math.log(Math.max(value, 1e-12)), gamma))
  const loss = target.reduce((acc, share, k) => acc + share * costs[k]!.loss, 0)
  if (gamma === 0) return { loss, gradient: p.map((value, k) => value - target[k]!) }
  // Each class pulls by itself: its share, times how far the focal loss lets it.
  const pulls = target.map((share, k) => share * costs[k]!.slope)
  const all = pulls.reduce((a, b) => a + b, 0)
  return { loss, gradient: p.map((value, k) => all * value - pulls[k]!) }
}

/** A set of classes that are possible. */
function setLoss(logits: Float32Array, target: readonly number[], gamma: number): LossOfOne {
  const p = softmax(logits)
  const allowed = Math.max(
    p.reduce((acc, value, k) => acc + value * target[k]!, 0),
    1e-12,
  )
  const { loss, slope } = focus(-Math.log(allowed), gamma)
  return { loss, gradient: p.map((value, k) => slope * (value - (value * target[k]!) / allowed)) }
}
