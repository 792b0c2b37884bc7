// SPDX-License-Identifier: MIT
// What every metric is computed from: scores with their outcomes, checked and ranked once.

import { MetricInputError } from '../train-errors.ts'

/** Scores and outcomes, ranked. */
export interface Cases {
  readonly count: number
  readonly scores: Float64Array
  /** 1 where the case is positive, 0 where not. */
  readonly positives: Uint8Array
  /** Indices by falling score; equal scores stand together. */
  readonly order: Uint32Array
}

/** Weight of each case, at least 0; all count once where none is given. */
export type Weights = ArrayLike<number>

/**
 * Checks and ranks.
 * @param scores - Any finite numbers.
 * @param positives - Whether each is positive; same length.
 * @throws {@link MetricInputError} when the lengths differ or a score is not finite.
 */
export function toCases(scores: readonly number[], positives: readonly boolean[]): Cases {
  if (scores.length !== positives.length) {
    throw new MetricInputError(`There are ${scores.length} scores but ${positives.length} outcomes.`)
  }
  const wrong = scores.findIndex((score) => !Number.isFinite(score))
  if (wrong >= 0) {
    throw new MetricInputError(
      `Score ${wrong} is ${scores[wrong]}, not a finite number. Look for what the scorer made of that case.`,
    )
  }
  return {
    count: scores.length,
    scores: Float64Array.from(scores),
    positives: Uint8Array.from(positives, Number),
    order: Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!),
  }
}

/**
 * Checks that scores can be read as probabilities.
 * @throws {@link MetricInputError} for one outside [0, 1].
 */
export function checkProbabilities({ scores }: Cases): void {
  const wrong = scores.findIndex((score) => score < 0 || score > 1)
  if (wrong >= 0) throw new MetricInputError(`Probability ${wrong} is ${scores[wrong]}, outside [0, 1].`)
}

/**
 * Checks weights.
 * @throws {@link MetricInputError} when there are too many or too few, or one is negative or not finite.
 */
export function checkWeights({ count }: Cases, weights: Weights | undefined): void {
  if (!weights) return
  if (weights.length !== count) {
    throw new MetricInputError(`There are ${weights.length} weights but ${count} cases.`)
  }
  for (let index = 0; index < count; index++) {
    const weight = weights[index]!
    if (!(weight >= 0 && weight < Infinity)) {
      throw new MetricInputError(`Weight ${index} is ${weight}; weights are finite and at least 0.`)
    }
  }
}

/**
 * Walks through the groups of equal scores, the highest first.
 * @param visit - Gets the weight of the positives and of the negatives of a group, and its score.
 */
export function eachTie(
  { count, scores, positives, order }: Cases,
  weights: Weights | undefined,
  visit: (positive: number, negative: number, score: number) => void,
): void {
  let [positive, negative] = [0, 0]
  for (let rank = 0; rank < count; rank++) {
    const index = order[rank]!
    const weight = weights ? weights[index]! : 1
    if (positives[index] === 1) positive += weight
    else negative += weight
    const isLast = rank + 1 === count || scores[order[rank + 1]!] !== scores[index]
    if (!isLast) continue
    visit(positive, negative, scores[index]!)
    positive = negative = 0
  }
}
