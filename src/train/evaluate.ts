// SPDX-License-Identifier: MIT
// Measures probabilities against what happened, for the model and its rivals alike.

import { averagePrecision, rocAuc } from './metrics/rank-metrics.ts'
import { decisionMetrics } from './metrics/decision-metrics.ts'
import { calibrationError, logLoss } from './metrics/probability-metrics.ts'

/** Everything that is reported about one scorer on one set of visits. */
export interface Evaluation {
  readonly visits: number
  readonly positives: number
  /** Decisions are "probability at least `threshold`". */
  readonly threshold: number
  readonly accuracy: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly auc: number
  readonly averagePrecision: number
  readonly logLoss: number
  readonly calibrationError: number
}

/** Scorer and result. */
export interface NamedEvaluation {
  readonly name: string
  readonly result: Evaluation
}

/**
 * Evaluates probabilities of the positive class.
 * @param threshold - Probability from which on the decision is yes.
 */
export function evaluate(
  probabilities: readonly number[],
  positives: readonly boolean[],
  threshold = 0.5,
): Evaluation {
  return {
    visits: probabilities.length,
    positives: positives.filter(Boolean).length,
    threshold,
    ...decisionMetrics(
      probabilities.map((p) => p >= threshold),
      positives,
    ),
    auc: rocAuc(probabilities, positives),
    averagePrecision: averagePrecision(probabilities, positives),
    logLoss: logLoss(probabilities, positives),
    calibrationError: calibrationError(probabilities, positives),
  }
}
