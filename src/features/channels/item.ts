// SPDX-License-Identifier: MIT
// Channels of repetition: coming back to things, or wandering on.

import { logScale } from '../scale.ts'
import type { Step } from '../step.ts'

/** Refreshes and page views folded into this event; 1 from five on. */
export function folded(step: Step): number {
  return logScale(step.folds, 5)
}

/** Items in the event on a log scale; 1 from 50 on. */
export function itemCount(step: Step): number {
  return logScale(step.itemCount, 50)
}

/** Earlier views of this item on a log scale; 1 from ten on. */
export function repeatViews(step: Step): number {
  return logScale(step.earlierViews, 10)
}

/** 1 where the item was the last thing met, falling with every event since; 0 for a new item. */
export function itemRecency(step: Step): number {
  return step.sinceItem === undefined ? 0 : 1 / step.sinceItem
}

/** Distinct items over item events so far. */
export function variety(step: Step): number {
  return step.variety
}
