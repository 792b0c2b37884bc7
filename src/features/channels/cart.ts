// SPDX-License-Identifier: MIT
// Channels of the cart, as far as the events tell it.

import { logScale } from '../scale.ts'
import type { Step } from '../step.ts'

/** Lines in the cart on a log scale; 1 from ten on. */
export function cartSize(step: Step): number {
  return logScale(step.cartLines, 10)
}

/** Worth of the cart in prices this visitor usually looks at, on a log scale; 1 from twenty on. */
export function cartValue(step: Step): number {
  return logScale(step.cartValueRatio, 20)
}

/** 1 where the item of this event lies in the cart. */
export function itemInCart(step: Step): number {
  return step.itemInCart ? 1 : 0
}

/** 1 at the moment something goes into the cart, falling with every event since; 0 before the first. */
export function sinceCart(step: Step): number {
  return step.sinceCart === undefined ? 0 : 1 / (1 + step.sinceCart)
}
