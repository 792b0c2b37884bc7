// SPDX-License-Identifier: MIT
// Thresholds of the segments, chosen on validation visits for a stated precision.

import type { SegmentRule } from '../model/package-format.ts'
import type { HeadName } from '../types.ts'

/** A segment before its threshold is known. */
export interface SegmentWish {
  readonly segment: string
  readonly head: HeadName
  readonly class: string
  readonly sentence: string
  /** Share of the visits in the segment that shall be right. */
  readonly precision: number
  /** Threshold where the validation visits do not support one, and the least that is taken. */
  readonly least: number
  readonly minEvents: number
}

/** Segments of the shipped policy, the first that holds wins. */
export const SEGMENT_WISHES: readonly SegmentWish[] = [
  {
    segment: 'cart-at-risk',
    head: 'intent',
    class: 'cart-abandon',
    sentence: 'Has filled a cart and may well leave it behind',
    precision: 0.5,
    least: 0.4,
    minEvents: 3,
  },
  {
    segment: 'likely-buyer',
    head: 'intent',
    class: 'buy',
    sentence: 'Looks like someone about to buy',
    precision: 0.5,
    least: 0.5,
    minEvents: 2,
  },
  {
    segment: 'return-prone',
    head: 'risk',
    class: 'return-prone',
    sentence: 'Sends back more than others do',
    precision: 0.5,
    least: 0.4,
    minEvents: 3,
  },
  {
    segment: 'high-value',
    head: 'value',
    class: 'high',
    sentence: 'Orders like the best customers of the shop',
    precision: 0.6,
    least: 0.5,
    minEvents: 2,
  },
  {
    segment: 'browser',
    head: 'intent',
    class: 'browse',
    sentence: 'Is looking around, with no sign of buying yet',
    precision: 0.9,
    least: 0.8,
    minEvents: 3,
  },
]

/** A validation visit: what was said and whether it was so. */
export interface ScoredVisit {
  readonly probability: number
  readonly isClass: boolean
}

/** Visits that must lie above a threshold for it to count as supported. */
const SUPPORT = 15
/** Probability is given back this share of `enter` before a segment is left. */
const HYSTERESIS = 0.75

/**
 * Turns a wish into a rule.
 * @param visits - Validation visits that meet `minEvents`.
 */
export function chooseRule(wish: SegmentWish, visits: readonly ScoredVisit[]): SegmentRule {
  const enter = round(Math.max(wish.least, lowestThreshold(visits, wish.precision) ?? wish.least))
  const { segment, head, sentence, minEvents } = wish
  return { segment, head, class: wish.class, enter, leave: round(enter * HYSTERESIS), minEvents, sentence }
}

/** Lowest probability from which on enough visits are right. */
function lowestThreshold(visits: readonly ScoredVisit[], precision: number): number | undefined {
  const sorted = [...visits].sort((a, b) => b.probability - a.probability)
  let right = 0
  let found: number | undefined
  sorted.forEach(({ probability, isClass }, index) => {
    if (isClass) right++
    const isLastOfTie = sorted[index + 1]?.probability !== probability
    if (isLastOfTie && index + 1 >= SUPPORT && right / (index + 1) >= precision) found = probability
  })
  return found
}

function round(value: number): number {
  return Math.floor(value * 1000) / 1000
}
