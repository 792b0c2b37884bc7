// SPDX-License-Identifier: MIT
// Channels of earlier orders: how many, how large against what is usual in the shop, how long ago.

import { logScale } from '../scale.ts'
import type { Step } from '../step.ts'

const DAY_MS = 86_400_000

/** Days since the event before this one, on a log scale; 1 from a year on. */
export function daysAway(step: Step): number {
  return logScale(step.awayMs / DAY_MS, 365)
}

/** Days since the first event, on a log scale; 1 from two years on. */
export function tenure(step: Step): number {
  return logScale(step.tenureMs / DAY_MS, 730)
}

/** Worth of this order or return in typical orders of the shop, on a log scale; as one of them where unknown. */
export function orderValue(step: Step): number {
  return logScale(step.orderRatio, 20)
}

/** Units of this order or return on a log scale; 1 from 500 on. */
export function orderUnits(step: Step): number {
  return logScale(step.orderUnits, 500)
}

/** Orders so far on a log scale; 1 from 30 on. */
export function orders(step: Step): number {
  return logScale(step.orders, 30)
}

/** Returns so far on a log scale; 1 from ten on. */
export function refunds(step: Step): number {
  return logScale(step.refunds, 10)
}

/** Worth of all orders so far, returns taken off, in typical orders of the shop, on a log scale. */
export function spent(step: Step): number {
  return logScale(step.spentRatio, 100)
}

/** Units ordered so far on a log scale; 1 from 5,000 on. */
export function units(step: Step): number {
  return logScale(step.unitsOrdered, 5000)
}
