// SPDX-License-Identifier: MIT
// The rivals of a question, fitted on what the model learned from and cut at the same place.

import { answerOf, isMain, type HeadTask } from '../../../src/train/heads.ts'
import type { ScorerOutput } from '../../../src/train/metrics/measure-scorers.ts'
import { fitBoostedTrees } from '../../../src/train/rivals/boosted-trees.ts'
import { fitLogistic } from '../../../src/train/rivals/logistic-regression.ts'
import { fitAllRivals } from '../../../src/train/rivals/rivals.ts'
import type { Visit } from '../../../src/train/visit.ts'

/** Named beside them in every report; these two say nothing more here. */
const LEFT_OUT = ['majority', 'decision tree']

/** By the id of a visit. */
type Counters = ReadonlyMap<string, readonly number[]>

/**
 * What the rivals say.
 * @param learned - Visits to fit them on, as they are.
 * @param measured - Visits to be judged, as they are; each answers the head.
 * @param stop - Both are cut after so many events; `null`: not at all.
 */
export async function rivalAnswers(
  learned: readonly Visit[],
  measured: readonly Visit[],
  task: HeadTask,
  stop: number | null,
): Promise<ScorerOutput[]> {
  const { rivals } = await fitAllRivals(cutAll(learned, stop), task)
  const inputs = cutAll(measured, stop)
  return rivals
    .filter(({ name }) => !LEFT_OUT.some((left) => name.startsWith(left)))
    .map(({ name, predict }) => ({ name, probabilities: inputs.map(({ events }) => predict(events)) }))
}

/** Visits with at least so many events, cut after them. */
export function cutAll(visits: readonly Visit[], stop: number | null): Visit[] {
  if (stop === null) return [...visits]
  return visits
    .filter(({ events }) => events.length >= stop)
    .map((visit) => ({ ...visit, events: visit.events.slice(0, stop) }))
}

/** What rivals say that read the numbers of the file itself; with the kind of visitor where the visits tell it. */
export async function counterAnswers(
  learned: readonly Visit[],
  measured: readonly Visit[],
  task: HeadTask,
  counters: Counters,
): Promise<ScorerOutput[]> {
  const told = learned.filter((visit) => answerOf(visit, task.name) !== undefined)
  const positives = told.map((visit) => isMain(visit, task))
  const isReturningTold = [...told, ...measured].some(({ returning }) => returning !== undefined)
  const readings: { about: string; read: (visit: Visit) => number[] }[] = [
    { about: '6 counters', read: (visit) => [...counters.get(visit.id)!] },
    ...(isReturningTold
      ? [
          {
            about: '6 counters and visitor type',
            read: (visit: Visit) => [...counters.get(visit.id)!, Number(visit.returning ?? false)],
          },
        ]
      : []),
  ]
  const outputs: ScorerOutput[] = []
  for (const { about, read } of readings) {
    const rows = told.map(read)
    const logistic = fitLogistic(rows, positives)
    const trees = await fitBoostedTrees(rows, positives)
    for (const [name, model] of Object.entries({ logistic, 'boosted trees': trees })) {
      outputs.push({
        name: `${name}, ${about}`,
        probabilities: measured.map((visit) => model.predict(read(visit))),
      })
    }
  }
  return outputs
}
