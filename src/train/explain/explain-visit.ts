// SPDX-License-Identifier: MIT
// A single visit, event by event: what the model said after each, and what it would have said without it.

import { HISTORY_LENGTH } from '../../features/feature-table.ts'
import { encodeVisit, isMain, type HeadTask } from '../heads.ts'
import { mainProbabilities } from '../measure.ts'
import type { NodeScorer } from '../node-scorer.ts'
import type { ExampleVisit } from '../report/results.ts'
import type { Visit } from '../visit.ts'

/** Integrated gradients of a visit by event, in the order of its events; `undefined` where there are none. */
export type Attribute = (visit: Visit) => readonly number[] | undefined

/**
 * Explains visits. The encoding of an event depends on those before it: without one, the later ones are encoded
 * anew, so that the effect is that of the event never having happened.
 */
export async function explainVisit(
  scorer: NodeScorer,
  head: HeadTask,
  visit: Visit,
  title: string,
  attribute: Attribute = () => undefined,
): Promise<ExampleVisit> {
  const { events } = visit
  const prefixes = events.map((_, index) => events.slice(0, index + 1))
  const without = events
    .map((_, index) => events.filter((_event, other) => other !== index))
    .filter((rest) => rest.length > 0)
  const [probability = NaN, ...rest] = await mainProbabilities(scorer, head, visit, [
    events,
    ...prefixes,
    ...without,
  ])
  const attributions = attribute(visit)
  const attention = await attentionOn(scorer, visit)
  const startMs = events[0]?.timeMs ?? 0
  return {
    title,
    isMain: isMain(visit, head),
    probability,
    events: events.map((event, index) => ({
      name: event.name,
      seconds: Math.round((event.timeMs - startMs) / 1000),
      after: rest[index]!,
      effect: probability - (rest[events.length + index] ?? 0),
      ...(attributions && { attribution: attributions[index]! }),
      ...(attention && { attention: attention[index]! }),
    })),
  }
}

/** Share of the attention on each event; `undefined` where there is none, or the events are not the rows one by one. */
async function attentionOn({ attention }: NodeScorer, visit: Visit): Promise<number[] | undefined> {
  const history = encodeVisit(visit)
  const count = visit.events.length
  if (!attention || history.eventsSeen !== count || count > HISTORY_LENGTH) return undefined
  const [rows] = await attention([history])
  return rows!.slice(-count)
}

/** Events of an example: enough to have a course, few enough to be read. */
const LEAST_EVENTS = 3
const MOST_EVENTS = 14

/**
 * Picks visits that show the model at its best and at its worst, and explains them.
 * @returns Up to four; none where no visit is of a length that can be read.
 */
export async function explainExamples(
  scorer: NodeScorer,
  head: HeadTask,
  visits: readonly Visit[],
  attribute?: Attribute,
): Promise<ExampleVisit[]> {
  const readable = visits.filter(
    (visit) => visit.events.length <= MOST_EVENTS && encodeVisit(visit).eventsSeen >= LEAST_EVENTS,
  )
  const byHead = await scorer.score(readable.map((visit) => encodeVisit(visit)))
  const scores = byHead.map((said) => said[head.name]?.[head.main] ?? NaN)
  const pick = (did: boolean, sign: 1 | -1): Visit | undefined =>
    [...readable.keys()]
      .filter((index) => isMain(readable[index]!, head) === did)
      .sort((a, b) => sign * (scores[b]! - scores[a]!))
      .map((index) => readable[index]!)[0]
  const [did, didNot] = [head.words.did, head.words.didNot].map(
    (words) => words.charAt(0).toUpperCase() + words.slice(1),
  )
  const picks: readonly (readonly [string, Visit | undefined])[] = [
    [`${did}, and the model was surest of it`, pick(true, 1)],
    [`${did}, and the model was least sure of it`, pick(true, -1)],
    [`${didNot}, and the model was surest of the opposite`, pick(false, 1)],
    [`${didNot}, and the model was surest of that`, pick(false, -1)],
  ]
  const examples: ExampleVisit[] = []
  for (const [title, visit] of picks) {
    if (visit) examples.push(await explainVisit(scorer, head, visit, title, attribute))
  }
  return examples
}
