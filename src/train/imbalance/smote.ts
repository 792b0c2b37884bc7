// SPDX-License-Identifier: MIT
// SMOTE: made-up vectors of a rare class, each on the line from a real one to one of its nearest of the same class.

import type { Random } from '../random.ts'

/** Neighbours that a vector may be drawn to. */
export const NEIGHBOURS = 5

/** Real vectors at most: distances of all pairs are computed. */
const MOST_REAL = 4000

/** A vector that was made up: `from + share × (to - from)`. */
export interface Synthetic {
  readonly vector: Float32Array
  /** Indices of the two real vectors. */
  readonly from: number
  readonly to: number
}

/**
 * Makes vectors up.
 * @param vectors - Real vectors of one class and length, at least two where `count` is above 0.
 * @param count - How many are wanted.
 * @see https://arxiv.org/abs/1106.1813
 */
export function smote(
  vectors: readonly Float32Array[],
  count: number,
  random: Random,
  neighbours: number = NEIGHBOURS,
): Synthetic[] {
  if (vectors.length < 2) return []
  const real = random.shuffle([...vectors.keys()]).slice(0, MOST_REAL)
  const nearest = new Map<number, number[]>()
  return Array.from({ length: count }, (_, index) => {
    const from = real[index % real.length]!
    const known = nearest.get(from) ?? nearestOf(vectors, real, from, neighbours)
    nearest.set(from, known)
    const to = known[random.integer(known.length)]!
    const share = random.next()
    const [start, end] = [vectors[from]!, vectors[to]!]
    return { vector: start.map((value, at) => value + share * (end[at]! - value)), from, to }
  })
}

/** The nearest by Euclid, without the vector itself; of equal ones the first. */
export function nearestOf(
  vectors: readonly Float32Array[],
  among: readonly number[],
  from: number,
  count: number,
): number[] {
  const own = vectors[from]!
  return among
    .filter((other) => other !== from)
    .map((other) => {
      const vector = vectors[other]!
      let distance = 0
      for (let at = 0; at < own.length; at++) distance += (own[at]! - vector[at]!) ** 2
      return { other, distance }
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ other }) => other)
}
