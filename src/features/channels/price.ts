// SPDX-License-Identifier: MIT
// Channels of price, always against what this visitor has looked at; no currency ever matters.

import { squash } from '../scale.ts'
import type { Step } from '../step.ts'

/** Dearer (positive) or cheaper (negative) than the mean of what was seen before; 0 where unknown. */
export function priceAgainstMean(step: Step): number {
  return step.logPriceRatio === undefined ? 0 : squash(step.logPriceRatio)
}

/** 1: the dearest so far. -1: the cheapest so far. 0: in the middle, or unknown. */
export function priceRank(step: Step): number {
  return step.priceRank ?? 0
}
