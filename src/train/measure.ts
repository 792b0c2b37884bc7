// SPDX-License-Identifier: MIT
// The model and its rivals on the same visits, at the end of each and on the way.

import { encodeHistory } from '../features/encode-history.ts'
import type { QualityAt } from '../model/package-format.ts'
import { decideSegment, UNKNOWN_SEGMENT } from '../segments/decide-segment.ts'
import type { StoredEvent } from '../types.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { toCases } from './metrics/cases.ts'
import { calibrationGroups, curvesOf } from './metrics/curves.ts'
import { confusionAt } from './metrics/decision-metrics.ts'
import { measureScorers, type ScorerOutput } from './metrics/measure-scorers.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { QuestionResults, ResultsAt, SegmentOutcome, SetResults } from './report/results.ts'
import type { Rival } from './rivals/rivals.ts'
import type { Visit } from './visit.ts'

/** Numbers of events after which the model is measured; `null` is the end of the visit. */
export const STOPS: readonly (number | null)[] = [1, 2, 3, 5, 10, 20, null]

/** The class that the rivals answer for, and that decides what a model is worth. */
export const MAIN_CLASS = 'buy'

/** Calibrated probability that each history ends in an order. */
export async function buyProbabilities(
  scorer: NodeScorer,
  histories: readonly (readonly StoredEvent[])[],
): Promise<number[]> {
  const scores = await scorer.score(histories.map((events) => encodeHistory(events, 'visit')))
  return scores.map(({ intent }) => intent?.[MAIN_CLASS] ?? NaN)
}

/** What is to be measured. */
export interface MeasureTask {
  readonly name: string
  /** Which visits these are, in a word. */
  readonly part: string
  readonly visits: readonly Visit[]
  readonly rivals: readonly Rival[]
  readonly seed?: number
}

/**
 * Measures a model and rivals on a data set: each class of its intent head against the others, buying first.
 * @throws `MetricInputError` when the model gives something that is no probability.
 */
export async function measureSet(scorer: NodeScorer, task: MeasureTask): Promise<SetResults> {
  const head = scorer.metadata.heads.find(({ name }) => name === 'intent')
  const classes = [...(head?.classes ?? [])].sort(
    (a, b) => Number(b === MAIN_CLASS) - Number(a === MAIN_CLASS),
  )
  const cuts = await Promise.all(STOPS.map((stop) => cutAfter(scorer, task, stop)))
  const questions = classes
    .filter((name) => name !== 'no-buy')
    .map((name) => measureClass(scorer, task, cuts, name))
    // Of a class that the data does not tell, there is nothing to measure.
    .filter((question) => question.class === MAIN_CLASS || isTold(question))
  return { name: task.name, part: task.part, questions }
}

function isTold({ positives, visits }: QuestionResults): boolean {
  return positives > 0 && positives < visits
}

/** Visits that were cut at one place, and what everyone says of them. */
interface Cut {
  readonly stop: number | null
  readonly visits: readonly Visit[]
  /** Of the model, by class. */
  readonly probabilities: readonly Readonly<Record<string, number>>[]
  readonly rivals: readonly ScorerOutput[]
}

async function cutAfter(scorer: NodeScorer, task: MeasureTask, stop: number | null): Promise<Cut> {
  const visits = task.visits.filter(({ events }) => stop === null || events.length >= stop)
  const histories = visits.map(({ events }) => events.slice(0, stop ?? events.length))
  const scores = await scorer.score(histories.map((events) => encodeHistory(events, 'visit')))
  return {
    stop,
    visits,
    probabilities: scores.map(({ intent }) => intent ?? {}),
    rivals: task.rivals.map(({ name, predict }) => ({ name, probabilities: histories.map(predict) })),
  }
}

function measureClass(
  scorer: NodeScorer,
  task: MeasureTask,
  cuts: readonly Cut[],
  name: string,
): QuestionResults {
  const isMain = name === MAIN_CLASS
  const rule = scorer.metadata.policy.find((line) => line.head === 'intent' && line.class === name)
  const threshold = rule?.enter ?? 0.5
  const at = cuts.map(({ stop, visits, probabilities, rivals }) => {
    // Where the data does not tell browsing from abandoning, only buying can be asked about.
    const known = [...visits.keys()].filter((index) => isMain || visits[index]!.label !== 'no-buy')
    const take = <T>(values: readonly T[]): T[] => known.map((index) => values[index]!)
    const outputs: ScorerOutput[] = [
      { name: 'model', probabilities: take(probabilities).map((byClass) => byClass[name] ?? NaN) },
      ...(isMain ? rivals : []).map((rival) => ({ ...rival, probabilities: take(rival.probabilities) })),
    ]
    const positives = take(visits).map(({ label }) => label === name)
    const visitors = take(visits).map(({ visitorId }) => visitorId)
    const options = bootstrapFor(positives.length, task.seed)
    const metrics = measureScorers(outputs, { positives, visitors }, threshold, options)
    return { stop, positives, outputs, metrics }
  })
  const end = at.find(({ stop }) => stop === null)!
  const count = (positives: readonly boolean[]): number => positives.filter(Boolean).length
  return {
    head: 'intent',
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

/** What the package says about itself: the model's two figures where they are defined. */
export function qualityOf({ byEvents }: QuestionResults): QualityAt[] {
  return byEvents.flatMap(({ events, visits, scorers }) => {
    const { auc, averagePrecision } = scorers[0]!.metrics
    if (auc.value === null || averagePrecision.value === null) return []
    return [{ events, visits, auc: auc.value, averagePrecision: averagePrecision.value }]
  })
}

/** In which segments whole visits end, and how often rightly; `unknown` last. */
export async function segmentOutcomes(
  scorer: NodeScorer,
  visits: readonly Visit[],
): Promise<SegmentOutcome[]> {
  const { policy } = scorer.metadata
  const histories = visits.map(({ events }) => encodeHistory(events, 'visit'))
  const scores = await scorer.score(histories)
  const segments = scores.map((score, index) => {
    return decideSegment(score, histories[index]!.eventsSeen, UNKNOWN_SEGMENT, policy).segment
  })
  const share = (counted: readonly boolean[]): number | null =>
    counted.length > 0 ? counted.filter(Boolean).length / counted.length : null
  return [...policy.map((rule) => rule.segment), UNKNOWN_SEGMENT].map((segment) => {
    const inside = visits.filter((_, index) => segments[index] === segment)
    const wanted = policy.find((rule) => rule.segment === segment)?.class
    const right = wanted === undefined ? null : share(inside.map(({ label }) => label === wanted))
    return { segment, visits: inside.length, right, bought: share(inside.map(isBought)) }
  })
}

function isBought(visit: Visit): boolean {
  return visit.label === MAIN_CLASS
}
