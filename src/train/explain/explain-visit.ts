// SPDX-License-Identifier: MIT
// A single visit, event by event: what the model said after each, and what it would have said without it.

import { encodeHistory } from '../../features/encode-history.ts'
import { HISTORY_LENGTH } from '../../features/feature-table.ts'
import type { StoredEvent } from '../../types.ts'
import { buyProbabilities } from '../measure.ts'
import type { NodeScorer } from '../node-scorer.ts'
import type { ExampleVisit } from '../report/results.ts'
import type { Visit } from '../visit.ts'

/** Integrated gradients of a visit by event, in the order of its events; `undefined` where there are none. */
export type Attribute = (events: readonly StoredEvent[]) => readonly number[] | undefined

/**
 * Explains visits. The encoding of an event depends on those before it: without one, the later ones are encoded
 * anew, so that the effect is that of the event never having happened.
 */
export async function explainVisit(
  scorer: NodeScorer,
  { events, label }: Visit,
  title: string,
  attribute: Attribute = () => undefined,
): Promise<ExampleVisit> {
  const prefixes = events.map((_, index) => events.slice(0, index + 1))
  const without = events
    .map((_, index) => events.filter((_event, other) => other !== index))
    .filter((rest) => rest.length > 0)
  const [probability = NaN, ...rest] = await buyProbabilities(scorer, [events, ...prefixes, ...without])
  const attributions = attribute(events)
  const attention = await attentionOn(scorer, events)
  const startMs = events[0]?.timeMs ?? 0
  return {
    title,
    bought: label === 'buy',
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
async function attentionOn(
  { attention }: NodeScorer,
  events: readonly StoredEvent[],
): Promise<number[] | undefined> {
  const history = encodeHistory(events, 'visit')
  if (!attention || history.eventsSeen !== events.length || events.length > HISTORY_LENGTH) return undefined
  const [rows] = await attention([history])
  return rows!.slice(-events.length)
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
  visits: readonly Visit[],
  attribute?: Attribute,
): Promise<ExampleVisit[]> {
  const readable = visits.filter(({ events }) => {
    const seen = encodeHistory(events, 'visit').eventsSeen
    return events.length <= MOST_EVENTS && seen >= LEAST_EVENTS
  })
  const scores = await buyProbabilities(
    scorer,
    readable.map(({ events }) => events),
  )
  const pick = (bought: boolean, sign: 1 | -1): Visit | undefined =>
    [...readable.keys()]
      .filter((index) => (readable[index]!.label === 'buy') === bought)
      .sort((a, b) => sign * (scores[b]! - scores[a]!))
      .map((index) => readable[index]!)[0]
  const picks: readonly (readonly [string, Visit | undefined])[] = [
    ['Bought, and the model was surest of it', pick(true, 1)],
    ['Bought, and the model was least sure of it', pick(true, -1)],
    ['Did not buy, and the model was surest that it would', pick(false, 1)],
    ['Did not buy, and the model was surest of that', pick(false, -1)],
  ]
  const examples: ExampleVisit[] = []
  for (const [title, visit] of picks) {
    if (visit) examples.push(await explainVisit(scorer, visit, title, attribute))
  }
  return examples
}
