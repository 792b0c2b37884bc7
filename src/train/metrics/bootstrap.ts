// SPDX-License-Identifier: MIT
// How far chance moves a figure: visitors are drawn anew with replacement, all visits of one together.

import { createRandom } from '../random.ts'

/** How intervals are made. */
export interface BootstrapOptions {
  /** Draws; 0 for no intervals. */
  readonly resamples: number
  readonly seed: number
  /** Share of the draws that an interval holds, in (0, 1). */
  readonly level: number
}

/** Work for one set of visits: enough for 1,000 draws of 20,000 visits, fewer draws for more. */
const MOST_DRAWN_CASES = 20_000_000
const LEAST_RESAMPLES = 200
const MOST_RESAMPLES = 1000

/** Settings for so many cases. */
export function bootstrapFor(cases: number, seed = 1): BootstrapOptions {
  const affordable = Math.floor(MOST_DRAWN_CASES / Math.max(cases, 1))
  return { resamples: Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, affordable)), seed, level: 0.95 }
}

/**
 * Draws visitors with replacement, as many as there are.
 * @param visitors - Visitor of each case.
 * @returns For each draw, how often each case was drawn. The array is used again for the next draw.
 */
export function* resampleVisitors(
  visitors: readonly string[],
  { resamples, seed }: BootstrapOptions,
): Generator<Float64Array> {
  const random = createRandom(seed)
  const numbers = new Map<string, number>()
  const visitorOf = visitors.map((visitor) => {
    const number = numbers.get(visitor) ?? numbers.size
    numbers.set(visitor, number)
    return number
  })
  const times = new Float64Array(numbers.size)
  const weights = new Float64Array(visitors.length)
  for (let draw = 0; draw < resamples; draw++) {
    times.fill(0)
    for (let k = 0; k < times.length; k++) times[random.integer(times.length)]!++
    for (let index = 0; index < weights.length; index++) weights[index] = times[visitorOf[index]!]!
    yield weights
  }
}

/** Share of draws in which a figure must exist for its interval to be told. */
const DEFINED_SHARE = 0.9

/**
 * Percentile interval of a figure over draws.
 * @param draws - Its value in each; NaN where it did not exist.
 * @returns `undefined` where it existed in fewer than nine draws out of ten.
 */
export function percentileInterval(
  draws: readonly number[],
  level: number,
): { readonly low: number; readonly high: number } | undefined {
  const sorted = draws.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0 || sorted.length < DEFINED_SHARE * draws.length) return undefined
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) }
}

/** Linear between the two nearest of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!]
  return low + (high - low) * (at - below)
}
