// SPDX-License-Identifier: MIT
// Channels of focus: staying in a category or brand, or leaving it.

import type { Step } from '../step.ts'

/** 1: another category than the last known one. -1: the same. 0: not told. */
export function categoryChange(step: Step): number {
  return step.categoryChanged === undefined ? 0 : step.categoryChanged ? 1 : -1
}

/** Share of the visit so far that lies in this category. */
export function categoryFocus(step: Step): number {
  return step.categoryShare
}

/** 1: another brand than the last known one. -1: the same. 0: not told. */
export function brandChange(step: Step): number {
  return step.brandChanged === undefined ? 0 : step.brandChanged ? 1 : -1
}
