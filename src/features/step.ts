// SPDX-License-Identifier: MIT
// One step of a visit with everything that the channels may know: this event against the past, nothing absolute.

import type { EventName } from '../types.ts'
import type { OrderTotals } from './order-memory.ts'
import type { Novelty } from './token.ts'

/** One cleaned event, seen from where the visitor stood when it happened. */
export interface Step extends OrderTotals {
  readonly name: EventName
  readonly novelty: Novelty
  /** Events before this one, from 0. */
  readonly position: number
  /** Milliseconds since the previous event, clamped to [0, 30 min]; 0 for the first and after a session boundary. */
  readonly gapMs: number
  /** Mean of the earlier gaps in milliseconds; `undefined` before the second gap. */
  readonly meanGapMs: number | undefined
  /** Sum of the clamped gaps of this session in milliseconds. */
  readonly elapsedMs: number
  /** Mean gap of this session so far in milliseconds, this event's included; 0 for its first. */
  readonly paceMs: number
  /** Part of `elapsedMs` that followed lists and products. */
  readonly productMs: number
  /** Milliseconds since the event before this one, sessions apart or not, at least 0; 0 for the first. */
  readonly awayMs: number
  /** Milliseconds since the first event, at least 0. */
  readonly tenureMs: number
  /** Whether the visitor was here before this visit; `undefined` where that is not known. */
  readonly returning: boolean | undefined
  /** Product views of this session so far, this event included. */
  readonly views: number
  /** Events of this session so far that are plain pages (page views), this event included. */
  readonly pages: number
  /** Whether the event opens another session than the one before it. */
  readonly opensSession: boolean
  /** Sessions before this one in the history that was given. */
  readonly pastSessions: number
  /** Events that cleaning folded into this one. */
  readonly folds: number
  /** Items that the event carries. */
  readonly itemCount: number
  /** Earlier views of this item; 0 where there is none or no item. */
  readonly earlierViews: number
  /** Events since this item was last met, at least 1; `undefined` for a new or unknown item. */
  readonly sinceItem: number | undefined
  /** Distinct items over item events so far, this event included, in (0, 1]; 0 before the first item. */
  readonly variety: number
  /** Whether the category differs from the last known one; `undefined` where either is unknown. */
  readonly categoryChanged: boolean | undefined
  /** Share of the categorised events so far that lie in this category, in [0, 1]; 0 where unknown. */
  readonly categoryShare: number
  /** Whether the brand differs from the last known one; `undefined` where either is unknown. */
  readonly brandChanged: boolean | undefined
  /** Logarithm of price over this visitor's own running (geometric) mean; `undefined` where either is unknown. */
  readonly logPriceRatio: number | undefined
  /** Share of earlier prices below this one minus the share above, in [-1, 1]; `undefined` where unknown. */
  readonly priceRank: number | undefined
  /** Lines in the cart after the event. */
  readonly cartLines: number
  /** Value of the cart over the mean price seen; 0 for an empty cart, number of units where prices are unknown. */
  readonly cartValueRatio: number
  /** Whether this item lies in the cart after the event. */
  readonly itemInCart: boolean
  /** Events since something was last put in the cart, from 0; `undefined` before the first and once it was emptied. */
  readonly sinceCart: number | undefined
  /** Depth of this event in the funnel, in [0, 1]. */
  readonly depth: number
  /** Greatest depth of this session since the cart was last emptied by hand, this event included, in [0, 1]. */
  readonly deepest: number
}
