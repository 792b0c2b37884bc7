// SPDX-License-Identifier: MIT
// What a yes-or-no decision is worth.

import type { Cases, Weights } from './cases.ts'

/** Decisions by whether they were right: the confusion matrix. */
export interface Confusion {
  readonly truePositive: number
  readonly falsePositive: number
  readonly falseNegative: number
  readonly trueNegative: number
}

/** Rates of decisions. */
export interface DecisionMetrics {
  /** Share of right decisions; NaN for no cases. */
  readonly accuracy: number
  /** Share of yeses that were right; NaN where none was said. */
  readonly precision: number
  /** Share of positives that were found; NaN where there is none. */
  readonly recall: number
  /** Harmonic mean of the two: 2 TP / (2 TP + FP + FN); NaN where there is nothing to find and nothing was said. */
  readonly f1: number
}

/** Counts the decisions "score at least `threshold`", each with its weight. */
export function confusionAt(
  { count, scores, positives }: Cases,
  threshold: number,
  weights?: Weights,
): Confusion {
  const sums = [0, 0, 0, 0]
  for (let index = 0; index < count; index++) {
    const said = scores[index]! >= threshold
    sums[(said ? 0 : 2) + (positives[index] === 1 ? 0 : 1)]! += weights ? weights[index]! : 1
  }
  const [truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0] = sums
  return { truePositive, falsePositive, falseNegative, trueNegative }
}

/** The rates of a confusion matrix. */
export function decisionMetrics({
  truePositive,
  falsePositive,
  falseNegative,
  trueNegative,
}: Confusion): DecisionMetrics {
  return {
    accuracy: (truePositive + trueNegative) / (truePositive + falsePositive + falseNegative + trueNegative),
    precision: truePositive / (truePositive + falsePositive),
    recall: truePositive / (truePositive + falseNegative),
    f1: (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative),
  }
}
