// SPDX-License-Identifier: MIT
// The prices that this visitor has looked at: a running geometric mean and the rank of a new price.

/** Prices kept for the rank. */
const REMEMBERED = 100
/** A single price moves the mean as if it lay at most this far from it (a factor of 20). */
const MAX_LOG_DISTANCE = 3

/** What the prices seen so far say about the next one. */
export interface PriceMemory {
  /** Geometric mean so far; `undefined` before the first price. */
  mean(): number | undefined
  /** Logarithm of the price over the mean so far; `undefined` before the first price. */
  logRatio(price: number): number | undefined
  /** Share of remembered prices below minus share above, in [-1, 1]; `undefined` before the first price. */
  rank(price: number): number | undefined
  /** Remembers a price. */
  add(price: number): void
}

/** Creates an empty memory. */
export function createPriceMemory(): PriceMemory {
  const recent: number[] = []
  let count = 0
  let meanLog = 0
  return {
    mean: () => (count === 0 ? undefined : Math.exp(meanLog)),
    logRatio: (price) => (count === 0 ? undefined : Math.log(price) - meanLog),
    rank(price) {
      if (recent.length === 0) return undefined
      let balance = 0
      for (const other of recent) balance += other < price ? 1 : other > price ? -1 : 0
      return balance / recent.length
    },
    add(price) {
      const log = Math.log(price)
      const distance =
        count === 0 ? 0 : Math.max(-MAX_LOG_DISTANCE, Math.min(MAX_LOG_DISTANCE, log - meanLog))
      meanLog = count === 0 ? log : meanLog + distance / (count + 1)
      count++
      recent.push(price)
      if (recent.length > REMEMBERED) recent.shift()
    },
  }
}
