// SPDX-License-Identifier: MIT
// Which trials are tried next: a grid, random draws, or draws that learn from earlier rounds.

import { fnv1a32 } from '../holdout.ts'
import { createRandom, type Random } from '../random.ts'
import { gridOf, sizeOf, valueAt, type Dimension, type TrialValues } from './search-space.ts'
import { proposeByTpe } from './tpe.ts'

/** Ways to search, by the name that the command takes. */
export const SEARCH_METHODS: readonly SearchMethod[] = ['bayesian', 'random', 'grid']

/**
 * How trials are proposed: draws that learn from earlier rounds, draws that do not, or all of a grid.
 * @public
 */
export type SearchMethod = 'bayesian' | 'random' | 'grid'

/** How trials are proposed. */
export interface ProposeOptions {
  readonly space: readonly Dimension[]
  readonly method: SearchMethod
  /** Decides all draws. */
  readonly seed: number
  /** Values of a range in a grid. */
  readonly points: number
}

/** Guided draws of one trial before evenly spread ones take over, and draws in all before it may be a second one. */
const TRIES = { guided: 200, all: 5000 }

/**
 * The next round; it follows from the options and from what earlier rounds gave, and from nothing else.
 * @param past - Values of all trials of earlier rounds, in their order.
 * @param ranked - The same without those that failed, best first.
 * @param count - Trials wanted; a space that has no more gives fewer.
 */
export function proposeRound(
  options: ProposeOptions,
  past: readonly TrialValues[],
  ranked: readonly TrialValues[],
  count: number,
): TrialValues[] {
  if (options.method === 'grid') return gridTrials(options).slice(past.length, past.length + count)
  const { space, seed, method } = options
  const round: TrialValues[] = []
  const seen = new Set(past.map(keyOf))
  const size = space.reduce((product, dimension) => product * sizeOf(dimension), 1)
  while (round.length < count && seen.size < size) {
    // Each trial has its own numbers: a longer search begins with the trials of a shorter one.
    const random = createRandom(fnv1a32(`trial ${past.length + round.length} of ${seed}`))
    const isGuided = method === 'bayesian' && ranked.length > 0
    const draw = (): TrialValues =>
      isGuided ? proposeByTpe(space, ranked, round, random) : drawValues(space, random)
    const values = drawNew(draw, () => drawValues(space, random), seen)
    seen.add(keyOf(values))
    round.push(values)
  }
  return round
}

/** Trials that there are at most; infinite for draws from a range of real numbers. */
export function trialCount({ space, method, points }: ProposeOptions): number {
  return space.reduce(
    (product, dimension) =>
      product * (method === 'grid' ? gridOf(dimension, points).length : sizeOf(dimension)),
    1,
  )
}

/** All of the grid, shuffled: the first trials of one that is too large to finish lie everywhere in it. */
function gridTrials({ space, points, seed }: ProposeOptions): TrialValues[] {
  const all = space.reduce<TrialValues[]>(
    (trials, dimension) =>
      trials.flatMap((trial) =>
        gridOf(dimension, points).map((value) => ({ ...trial, [dimension.name]: value })),
      ),
    [{}],
  )
  return createRandom(seed).shuffle(all)
}

/** A trial that there was not yet. */
function drawNew(
  draw: () => TrialValues,
  drawEvenly: () => TrialValues,
  seen: ReadonlySet<string>,
): TrialValues {
  let values = draw()
  for (let tries = 1; tries < TRIES.all && seen.has(keyOf(values)); tries++) {
    values = tries < TRIES.guided ? draw() : drawEvenly()
  }
  return values
}

function drawValues(space: readonly Dimension[], random: Random): TrialValues {
  return Object.fromEntries(space.map((dimension) => [dimension.name, valueAt(dimension, random.next())]))
}

function keyOf(values: TrialValues): string {
  return JSON.stringify(values)
}
