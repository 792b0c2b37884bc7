// SPDX-License-Identifier: MIT
// What a yes-or-no decision is worth.

/** Counts and rates of decisions. */
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

/** Compares decisions with the truth. */
export function decisionMetrics(
  decisions: readonly boolean[],
  positives: readonly boolean[],
): DecisionMetrics {
  let [truePositive, falsePositive, falseNegative, right] = [0, 0, 0, 0]
  decisions.forEach((said, index) => {
    const is = positives[index] === true
    if (said === is) right++
    if (said && is) truePositive++
    if (said && !is) falsePositive++
    if (!said && is) falseNegative++
  })
  return {
    accuracy: right / decisions.length,
    precision: truePositive / (truePositive + falsePositive),
    recall: truePositive / (truePositive + falseNegative),
    f1: (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative),
  }
}
