// SPDX-License-Identifier: MIT
// Whether probabilities mean what they say.

import { checkProbabilities, checkWeights, toCases, type Cases, type Weights } from './cases.ts'

const SMALLEST = 1e-9

/** Bins of the calibration error. */
export const CALIBRATION_BINS = 15

/**
 * Mean negative logarithm of the probability given to what happened.
 * @param probabilities - Of the positive class, in [0, 1]; clipped to 1e-9 from either end.
 * @param weights - Weight of each case, at least 0; 1 where not given.
 * @returns At least 0; NaN for no cases.
 * @throws `MetricInputError` for what is no probability and for lengths or weights that do not fit.
 */
export function logLoss(
  probabilities: readonly number[],
  positives: readonly boolean[],
  weights?: readonly number[],
): number {
  return rankedLogLoss(toProbabilityCases(probabilities, positives, weights), weights)
}

/**
 * Brier score: mean squared distance of probability and outcome.
 * @param probabilities - Of the positive class, in [0, 1].
 * @param weights - Weight of each case, at least 0; 1 where not given.
 * @returns In [0, 1]; NaN for no cases.
 * @throws `MetricInputError` for what is no probability and for lengths or weights that do not fit.
 */
export function brierScore(
  probabilities: readonly number[],
  positives: readonly boolean[],
  weights?: readonly number[],
): number {
  return rankedBrier(toProbabilityCases(probabilities, positives, weights), weights)
}

/**
 * Expected calibration error: distance of mean probability and observed share, over bins of equal width.
 * @param probabilities - Of the positive class, in [0, 1].
 * @param bins - Number of bins; bin k holds [k / bins, (k + 1) / bins), the last one 1 as well.
 * @param weights - Weight of each case, at least 0; 1 where not given.
 * @returns In [0, 1]; NaN for no cases.
 * @throws `MetricInputError` for what is no probability and for lengths or weights that do not fit.
 */
export function calibrationError(
  probabilities: readonly number[],
  positives: readonly boolean[],
  bins: number = CALIBRATION_BINS,
  weights?: readonly number[],
): number {
  return rankedCalibrationError(toProbabilityCases(probabilities, positives, weights), bins, weights)
}

/** {@link logLoss} of cases that are checked already. */
export function rankedLogLoss({ count, scores, positives }: Cases, weights?: Weights): number {
  return mean(
    count,
    weights,
    (index) => -Math.log(Math.max(positives[index] === 1 ? scores[index]! : 1 - scores[index]!, SMALLEST)),
  )
}

/** {@link brierScore} of cases that are checked already. */
export function rankedBrier({ count, scores, positives }: Cases, weights?: Weights): number {
  return mean(count, weights, (index) => (scores[index]! - positives[index]!) ** 2)
}

/** {@link calibrationError} of cases that are checked already. */
export function rankedCalibrationError(cases: Cases, bins: number, weights?: Weights): number {
  const { count, scores, positives } = cases
  const surplus = new Float64Array(bins)
  let total = 0
  for (let index = 0; index < count; index++) {
    const weight = weights ? weights[index]! : 1
    const bin = Math.min(bins - 1, Math.floor(scores[index]! * bins))
    surplus[bin]! += weight * (scores[index]! - positives[index]!)
    total += weight
  }
  return total > 0 ? surplus.reduce((sum, value) => sum + Math.abs(value), 0) / total : NaN
}

function toProbabilityCases(
  probabilities: readonly number[],
  positives: readonly boolean[],
  weights: readonly number[] | undefined,
): Cases {
  const cases = toCases(probabilities, positives)
  checkProbabilities(cases)
  checkWeights(cases, weights)
  return cases
}

function mean(count: number, weights: Weights | undefined, read: (index: number) => number): number {
  let [sum, total] = [0, 0]
  for (let index = 0; index < count; index++) {
    const weight = weights ? weights[index]! : 1
    // A weight of 0 leaves a case out, whatever its value.
    if (weight > 0) sum += weight * read(index)
    total += weight
  }
  return total > 0 ? sum / total : NaN
}
