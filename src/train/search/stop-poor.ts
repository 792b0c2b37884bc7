// SPDX-License-Identifier: MIT
// The median rule: a trial ends when its best loss so far is worse than what half of the earlier trials had by then. Only
// trials of earlier rounds count, so that it does not matter which of a round is faster.

/** Epochs that every trial has. */
const FREE_EPOCHS = 2
/** Earlier trials without which nobody is stopped. */
const LEAST_TRIALS = 4

/**
 * The loss at each epoch above which a trial is stopped.
 * @param curves - Losses by epoch of earlier trials on the same visits; one that ended early keeps its best.
 * @returns By epoch, as far as any curve goes; infinite where nobody is stopped.
 */
export function stoppingLimits(curves: readonly (readonly number[])[]): number[] {
  const known = curves.filter((curve) => curve.length > 0)
  const length = Math.max(0, ...known.map((curve) => curve.length))
  return Array.from({ length }, (_, epoch) =>
    epoch < FREE_EPOCHS || known.length < LEAST_TRIALS
      ? Infinity
      : medianOf(known.map((curve) => Math.min(...curve.slice(0, epoch + 1)))),
  )
}

/**
 * Whether a trial is stopped after its last epoch.
 * @param limits - Of {@link stoppingLimits}; beyond their end the last one counts.
 */
export function isPoor(curve: readonly number[], limits: readonly number[]): boolean {
  const limit = limits[Math.min(curve.length, limits.length) - 1] ?? Infinity
  return Math.min(...curve) > limit
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
