// SPDX-License-Identifier: MIT
// Whether probabilities mean what they say.

const SMALLEST = 1e-9

/**
 * Mean negative logarithm of the probability given to what happened.
 * @param probabilities - Of the positive class, in [0, 1]; clipped to 1e-9 from either end.
 * @returns At least 0; NaN for no cases.
 */
export function logLoss(probabilities: readonly number[], positives: readonly boolean[]): number {
  const losses = probabilities.map((p, index) => -Math.log(Math.max(positives[index] ? p : 1 - p, SMALLEST)))
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/**
 * Expected calibration error: distance of mean probability and observed share, over bins of equal width.
 * @param probabilities - Of the positive class, in [0, 1].
 * @returns In [0, 1]; NaN for no cases.
 */
export function calibrationError(
  probabilities: readonly number[],
  positives: readonly boolean[],
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => ({ said: 0, happened: 0 }))
  probabilities.forEach((p, index) => {
    const bin = sums[Math.min(bins - 1, Math.floor(p * bins))]!
    bin.said += p
    if (positives[index]) bin.happened++
  })
  return sums.reduce((sum, { said, happened }) => sum + Math.abs(said - happened), 0) / probabilities.length
}
