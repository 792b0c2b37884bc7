// SPDX-License-Identifier: MIT
// In which segments visits end, and how often rightly.

import { visitFacts } from '../features/visit-facts.ts'
import type { HeadCondition, SegmentRule } from '../model/package-format.ts'
import { decideSegment, UNKNOWN_SEGMENT } from '../segments/decide-segment.ts'
import { answerOf, encodeVisit, headsOf, headTask, isMain, type HeadTask } from './heads.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { DataSet } from './read/read-data.ts'
import type { SegmentOutcome, SetSegments } from './report/segment-results.ts'
import type { Visit } from './visit.ts'

/**
 * In which segments the visits of each data set end.
 * @param visitsOf - Which visits of a set are looked at.
 */
export async function segmentsOf(
  scorer: NodeScorer,
  data: readonly DataSet[],
  visitsOf: (set: DataSet) => readonly Visit[] = ({ split }) => split.heldOut,
): Promise<SetSegments[]> {
  const all: SetSegments[] = []
  for (const set of data) {
    const visits = visitsOf(set)
    const [first] = headsOf(visits)
    if (!first) continue
    all.push({ name: set.name, class: first.main, outcomes: await segmentOutcomes(scorer, visits, first) })
  }
  return all
}

/** The rules whose heads the visits tell of; those of facts alone where the visits are visits. */
function toldRules(policy: readonly SegmentRule[], told: readonly HeadTask[]): SegmentRule[] {
  const names: readonly string[] = told.map(({ name }) => name)
  return policy.filter(({ conditions }) => {
    const heads = conditions.flatMap((one) => ('head' in one ? [one.head] : []))
    return heads.length > 0
      ? heads.every((head) => names.includes(head))
      : told.some(({ unit }) => unit === 'visit')
  })
}

/** In which segments whole visits end, `unknown` last. */
async function segmentOutcomes(
  scorer: NodeScorer,
  visits: readonly Visit[],
  first: HeadTask,
): Promise<SegmentOutcome[]> {
  const policy = toldRules(scorer.metadata.policy, headsOf(visits))
  const histories = visits.map((visit) => encodeVisit(visit))
  const scores = await scorer.score(histories)
  const segments = visits.map(({ events }, index) => {
    const seen = histories[index]!.eventsSeen
    const evidence = {
      probabilities: scores[index]!,
      facts: visitFacts(events),
      eventsSeen: { intent: seen, value: seen, risk: seen },
    }
    return decideSegment(policy, evidence, UNKNOWN_SEGMENT).segment
  })
  const share = (counted: readonly boolean[]): number | null =>
    counted.length > 0 ? counted.filter(Boolean).length / counted.length : null
  const names = new Set([...policy.map((rule) => rule.segment), UNKNOWN_SEGMENT])
  return [...names].map((segment) => {
    const inside = visits.filter((_, index) => segments[index] === segment)
    const asked = policy
      .filter((rule) => rule.segment === segment)
      .flatMap(({ conditions }) => conditions)
      .find((one): one is HeadCondition => 'head' in one)
    const right = asked
      ? share(inside.map((visit) => isRight(visit, asked)).filter((one) => one !== undefined))
      : null
    return {
      segment,
      visits: inside.length,
      right,
      main: share(inside.map((visit) => isMain(visit, first))),
    }
  })
}

/** Whether a head is right of a visit; `undefined` where the data does not tell the class from another one. */
function isRight(visit: Visit, { head, class: name, below }: HeadCondition): boolean | undefined {
  const answer = answerOf(visit, head)
  if (answer === undefined || (answer === 'no-buy' && name !== headTask(head).main)) return undefined
  return (answer === name) !== (below ?? false)
}
