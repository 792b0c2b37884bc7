// SPDX-License-Identifier: MIT
// Over- and undersampling: which visits an epoch sees, and how often, by how they end.

import type { FitResult } from '../fit/fit-network.ts'
import { createRandom, type Random } from '../random.ts'
import type { Visit } from '../visit.ts'
import { IMBALANCE_DEFAULTS } from './imbalance-options.ts'
import { plainTask, type ImbalanceTask } from './imbalance-task.ts'

/** Chooses visits, in the order in which they came; one may come several times. */
export type Sampler = (visits: readonly Visit[], ratio: number, random: Random) => Visit[]

/** Repeats visits of a rare label until there are `ratio` of them for each of the most frequent one. */
export const oversample: Sampler = (visits, ratio, random) => {
  const groups = byLabel(visits)
  const most = Math.max(0, ...[...groups.values()].map(({ length }) => length))
  return inOrder(groups, (places) => {
    const wanted = Math.max(places.length, Math.round(most * ratio))
    const whole = Math.floor(wanted / places.length)
    const rest = pick(places, wanted - whole * places.length, random)
    return [...Array.from({ length: whole }, () => places).flat(), ...rest]
  }).map((place) => visits[place]!)
}

/** Leaves out visits of a frequent label until there are at most 1 / `ratio` of them for each of the rarest one. */
export const undersample: Sampler = (visits, ratio, random) => {
  const groups = byLabel(visits)
  const least = Math.min(...[...groups.values()].map(({ length }) => length))
  const most = Math.round(least / ratio)
  return inOrder(groups, (places) => pick(places, Math.min(places.length, most), random)).map(
    (place) => visits[place]!,
  )
}

/** Places of the visits of each label. */
function byLabel(visits: readonly Visit[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  visits.forEach(({ label }, place) => {
    const group = groups.get(label)
    if (group) group.push(place)
    else groups.set(label, [place])
  })
  return groups
}

function inOrder(
  groups: ReadonlyMap<string, readonly number[]>,
  choose: (places: readonly number[]) => readonly number[],
): number[] {
  return [...groups.values()].flatMap(choose).sort((a, b) => a - b)
}

/** Some of the values, none twice. */
function pick(values: readonly number[], count: number, random: Random): number[] {
  return random.shuffle([...values]).slice(0, count)
}

/** Samples that stop training are chosen with this seed, whatever that of the run. */
const HOLD_SEED = 20_241

/** Fits on visits that are chosen anew for every epoch; what stops training is chosen the same way, once. */
export async function fitSampled(task: ImbalanceTask, sampler: Sampler): Promise<FitResult> {
  const { train, stopping, draw, hold, fit, options, settings } = task
  const ratio = settings.samplingRatio ?? IMBALANCE_DEFAULTS.samplingRatio
  return fit(
    plainTask(task, {
      draw: (random) => draw(sampler(train, ratio, random), random),
      validation: hold(sampler(stopping, ratio, createRandom(HOLD_SEED))),
    }),
    options,
  )
}
