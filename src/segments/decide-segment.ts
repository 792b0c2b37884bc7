// SPDX-License-Identifier: MIT
// Calibrated probabilities → one named segment, by an ordered policy; "unknown" while the evidence is thin.

import type { HeadName, Probabilities } from '../types.ts'

/**
 * One line of the segment policy; the first that holds names the segment.
 * @public
 */
export interface SegmentRule {
  /** Name that widgets follow. */
  readonly segment: string
  /** Head that is asked. */
  readonly head: HeadName
  /** Class of that head. */
  readonly class: string
  /** Calibrated probability at which the segment is entered, in [0, 1]. */
  readonly enter: number
  /** Probability under which it is left again (hysteresis), at most `enter`. */
  readonly leave: number
  /** Events of the visit that must have been seen, at least 1. */
  readonly minEvents: number
  /** Plain sentence for a merchant, such as "Looks like someone about to buy". */
  readonly sentence: string
}

/** What the policy concluded. */
export interface SegmentDecision {
  /** Name of the segment, `unknown` when no rule holds. */
  readonly segment: string
  /** Probability behind it, in [0, 1]; 0 for `unknown`. */
  readonly confidence: number
  /** One plain sentence. */
  readonly why: string
}

/** The segment of a visitor about whom too little is known. */
export const UNKNOWN_SEGMENT = 'unknown'

/**
 * Picks the first rule that holds. A rule of the present segment holds down to `leave`, any other from `enter`,
 * so that a widget does not flap when a probability hovers at the threshold.
 * @param present - Segment that was concluded last.
 */
export function decideSegment(
  probabilities: Probabilities,
  eventsSeen: number,
  present: string,
  policy: readonly SegmentRule[],
): SegmentDecision {
  for (const rule of policy) {
    const probability = probabilities[rule.head]?.[rule.class]
    if (probability === undefined || eventsSeen < rule.minEvents) continue
    if (probability >= (rule.segment === present ? rule.leave : rule.enter)) {
      return {
        segment: rule.segment,
        confidence: probability,
        why: `${rule.sentence}: ${rule.class} ${Math.round(probability * 100)} % after ${eventsSeen} events.`,
      }
    }
  }
  return {
    segment: UNKNOWN_SEGMENT,
    confidence: 0,
    why: `No segment is certain enough after ${eventsSeen} events.`,
  }
}
