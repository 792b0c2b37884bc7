// SPDX-License-Identifier: MIT
// The scales that bring raw quantities to the unit interval.

/**
 * Logarithmic scale: 0 at 0, 1 from `full` on.
 * @param value - At least 0; anything else counts as 0.
 * @param full - Value that maps to 1, above 0.
 * @returns In [0, 1], never NaN.
 */
export function logScale(value: number, full: number): number {
  if (!(value > 0)) return 0
  return value >= full ? 1 : Math.log1p(value) / Math.log1p(full)
}

/**
 * Signed squash of a log ratio: 0 at equality, about ±0.46 at half and double.
 * @param logRatio - Any number; NaN counts as 0.
 * @returns In [-1, 1], never NaN.
 */
export function squash(logRatio: number): number {
  return Number.isNaN(logRatio) ? 0 : Math.tanh(logRatio * 0.72)
}
