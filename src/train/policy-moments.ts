// SPDX-License-Identifier: MIT
// Validation visits as they stood after 1, 2, 3 … events, for choosing the thresholds of the segments.

import { visitFacts } from '../features/visit-facts.ts'
import type { FactCondition, SegmentRule } from '../model/package-format.ts'
import type { EncodedHistory } from '../features/encode-history.ts'
import type { Probabilities, StoredEvent, VisitFacts } from '../types.ts'
import { chooseRule, CUTS, plainRule, type Moment } from './choose-policy.ts'
import type { ChosenPolicy } from './chosen-policy.ts'
import { answerOf, encodeVisit, headTask, type HeadTask } from './heads.ts'
import type { NodeScorer } from './node-scorer.ts'
import { primaryOf, type DataSet } from './read/read-data.ts'
import type { LeftOut } from './report/segment-results.ts'
import { canAnswer, SEGMENT_WISHES, type SegmentWish } from './segment-wishes.ts'
import type { Visit } from './visit.ts'

/** Chooses the rules of all segments that the model can answer, each on the set that tells of its head first. */
export async function choosePolicies(scorer: NodeScorer, data: readonly DataSet[]): Promise<ChosenPolicy> {
  const visitsOf = (task: HeadTask): readonly Visit[] => primaryOf(data, task).split.validation
  return chooseByMoments(await momentsOf(scorer, visitsOf))
}

/** A wish that the model can answer, and the visits to choose its thresholds by; `undefined` where there are none. */
export interface WishMoments {
  readonly wish: SegmentWish
  readonly moments: readonly Moment[] | undefined
}

/**
 * Looks at visits after so many events, for each wish that the model can answer.
 * @param visitsOf - Visits that tell of a head, none of which the network was trained on.
 */
export async function momentsOf(
  scorer: NodeScorer,
  visitsOf: (task: HeadTask) => readonly Visit[],
): Promise<WishMoments[]> {
  const quick = await scorer.quick()
  const { heads } = scorer.metadata
  const all: WishMoments[] = []
  const lookedOf = new Map<string, Promise<Looked[]>>()
  for (const wish of SEGMENT_WISHES.filter((one) => canAnswer(one, heads))) {
    const task = headTask(wish.asked?.head ?? heads[0]!.name)
    // Facts are of visits: histories of orders cannot measure them.
    if (!wish.asked && task.unit !== 'visit') {
      all.push({ wish, moments: undefined })
      continue
    }
    const visits = visitsOf(task).filter((visit) => answerOf(visit, task.name) !== undefined)
    const looked = lookedOf.get(task.name) ?? look(quick, visits)
    lookedOf.set(task.name, looked)
    all.push({ wish, moments: toMoments(wish, visits, await looked) })
  }
  return all
}

/** Chooses the rule of each wish. */
export function chooseByMoments(all: readonly WishMoments[]): ChosenPolicy {
  const policy: SegmentRule[] = []
  const leftOut: LeftOut[] = []
  for (const { wish, moments } of all) {
    const chosen = moments ? chooseRule(wish, moments) : { rule: plainRule(wish) }
    if ('rule' in chosen) policy.push(chosen.rule)
    else leftOut.push({ segment: wish.segment, reason: chosen.reason })
  }
  return { policy, leftOut }
}

/** What was seen of one visit after some events. */
interface Looked {
  readonly visit: number
  readonly cut: number
  readonly eventsSeen: number
  readonly probabilities: Probabilities
  readonly facts: VisitFacts
}

async function look(scorer: NodeScorer, visits: readonly Visit[]): Promise<Looked[]> {
  const looked: Looked[] = []
  for (const cut of CUTS) {
    const cuts = visits.flatMap((visit, index) => {
      const read = readUntil(visit, cut)
      return read ? [{ index, history: read.history, facts: visitFacts(read.events) }] : []
    })
    const scores = await scorer.score(cuts.map(({ history }) => history))
    cuts.forEach(({ index, history, facts }, at) => {
      const { eventsSeen } = history
      looked.push({ visit: index, cut, eventsSeen, probabilities: scores[at]!, facts })
    })
  }
  return looked
}

/** The beginning of a visit up to where so many events counted; `undefined` where so many never do. */
function readUntil(
  visit: Visit,
  cut: number,
): { readonly events: readonly StoredEvent[]; readonly history: EncodedHistory } | undefined {
  const whole = encodeVisit(visit)
  if (cut === Infinity) return { events: visit.events, history: whole }
  if (whole.eventsSeen < cut) return undefined
  for (let length = cut; length < visit.events.length; length++) {
    const events = visit.events.slice(0, length)
    const history = encodeVisit(visit, events)
    if (history.eventsSeen >= cut) return { events, history }
  }
  return { events: visit.events, history: whole }
}

function toMoments(
  { asked, facts }: SegmentWish,
  visits: readonly Visit[],
  looked: readonly Looked[],
): Moment[] {
  return looked.flatMap((one) => {
    const answer = asked && answerOf(visits[one.visit]!, asked.head)
    // Where the data does not tell browsing from abandoning, nobody knows whether it was abandoned.
    if (asked && answer === 'no-buy' && asked.class !== 'buy') return []
    return [
      {
        visit: one.visit,
        cut: one.cut,
        eventsSeen: one.eventsSeen,
        probability: asked ? (one.probabilities[asked.head]?.[asked.class] ?? NaN) : NaN,
        factsHold: facts.every((fact) => isEntered(fact, one.facts)),
        isClass: asked !== undefined && answer === asked.class,
      },
    ]
  })
}

function isEntered({ fact, enter, below }: FactCondition, facts: VisitFacts): boolean {
  return below ? facts[fact] <= enter : facts[fact] >= enter
}
