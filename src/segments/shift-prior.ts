// SPDX-License-Identifier: MIT
// Probabilities that were learned where classes are of one size, for a place where they are of another.

// A class that the calibration data lacks must not divide by 0.
const SMALLEST = 1e-9

/**
 * Multiplies the odds of the classes by `wanted / prior` and makes them sum to 1 again. Exact where visits of a class look
 * alike in both places.
 * @param probabilities - Calibrated; one for each class.
 * @param prior - Share of each class where they were calibrated.
 * @param wanted - Share of each class here.
 * @see Saerens, Latinne and Decaestecker: Adjusting the outputs of a classifier to new a priori probabilities, 2002
 */
export function shiftPrior(
  probabilities: readonly number[],
  prior: readonly number[],
  wanted: readonly number[],
): number[] {
  const weights = probabilities.map((p, i) => (p * (wanted[i] ?? 0)) / Math.max(prior[i] ?? 0, SMALLEST))
  const sum = weights.reduce((a, b) => a + b, 0)
  return sum > 0 ? weights.map((weight) => weight / sum) : [...probabilities]
}

/**
 * Shares of the classes where one of them has another share and the rest keep their proportions.
 * @param index - Of the class whose share is known.
 * @param share - In (0, 1).
 */
export function withShare(prior: readonly number[], index: number, share: number): number[] {
  const rest = (1 - share) / Math.max(1 - (prior[index] ?? 0), SMALLEST)
  return prior.map((own, i) => (i === index ? share : own * rest))
}
