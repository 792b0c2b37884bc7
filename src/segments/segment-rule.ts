// SPDX-License-Identifier: MIT
// One line of the segment policy, as the model package carries it. Types only.

import type { HeadName, VisitFacts } from '../types.ts'

/**
 * Between which values a condition holds. `leave` is what a rule of the present segment is held to (hysteresis), so that
 * a widget does not flap at the threshold.
 * @public
 */
export interface Bounds {
  /** Least value at which the segment is entered, or the greatest one with `below`. */
  readonly enter: number
  /** Value beyond which it is left again: at most `enter`, or at least `enter` with `below`. */
  readonly leave: number
  /** Whether the bounds are upper ones. */
  readonly below?: boolean
}

/**
 * What a head of the model must say; it never holds where the model has no such head.
 * @public
 */
export interface HeadCondition extends Bounds {
  /** Head that is asked. */
  readonly head: HeadName
  /** Class of that head; its calibrated probability, in [0, 1], is compared. */
  readonly class: string
}

/**
 * What the present visit must have shown.
 * @public
 */
export interface FactCondition extends Bounds {
  /** Which fact is compared. */
  readonly fact: keyof VisitFacts
}

/**
 * One condition of a rule.
 * @public
 */
export type Condition = HeadCondition | FactCondition

/**
 * What a rule came to on visits that the network was not trained on.
 * @public
 */
export interface RuleMeasure {
  /** Visits that were looked at. */
  readonly visits: number
  /** Share of them that the rule names at some moment, in [0, 1]. */
  readonly share: number
  /** Share of the named ones of which it is right, in [0, 1]; absent where nobody can tell, as of facts alone. */
  readonly precision?: number
}

/**
 * One line of the segment policy; the first that holds names the segment. Two lines may name the same one.
 * @public
 */
export interface SegmentRule {
  /** Name that widgets follow. */
  readonly segment: string
  /** Plain sentence for a merchant, such as "Looks like someone about to buy". */
  readonly sentence: string
  /** All must hold; at least one. */
  readonly conditions: readonly Condition[]
  /** Events that must have been seen, at least 1: of what the heads read, of the visit for a rule without heads. */
  readonly minEvents: number
  /** What it came to; absent where it was not measured. */
  readonly measured?: RuleMeasure
}
