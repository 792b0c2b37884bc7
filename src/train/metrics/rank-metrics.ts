// SPDX-License-Identifier: MIT
// How well scores order positives before negatives; ties are exact, never left to the sort.

import { checkWeights, eachTie, toCases, type Cases, type Weights } from './cases.ts'

/**
 * Area under the ROC curve: chance that a positive scores above a negative, ties counting half.
 * @param scores - Any finite numbers.
 * @param positives - Whether each is positive; same length.
 * @param weights - Weight of each case, at least 0; 1 where not given.
 * @returns In [0, 1]; NaN where one of the two classes is missing.
 * @throws `MetricInputError` for a score that is not finite and for lengths or weights that do not fit.
 */
export function rocAuc(
  scores: readonly number[],
  positives: readonly boolean[],
  weights?: readonly number[],
): number {
  const cases = toCases(scores, positives)
  checkWeights(cases, weights)
  return rankedRocAuc(cases, weights)
}

/** {@link rocAuc} of cases that are checked and ranked already. */
export function rankedRocAuc(cases: Cases, weights?: Weights): number {
  let [above, wins, negatives] = [0, 0, 0]
  eachTie(cases, weights, (positive, negative) => {
    wins += negative * (above + positive / 2)
    above += positive
    negatives += negative
  })
  return above > 0 && negatives > 0 ? wins / (above * negatives) : NaN
}

/**
 * Average precision: precision at each distinct score, weighted by the recall that it adds.
 * @param scores - Any finite numbers.
 * @param positives - Whether each is positive; same length.
 * @param weights - Weight of each case, at least 0; 1 where not given.
 * @returns In (0, 1]; NaN where there is no positive.
 * @throws `MetricInputError` for a score that is not finite and for lengths or weights that do not fit.
 */
export function averagePrecision(
  scores: readonly number[],
  positives: readonly boolean[],
  weights?: readonly number[],
): number {
  const cases = toCases(scores, positives)
  checkWeights(cases, weights)
  return rankedAveragePrecision(cases, weights)
}

/** {@link averagePrecision} of cases that are checked and ranked already. */
export function rankedAveragePrecision(cases: Cases, weights?: Weights): number {
  let [hits, seen, sum] = [0, 0, 0]
  eachTie(cases, weights, (positive, negative) => {
    hits += positive
    seen += positive + negative
    if (positive > 0) sum += positive * (hits / seen)
  })
  return hits > 0 ? sum / hits : NaN
}

/**
 * Share of all positives among the highest scores. Where equal scores lie across the border, they count in part.
 * @param share - Share of the cases that is taken, in (0, 1].
 * @returns In [0, 1]; NaN where there is no positive.
 */
export function rankedGain(cases: Cases, share: number, weights?: Weights): number {
  let [all, hits, total] = [0, 0, 0]
  eachTie(cases, weights, (positive, negative) => {
    total += positive + negative
    all += positive
  })
  let left = total * share
  eachTie(cases, weights, (positive, negative) => {
    const size = positive + negative
    if (left <= 0 || size === 0) return
    hits += positive * Math.min(1, left / size)
    left -= size
  })
  return all > 0 ? hits / all : NaN
}
