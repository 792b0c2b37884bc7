// SPDX-License-Identifier: MIT
// Asks a fitted model and its rivals everything that the report shows, about visits that none of them has seen.

import type { HeadSpec } from '../../../src/model/package-format.ts'
import { answerOf, encodeVisit, headTask, type HeadTask } from '../../../src/train/heads.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import type { DataSet } from '../../../src/train/read/read-data.ts'
import type { Visit } from '../../../src/train/visit.ts'
import type { Probabilities } from '../../../src/types.ts'
import type { SourceVisits } from '../data/read-sources.ts'
import { FLOAT_MODEL, MODEL, type Answers } from './answers.ts'
import type { FittedPackages } from './fit-packages.ts'
import { counterAnswers, cutAll, rivalAnswers } from './rivals-of.ts'

/** Events after which visits of REES46 are cut; `null` is the end of the input. */
export const STOPS: readonly (number | null)[] = [1, 2, 3, 5, 8, null]

/** Answers about all data sets that are measured. */
export async function answerQuestions(
  { own, float }: FittedPackages,
  learn: readonly DataSet[],
  measure: readonly SourceVisits[],
): Promise<Answers[]> {
  const all: Answers[] = []
  for (const source of measure) {
    for (const head of own.metadata.heads) {
      const told = source.visits.filter((visit) => answerOf(visit, head.name) !== undefined)
      if (told.length === 0) continue
      for (const stop of source.name === 'rees46' ? STOPS : [null]) {
        const visits = cutAll(told, stop)
        const scores = await scoreVisits(own, visits)
        const task = headTask(head.name)
        const question = { source: source.name, head: head.name, stop }
        const rivals = await rivalsOf(learn, source, visits, task, stop)
        const atEnd = stop === null
        const main = probabilitiesOf(scores, head, task.main)
        all.push({
          ...question,
          ...answered(visits, head, task.main),
          scorers: [
            { name: MODEL, probabilities: main },
            ...(atEnd
              ? [
                  {
                    name: FLOAT_MODEL,
                    probabilities: probabilitiesOf(await scoreVisits(float, visits), head, task.main),
                  },
                ]
              : []),
            ...rivals,
          ],
        })
        for (const name of atEnd ? otherClasses(head, task, visits) : []) {
          const probabilities = probabilitiesOf(scores, head, name)
          all.push({
            ...question,
            ...answered(visits, head, name),
            scorers: [{ name: MODEL, probabilities }],
          })
        }
      }
    }
  }
  return all
}

/** Calibrated probabilities of all heads at the end of each visit. */
export function scoreVisits(scorer: NodeScorer, visits: readonly Visit[]): Promise<Probabilities[]> {
  return scorer.score(visits.map((visit) => encodeVisit(visit)))
}

function probabilitiesOf(scores: readonly Probabilities[], { name }: HeadSpec, wanted: string): number[] {
  return scores.map((score) => score[name]?.[wanted] ?? NaN)
}

function answered(
  visits: readonly Visit[],
  { name }: HeadSpec,
  wanted: string,
): Pick<Answers, 'class' | 'visitors' | 'positives'> {
  return {
    class: wanted,
    visitors: visits.map(({ visitorId }) => visitorId),
    positives: visits.map((visit) => answerOf(visit, name) === wanted),
  }
}

/** Of more than two classes, those beside the main one, where the data tells them apart. */
function otherClasses(
  { name, classes }: HeadSpec,
  { main }: HeadTask,
  visits: readonly Visit[],
): readonly string[] {
  const answers = new Set(visits.map((visit) => answerOf(visit, name)))
  if (classes.length === 2 || answers.has('no-buy')) return []
  return classes.filter((one) => one !== main && answers.has(one))
}

async function rivalsOf(
  learn: readonly DataSet[],
  source: SourceVisits,
  measured: readonly Visit[],
  task: HeadTask,
  stop: number | null,
): Promise<Answers['scorers']> {
  // Rivals learn from the shop that they are measured on, where the fit had a part of it; otherwise from the others.
  const same = learn.filter(({ name }) => name === source.name)
  const from = same.length > 0 ? same : learn
  const learned = from.flatMap(({ split }) => [...split.train, ...split.validation])
  const rivals = await rivalAnswers(learned, measured, task, stop)
  if (!source.counters || same.length === 0) return rivals
  // What happened in the cart is not told here.
  const useful = rivals.filter(({ name }) => !name.endsWith('rule'))
  return [...useful, ...(await counterAnswers(learned, measured, task, source.counters))]
}
