// SPDX-License-Identifier: MIT
// Thresholds of the segments, chosen on validation visits so that each keeps what it states from some event on.

import type { RuleMeasure, SegmentRule } from '../model/package-format.ts'
import type { Asked, SegmentWish } from './segment-wishes.ts'

/** Numbers of events after which a visit is looked at; the end of the visit comes besides, as `Infinity`. */
export const CUTS: readonly number[] = [1, 2, 3, 5, 8, 12, 20, 40, Infinity]

/** A validation visit as it stood after some events. */
export interface Moment {
  /** Which visit it is, from 0. */
  readonly visit: number
  /** One of {@link CUTS}. */
  readonly cut: number
  /** Events that counted by then. */
  readonly eventsSeen: number
  /** Probability of the class that the wish asks for; anything where it asks for none. */
  readonly probability: number
  /** Whether the facts of the wish hold. */
  readonly factsHold: boolean
  /** Whether the visit is of the class. */
  readonly isClass: boolean
}

/** A rule, or why there is none. */
export type Chosen = { readonly rule: SegmentRule } | { readonly reason: string }

/** Different visits that a cut must name before it says anything for or against a threshold. */
export const SUPPORT = 15
/** With `below`, visits of the class that chance would have put among the named ones: their absence must say something. */
export const EXPECTED = 3
/** Probability is given back this share of `enter` (taken this much more with `below`) before a segment is left. */
const HYSTERESIS = 0.75
/** Distance between two thresholds that are tried. */
const STEP = 0.01

/**
 * Turns a wish into a rule. Of the thresholds, and the numbers of events from which on the rule may speak, that keep what
 * is stated after each cut and over all named visits together, those are taken that name the most visits.
 * @param moments - Of visits of which it is known whether they have the class; of any for a wish of facts alone.
 * @returns Why there is no rule, where no threshold keeps it.
 */
export function chooseRule(wish: SegmentWish, moments: readonly Moment[]): Chosen {
  const { asked, minEvents } = wish
  const visits = new Set(moments.map(({ visit }) => visit)).size
  if (!asked) return { rule: { ...plainRule(wish), measured: measureFacts(wish, moments, visits) } }
  const all = tallyMoments(moments)
  let best: { readonly rule: SegmentRule; readonly named: number } | undefined
  let nearest: number | undefined
  for (const enter of thresholds(asked)) {
    const holding = tallyMoments(
      moments.filter(
        ({ factsHold, probability }) =>
          factsHold && (asked.below ? probability <= enter : probability >= enter),
      ),
    )
    for (const from of CUTS) {
      if (from < minEvents || from === Infinity) continue
      const verdicts = CUTS.filter((cut) => cut >= from).map((cut) =>
        judge(asked, holding.at(cut, from), shareOf(all.at(cut, from))),
      )
      const named = holding.ever(from)
      const reached = shareOf(named)
      if (named.visits >= SUPPORT && isCloser(asked, reached, nearest)) nearest = reached
      const isKept =
        verdicts[0] === true &&
        !verdicts.includes(false) &&
        judge(asked, named, shareOf(all.ever(from))) !== false
      if (!isKept || named.visits <= (best?.named ?? 0)) continue
      const precision = round(asked.below ? 1 - reached : reached)
      const measured = { visits, share: round(named.visits / visits), precision }
      best = { named: named.visits, rule: { ...ruleAt(wish, asked, enter), minEvents: from, measured } }
    }
  }
  return best ?? { reason: whyNot(asked, visits, nearest) }
}

/**
 * The rule of a wish where there is no data to choose by: of calibrated probabilities, the precision that is stated is
 * itself a threshold that keeps it.
 */
export function plainRule(wish: SegmentWish): SegmentRule {
  const { segment, sentence, asked, facts, minEvents } = wish
  if (!asked) return { segment, sentence, conditions: facts, minEvents }
  const { target, below, from } = asked
  return ruleAt(wish, asked, 'precision' in target && !below ? Math.max(from, target.precision) : from)
}

function ruleAt(
  { segment, sentence, facts, minEvents }: SegmentWish,
  asked: Asked,
  enter: number,
): SegmentRule {
  const { head, class: name, below } = asked
  const leave = round(below ? Math.min(1, enter / HYSTERESIS) : enter * HYSTERESIS)
  const condition = { head, class: name, enter, leave, ...(below && { below }) }
  return { segment, sentence, conditions: [condition, ...facts], minEvents }
}

/** From the widest to the narrowest. */
function thresholds({ below, from }: Asked): number[] {
  const count = Math.floor((below ? from - STEP : 1 - STEP - from) / STEP + 1e-6) + 1
  return Array.from({ length: count }, (_, index) => round(from + (below ? -index : index) * STEP))
}

/** Different visits, and how many of them are of the class. */
interface Tally {
  readonly visits: number
  readonly right: number
}

/** Counts visits, at one cut or over all of them, of those that have seen so many events by then. */
interface Tallies {
  at(cut: number, from: number): Tally
  ever(from: number): Tally
}

function tallyMoments(moments: readonly Moment[]): Tallies {
  const byCut = new Map<number, Moment[]>(CUTS.map((cut) => [cut, []]))
  // Of each visit the moment with the most events.
  const latest = new Map<number, Moment>()
  for (const moment of moments) {
    byCut.get(moment.cut)!.push(moment)
    if (moment.eventsSeen >= (latest.get(moment.visit)?.eventsSeen ?? 0)) latest.set(moment.visit, moment)
  }
  const tally = (counted: Iterable<Moment>, from: number): Tally => {
    let visits = 0
    let right = 0
    for (const { eventsSeen, isClass } of counted) {
      if (eventsSeen < from) continue
      visits++
      if (isClass) right++
    }
    return { visits, right }
  }
  return {
    at: (cut, from) => tally(byCut.get(cut)!, from),
    ever: (from) => tally(latest.values(), from),
  }
}

/** Share that is of the class; 0 for none. */
function shareOf({ visits, right }: Tally): number {
  return visits > 0 ? right / visits : 0
}

/**
 * Whether what is stated is kept; `undefined` where too few were named to tell.
 * @param base - Share of the class among all visits of as many events.
 */
function judge({ target, below }: Asked, named: Tally, base: number): boolean | undefined {
  if (named.visits < SUPPORT || (below && named.visits * base < EXPECTED)) return undefined
  const reached = shareOf(named)
  if ('precision' in target) return (below ? 1 - reached : reached) >= target.precision
  return below ? reached <= target.lift * base : reached >= target.lift * base
}

function isCloser({ below }: Asked, value: number, than: number | undefined): boolean {
  return than === undefined || (below ? value < than : value > than)
}

function measureFacts({ minEvents }: SegmentWish, moments: readonly Moment[], visits: number): RuleMeasure {
  const named = tallyMoments(moments.filter(({ factsHold }) => factsHold)).ever(minEvents).visits
  return { visits, share: visits > 0 ? round(named / visits) : 0 }
}

function whyNot({ class: name, target, below }: Asked, visits: number, nearest: number | undefined): string {
  const wanted =
    'precision' in target
      ? `a precision of ${target.precision}`
      : `${below ? 'at most' : 'at least'} ${target.lift} times as many "${name}" as among all`
  const got =
    nearest === undefined
      ? `none named ${SUPPORT} of them`
      : `the best one named visits of which a share of ${round(nearest)} was "${name}"`
  const least = below ? ` Fewer than ${EXPECTED} to be expected by chance count for nothing.` : ''
  return `No threshold kept ${wanted} on ${visits} validation visits; ${got}.${least}`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
