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
  let best: { rule: SegmentRule; named: number } | undefined
  let nearest: number | undefined
  for (const enter of thresholds(asked)) {
    const holding = moments.filter(
      ({ factsHold, probability }) =>
        factsHold && (asked.below ? probability <= enter : probability >= enter),
    )
    for (const from of CUTS) {
      if (from < minEvents || from === Infinity) continue
      const named = holding.filter(({ cut, eventsSeen }) => cut >= from && eventsSeen >= from)
      const speaking = CUTS.filter((cut) => cut >= from).map((cut) => ({
        named: named.filter((moment) => moment.cut === cut),
        all: moments.filter((moment) => moment.cut === cut),
      }))
      const all = distinct(named)
      const whole = { named: all, all: distinct(moments.filter(({ cut }) => cut >= from)) }
      const first = judge(asked, speaking[0]!)
      const isKept = first === true && [...speaking, whole].every((one) => judge(asked, one) !== false)
      const reached = share(all)
      if (all.length >= SUPPORT && isCloser(asked, reached, nearest)) nearest = reached
      if (!isKept || all.length <= (best?.named ?? 0)) continue
      const measured = { visits, share: round(all.length / visits), precision: rightShare(asked, reached) }
      best = { named: all.length, rule: { ...ruleAt(wish, asked, enter), minEvents: from, measured } }
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

/** Moments that were named, and all of them. */
interface Named {
  readonly named: readonly Moment[]
  readonly all: readonly Moment[]
}

/** Whether what is stated is kept; `undefined` where too few were named to tell. */
function judge({ target, below }: Asked, { named, all }: Named): boolean | undefined {
  if (named.length < SUPPORT) return undefined
  const base = share(all)
  if (below && named.length * base < EXPECTED) return undefined
  const reached = share(named)
  if ('precision' in target) return (below ? 1 - reached : reached) >= target.precision
  return below ? reached <= target.lift * base : reached >= target.lift * base
}

function isCloser({ below }: Asked, value: number, than: number | undefined): boolean {
  return than === undefined || (below ? value < than : value > than)
}

function measureFacts({ minEvents }: SegmentWish, moments: readonly Moment[], visits: number): RuleMeasure {
  const named = distinct(moments.filter((one) => one.factsHold && one.eventsSeen >= minEvents))
  return { visits, share: visits > 0 ? round(named.length / visits) : 0 }
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
  return `No threshold kept ${wanted} on ${visits} validation visits; ${got}.`
}

/** One moment a visit. */
function distinct(moments: readonly Moment[]): Moment[] {
  return [...new Map(moments.map((moment) => [moment.visit, moment])).values()]
}

/** Share that is of the class; 0 for none. */
function share(moments: readonly Moment[]): number {
  return moments.length > 0 ? moments.filter(({ isClass }) => isClass).length / moments.length : 0
}

function rightShare({ below }: Asked, reached: number): number {
  return round(below ? 1 - reached : reached)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
