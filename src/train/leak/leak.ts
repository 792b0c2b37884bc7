// SPDX-License-Identifier: MIT
// What gives the label away, and from when on something does.

/**
 * A column or an event that gives the label away.
 * @public
 */
export interface Leak {
  /** Its name in the file. */
  readonly name: string
  /** What was found, as a clause that follows the name. */
  readonly why: string
  /** Whether the model would read it; what is not read does no harm. */
  readonly isRead: boolean
}

/** A column alone that ranks buyers this well (or this badly, turned around) is made of the outcome. */
export const LEAK_AUC = 0.85
/** An event, a page or a filled column that is followed by a purchase this often comes after it in truth. */
export const LEAK_SHARE = 0.95
/** Visits of each class, or with the event, that must be there before anything is said. */
export const LEAK_SUPPORT = 20

/** Whether an area under the curve gives the label away. */
export function isLeakingAuc(auc: number): boolean {
  return Math.max(auc, 1 - auc) >= LEAK_AUC
}
