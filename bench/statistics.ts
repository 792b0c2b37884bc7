// SPDX-License-Identifier: MIT
// Medians and quartiles.

/** Spread of some measurements. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** @returns NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** First quartile, median, third quartile. */
export function toSpread(numbers: readonly number[]): Spread {
  return { low: quantile(numbers, 0.25), median: median(numbers), high: quantile(numbers, 0.75) }
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  if (below === undefined || above === undefined) return NaN
  return below + (above - below) * (at - Math.floor(at))
}
