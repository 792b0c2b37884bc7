// SPDX-License-Identifier: MIT
// The model and its rivals on the same visits, at the end of each and on the way.

import type { HeadSpec, QualityAt } from '../model/package-format.ts'
import type { HeadName, StoredEvent } from '../types.ts'
import { answerOf, encodeVisit, headTask, type HeadTask } from './heads.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { toCases } from './metrics/cases.ts'
import { calibrationGroups, curvesOf } from './metrics/curves.ts'
import { confusionAt } from './metrics/decision-metrics.ts'
import { measureScorers, type ScorerOutput } from './metrics/measure-scorers.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { QuestionResults, ResultsAt, SetResults } from './report/results.ts'
import type { Rival } from './rivals/rivals.ts'
import { thresholdOf } from './threshold-of.ts'
import type { Visit } from './visit.ts'

/** Numbers of events after which the model is measured; `null` is the end of the visit. */
export const STOPS: readonly (number | null)[] = [1, 2, 3, 5, 10, 20, null]

/** Calibrated probability of the main class of a head after some events of a visit, for each of several lists. */
export async function mainProbabilities(
  scorer: NodeScorer,
  { name, main }: HeadTask,
  visit: Visit,
  lists: readonly (readonly StoredEvent[])[],
): Promise<number[]> {
  const scores = await scorer.score(lists.map((events) => encodeVisit(visit, events)))
  return scores.map((byHead) => byHead[name]?.[main] ?? NaN)
}

/** Calibrated probability of the main class of a head at the end of each visit. */
export async function wholeProbabilities(
  scorer: NodeScorer,
  { name, main }: HeadTask,
  visits: readonly Visit[],
): Promise<number[]> {
  const scores = await scorer.score(visits.map((visit) => encodeVisit(visit)))
  return scores.map((byHead) => byHead[name]?.[main] ?? NaN)
}

/** What is to be measured. */
export interface MeasureTask {
  readonly name: string
  /** Which visits these are, in a word. */
  readonly part: string
  readonly visits: readonly Visit[]
  /** By the head whose main class they answer for. */
  readonly rivals: ReadonlyMap<HeadName, readonly Rival[]>
  readonly seed?: number
}

/**
 * Measures a model and rivals on a data set: of each head that it tells of, each class against the others, the main one
 * first.
 * @throws `MetricInputError` when the model gives something that is no probability.
 */
export async function measureSet(scorer: NodeScorer, task: MeasureTask): Promise<SetResults> {
  const questions: QuestionResults[] = []
  for (const head of scorer.metadata.heads) {
    const { name, main } = headTask(head.name)
    const visits = task.visits.filter((visit) => answerOf(visit, name) !== undefined)
    if (visits.length === 0) continue
    const own = { ...task, visits }
    const cuts: Cut[] = []
    for (const stop of STOPS) cuts.push(await cutAfter(scorer, own, name, stop))
    questions.push(
      ...asked(head)
        .map((asks) => measureClass(scorer, own, cuts, head, asks))
        // Of a class that the data does not tell, there is nothing to measure.
        .filter((question) => question.class === main || isTold(question)),
    )
  }
  return { name: task.name, part: task.part, questions }
}

/** Classes to measure, the main one first. Of two, one says all. */
function asked({ name, classes }: HeadSpec): string[] {
  const { main } = headTask(name)
  return classes.length === 2 ? [main] : [main, ...classes.filter((one) => one !== main)]
}

function isTold({ positives, visits }: QuestionResults): boolean {
  return positives > 0 && positives < visits
}

/** Visits that were cut at one place, and what everyone says of them. */
interface Cut {
  readonly stop: number | null
  readonly visits: readonly Visit[]
  /** Of the model, by class of the head. */
  readonly probabilities: readonly Readonly<Record<string, number>>[]
  readonly rivals: readonly ScorerOutput[]
}

async function cutAfter(
  scorer: NodeScorer,
  task: MeasureTask,
  head: HeadName,
  stop: number | null,
): Promise<Cut> {
  const visits = task.visits.filter(({ events }) => stop === null || events.length >= stop)
  const histories = visits.map(({ events }) => events.slice(0, stop ?? events.length))
  const scores = await scorer.score(visits.map((visit, index) => encodeVisit(visit, histories[index])))
  return {
    stop,
    visits,
    probabilities: scores.map((byHead) => byHead[head] ?? {}),
    rivals: (task.rivals.get(head) ?? []).map(({ name, predict }) => ({
      name,
      probabilities: histories.map(predict),
    })),
  }
}

function measureClass(
  scorer: NodeScorer,
  task: MeasureTask,
  cuts: readonly Cut[],
  head: HeadSpec,
  name: string,
): QuestionResults {
  const isMain = name === headTask(head.name).main
  const threshold = thresholdOf(scorer.metadata.policy, head.name, name)
  const at = cuts.map(({ stop, visits, probabilities, rivals }) => {
    // Where the data does not tell browsing from abandoning, only buying can be asked about.
    const known = [...visits.keys()].filter((index) => isMain || visits[index]!.label !== 'no-buy')
    const take = <T>(values: readonly T[]): T[] => known.map((index) => values[index]!)
    const outputs: ScorerOutput[] = [
      { name: 'model', probabilities: take(probabilities).map((byClass) => byClass[name] ?? NaN) },
      ...(isMain ? rivals : []).map((rival) => ({ ...rival, probabilities: take(rival.probabilities) })),
    ]
    const positives = take(visits).map((visit) => answerOf(visit, head.name) === name)
    const visitors = take(visits).map(({ visitorId }) => visitorId)
    const options = bootstrapFor(positives.length, task.seed)
    const metrics = measureScorers(outputs, { positives, visitors }, threshold, options)
    return { stop, positives, outputs, metrics }
  })
  const end = at.find(({ stop }) => stop === null)!
  const count = (positives: readonly boolean[]): number => positives.filter(Boolean).length
  return {
    head: head.name,
    class: name,
    visits: end.positives.length,
    positives: count(end.positives),
    threshold,
    scorers: end.metrics.map((measured, index) => {
      const cases = toCases(end.outputs[index]!.probabilities, end.positives)
      return {
        ...measured,
        confusion: confusionAt(cases, threshold),
        curves: curvesOf(cases),
        calibration: calibrationGroups(cases),
      }
    }),
    byEvents: at.map(({ stop, positives, metrics }): ResultsAt => ({
      events: stop,
      visits: positives.length,
      positives: count(positives),
      scorers: metrics.map((one) => ({ name: one.name, metrics: one.metrics })),
    })),
  }
}

/** What the package says about itself, by head: on the first data set that tells of each. */
export function qualities(
  heads: readonly HeadSpec[],
  sets: readonly SetResults[],
): Record<string, QualityAt[]> {
  const questions = sets.flatMap((set) => set.questions)
  return Object.fromEntries(
    heads.flatMap(({ name }) => {
      const main = questions.find(({ head }) => head === name)
      return main ? [[name, qualityOf(main)]] : []
    }),
  )
}

/** The model's two figures where they are defined. */
function qualityOf({ byEvents }: QuestionResults): QualityAt[] {
  return byEvents.flatMap(({ events, visits, scorers }) => {
    const { auc, averagePrecision } = scorers[0]!.metrics
    if (auc.value === null || averagePrecision.value === null) return []
    return [{ events, visits, auc: auc.value, averagePrecision: averagePrecision.value }]
  })
}
