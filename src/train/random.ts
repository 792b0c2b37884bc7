// SPDX-License-Identifier: MIT
// A small seeded generator, so that the same seed trains the same weights on every machine.

/** A stream of numbers that the seed decides. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, below). */
  integer(below: number): number
  /** Standard normal. */
  normal(): number
  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T>(values: T[]): T[]
  /** Where the stream is, as an unsigned 32-bit integer. */
  state(): number
  /** Goes on from there. */
  setState(state: number): void
}

/**
 * Creates a generator (mulberry32).
 * @param seed - Any integer; taken modulo 2³².
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle(values) {
      for (let index = values.length - 1; index > 0; index--) {
        const other = integer(index + 1)
        const kept = values[index]!
        values[index] = values[other]!
        values[other] = kept
      }
      return values
    },
    state: () => state,
    setState(value) {
      state = value >>> 0
    },
  }
}
