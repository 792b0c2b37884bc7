// SPDX-License-Identifier: MIT
// Over- and undersampling: which visits an epoch sees, and how often, by how they end.

import type { FitResult } from '../fit/fit-network.ts'
import { answerOf } from '../heads.ts'
import { createRandom, type Random } from '../random.ts'
import type { HeadName } from '../../types.ts'
import type { Visit } from '../visit.ts'
import { IMBALANCE_DEFAULTS } from './imbalance-options.ts'
import { plainTask, type ImbalanceTask } from './imbalance-task.ts'

/**
 * Chooses visits, in the order in which they came; one may come several times.
 * @param head - Question whose answers are balanced; visits that do not answer it are kept as they are.
 */
export type Sampler = (visits: readonly Visit[], head: HeadName, ratio: number, random: Random) => Visit[]

/** Repeats visits of a rare answer until there are `ratio` of them for each of the most frequent one. */
export const oversample: Sampler = (visits, head, ratio, random) => {
  const groups = byAnswer(visits, head)
  const most = Math.max(0, ...[...groups.values()].map(({ length }) => length))
  return choose(visits, groups, (places) => {
    const wanted = Math.max(places.length, Math.round(most * ratio))
    const whole = Math.floor(wanted / places.length)
    const rest = pick(places, wanted - whole * places.length, random)
    return [...Array.from({ length: whole }, () => places).flat(), ...rest]
  })
}

/** Leaves out visits of a frequent answer until there are at most 1 / `ratio` of them for each of the rarest one. */
export const undersample: Sampler = (visits, head, ratio, random) => {
  const groups = byAnswer(visits, head)
  const least = Math.min(...[...groups.values()].map(({ length }) => length))
  const most = Math.round(least / ratio)
  return choose(visits, groups, (places) => pick(places, Math.min(places.length, most), random))
}

/** Places of the visits that give each answer. */
function byAnswer(visits: readonly Visit[], head: HeadName): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  visits.forEach((visit, place) => {
    const answer = answerOf(visit, head)
    if (answer === undefined) return
    const group = groups.get(answer)
    if (group) group.push(place)
    else groups.set(answer, [place])
  })
  return groups
}

function choose(
  visits: readonly Visit[],
  groups: ReadonlyMap<string, readonly number[]>,
  pickFrom: (places: readonly number[]) => readonly number[],
): Visit[] {
  const answering = new Set([...groups.values()].flat())
  const others = [...visits.keys()].filter((place) => !answering.has(place))
  const places = [...others, ...[...groups.values()].flatMap(pickFrom)].sort((a, b) => a - b)
  return places.map((place) => visits[place]!)
}

/** Some of the values, none twice. */
function pick(values: readonly number[], count: number, random: Random): number[] {
  return random.shuffle([...values]).slice(0, count)
}

/** Samples that stop training are chosen with this seed, whatever that of the run. */
const HOLD_SEED = 20_241

/** Fits on visits that are chosen anew for every epoch; what stops training is chosen the same way, once. */
export async function fitSampled(task: ImbalanceTask, sampler: Sampler): Promise<FitResult> {
  const { train, stopping, draw, hold, fit, options, settings, question } = task
  const ratio = settings.samplingRatio ?? IMBALANCE_DEFAULTS.samplingRatio
  return fit(
    plainTask(task, {
      draw: (random) => draw(sampler(train, question.name, ratio, random), random),
      validation: hold(sampler(stopping, question.name, ratio, createRandom(HOLD_SEED))),
    }),
    options,
  )
}
