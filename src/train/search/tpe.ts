// SPDX-License-Identifier: MIT
// The next trial by a tree-structured Parzen estimator (Bergstra et al. 2011, with joint kernels): where do good trials
// lie that poor ones do not? Chosen over a Gaussian process because half of what a shop varies has no distance (networks,
// methods), dozens of trials are few, and it needs no matrix that may be singular.

import type { Random } from '../random.ts'
import {
  shareOf,
  sizeOf,
  valueAt,
  type Dimension,
  type RangeDimension,
  type TrialValues,
} from './search-space.ts'

/** Share of the trials that counts as good. */
const GOOD_SHARE = 0.25
/** Candidates that are drawn from where good trials lie. */
const CANDIDATES = 32
/** Weight of another value than a trial's own in its kernel over a list. */
const ELSEWHERE = 0.2

/**
 * Proposes values.
 * @param ranked - Values of earlier trials, best first, at least one.
 * @param running - Values that are being tried: counted as poor, so that a round does not try one place many times.
 */
export function proposeByTpe(
  space: readonly Dimension[],
  ranked: readonly TrialValues[],
  running: readonly TrialValues[],
  random: Random,
): TrialValues {
  const goodCount = Math.max(1, Math.round(GOOD_SHARE * ranked.length))
  const good = mixtureOf(space, ranked.slice(0, goodCount))
  const poor = mixtureOf(space, [...ranked.slice(goodCount), ...running])
  let best: { readonly values: TrialValues; readonly gain: number } | undefined
  for (let index = 0; index < CANDIDATES; index++) {
    const values = good.draw(random)
    const gain = Math.log(good.density(values)) - Math.log(poor.density(values))
    if (!best || gain > best.gain) best = { values, gain }
  }
  return best!.values
}

/** A kernel over each trial and an even spread over the whole space, all of the same weight. */
interface Mixture {
  draw(random: Random): TrialValues
  density(values: TrialValues): number
}

function mixtureOf(space: readonly Dimension[], centres: readonly TrialValues[]): Mixture {
  // Scott's rule for the width; never so narrow that nothing between two trials is tried.
  const width = Math.max(0.05, 0.3 * (centres.length + 1) ** (-1 / (space.length + 4)))
  const kernelDensity = (centre: TrialValues, values: TrialValues): number =>
    space.reduce((product, dimension) => product * densityAt(dimension, centre, values, width), 1)
  const even = space.reduce(
    (product, dimension) => product * (dimension.kind === 'choice' ? 1 / sizeOf(dimension) : 1),
    1,
  )
  return {
    draw(random) {
      const centre = centres[random.integer(centres.length + 1)]
      return Object.fromEntries(
        space.map((dimension) => [dimension.name, drawNear(dimension, centre, width, random)]),
      )
    },
    density: (values) =>
      centres.reduce((sum, centre) => sum + kernelDensity(centre, values), even) / (centres.length + 1),
  }
}

function drawNear(
  dimension: Dimension,
  centre: TrialValues | undefined,
  width: number,
  random: Random,
): string | number {
  const own = centre?.[dimension.name]
  if (own === undefined) return valueAt(dimension, random.next())
  if (dimension.kind === 'choice') {
    return random.next() < ELSEWHERE ? valueAt(dimension, random.next()) : own
  }
  const middle = shareOf(dimension, own as number)
  for (;;) {
    const share = middle + width * random.normal()
    if (share >= 0 && share < 1) return valueAt(dimension, share)
  }
}

function densityAt(dimension: Dimension, centre: TrialValues, values: TrialValues, width: number): number {
  const [own, value] = [centre[dimension.name]!, values[dimension.name]!]
  if (dimension.kind === 'choice') {
    return (own === value ? 1 - ELSEWHERE : 0) + ELSEWHERE / dimension.values.length
  }
  return normalInside(dimension, own as number, value as number, width)
}

/** Density of a normal distribution that is cut off at both ends of the range. */
function normalInside(dimension: RangeDimension, centre: number, value: number, width: number): number {
  const middle = shareOf(dimension, centre)
  const z = (shareOf(dimension, value) - middle) / width
  const inside = normalBelow((1 - middle) / width) - normalBelow(-middle / width)
  return Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * width * inside)
}

/** Normal distribution function, within 2e-4: by the logistic curve that follows it. */
function normalBelow(z: number): number {
  return 1 / (1 + Math.exp(-z * (1.5976 + 0.07056 * z * z)))
}
