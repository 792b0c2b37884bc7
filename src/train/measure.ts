// SPDX-License-Identifier: MIT
// The model and its rivals on the same visits, at the end of each and on the way.

import { encodeHistory } from '../features/encode-history.ts'
import type { QualityAt } from '../model/package-format.ts'
import { decideSegment, UNKNOWN_SEGMENT } from '../segments/decide-segment.ts'
import type { StoredEvent } from '../types.ts'
import { evaluate, type NamedEvaluation } from './evaluate.ts'
import { averagePrecision, rocAuc } from './metrics/rank-metrics.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { Rival } from './rivals/rivals.ts'
import type { Visit } from './visit.ts'

/** Numbers of events after which the model is measured; `null` is the end of the visit. */
export const STOPS: readonly (number | null)[] = [1, 2, 3, 5, 10, null]

/** Calibrated probability that each history ends in an order. */
export async function buyProbabilities(
  scorer: NodeScorer,
  histories: readonly (readonly StoredEvent[])[],
): Promise<number[]> {
  const scores = await scorer.score(histories.map((events) => encodeHistory(events, 'visit')))
  return scores.map(({ intent }) => intent?.['buy'] ?? NaN)
}

/**
 * Evaluates model and rivals on whole inputs, the model first.
 * @param threshold - Probability from which on a decision is yes, for all of them.
 */
export async function compareOn(
  scorer: NodeScorer,
  rivals: readonly Rival[],
  visits: readonly Visit[],
  threshold: number,
): Promise<NamedEvaluation[]> {
  const bought = visits.map(isBought)
  const probabilities = await buyProbabilities(scorer, visits.map(eventsOf))
  return [
    { name: 'model', result: evaluate(probabilities, bought, threshold) },
    ...rivals.map(({ name, predict }) => ({
      name,
      result: evaluate(
        visits.map(({ events }) => predict(events)),
        bought,
        threshold,
      ),
    })),
  ]
}

/** AUC and average precision after each number of events, the model first. */
export async function qualityByEvents(
  scorer: NodeScorer,
  rivals: readonly Rival[],
  visits: readonly Visit[],
): Promise<{ readonly name: string; readonly at: QualityAt[] }[]> {
  const cut = STOPS.map((stop) => {
    const counted = visits.filter(({ events }) => stop === null || events.length >= stop)
    return { stop, counted, histories: counted.map(({ events }) => events.slice(0, stop ?? events.length)) }
  })
  const measure = (at: (typeof cut)[number], scores: readonly number[]): QualityAt => {
    const bought = at.counted.map(isBought)
    const auc = rocAuc(scores, bought)
    return { events: at.stop, visits: scores.length, auc, averagePrecision: averagePrecision(scores, bought) }
  }
  const model: QualityAt[] = []
  for (const at of cut) model.push(measure(at, await buyProbabilities(scorer, at.histories)))
  return [
    { name: 'model', at: model },
    ...rivals.map(({ name, predict }) => ({
      name,
      at: cut.map((at) => measure(at, at.histories.map(predict))),
    })),
  ]
}

/** A segment on held-out visits. */
export interface SegmentOutcome {
  readonly segment: string
  /** Visits that end in it. */
  readonly visits: number
  /** Share of them that have its class; NaN for `unknown`, which claims nothing. */
  readonly right: number
  /** Share of them that buy. */
  readonly bought: number
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
  const share = (counted: readonly boolean[]): number => counted.filter(Boolean).length / counted.length
  return [...policy.map((rule) => rule.segment), UNKNOWN_SEGMENT].map((segment) => {
    const inside = visits.filter((_, index) => segments[index] === segment)
    const wanted = policy.find((rule) => rule.segment === segment)?.class
    const right = wanted === undefined ? NaN : share(inside.map(({ label }) => label === wanted))
    return { segment, visits: inside.length, right, bought: share(inside.map(isBought)) }
  })
}

function isBought(visit: Visit): boolean {
  return visit.label === 'buy'
}

function eventsOf(visit: Visit): readonly StoredEvent[] {
  return visit.events
}
