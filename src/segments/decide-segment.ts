// SPDX-License-Identifier: MIT
// Calibrated probabilities and facts of the visit → one named segment, by an ordered policy; "unknown" while none holds.

import type { HeadName, Probabilities, VisitFacts } from '../types.ts'
import type { SegmentRule } from './segment-rule.ts'

/** The segment of a visitor about whom too little is known. */
export const UNKNOWN_SEGMENT = 'unknown'

/** What the policy concluded. */
export interface SegmentDecision {
  /** Name of the segment, `unknown` when no rule holds. */
  readonly segment: string
  /** The weakest of what stands behind it, in [0, 1]; 0 for `unknown`. */
  readonly confidence: number
  /** One plain sentence. */
  readonly why: string
}

/** What is known of the visitor. */
export interface Evidence {
  readonly probabilities: Probabilities
  readonly facts: VisitFacts
  /** Events that each head read. */
  readonly eventsSeen: Readonly<Partial<Record<HeadName, number>>>
}

/**
 * Picks the first rule whose conditions all hold. A rule of the present segment is held to `leave`, any other to `enter`.
 * The confidence is the least over its conditions: the probability itself (or 1 minus it, of an upper bound); of a fact
 * `value / (value + enter)` (or 1 minus it), which is one half at the threshold and 1 far beyond.
 * @param present - Segment that was concluded last.
 */
export function decideSegment(
  policy: readonly SegmentRule[],
  { probabilities, facts, eventsSeen }: Evidence,
  present: string,
): SegmentDecision {
  for (const { segment, sentence, conditions, minEvents } of policy) {
    let confidence = 1
    let events = facts.events
    const reasons: string[] = []
    const holds = conditions.every((condition) => {
      const { enter, leave, below } = condition
      const isHead = 'head' in condition
      const value = isHead ? probabilities[condition.head]?.[condition.class] : facts[condition.fact]
      if (value === undefined) return false
      if (isHead) events = eventsSeen[condition.head] ?? events
      const strength = isHead ? value : value / (value + (enter || 1))
      confidence = Math.min(confidence, below ? 1 - strength : strength)
      reasons.push(
        isHead
          ? `${condition.class} ${Math.round(value * 100)} %`
          : `${condition.fact} ${Math.round(value * 100) / 100}`,
      )
      const bound = segment === present ? leave : enter
      return below ? value <= bound : value >= bound
    })
    if (holds && events >= minEvents)
      return { segment, confidence, why: `${sentence}: ${reasons.join(', ')} after ${events} events.` }
  }
  return {
    segment: UNKNOWN_SEGMENT,
    confidence: 0,
    why: `No segment is certain enough after ${facts.events} events.`,
  }
}
