// SPDX-License-Identifier: MIT
// Channels of the funnel: how near to an order this event is, and how near the visit has come.

import type { Step } from '../step.ts'

/** Depth of this event: 0 a page, 1 an order. */
export function funnelStep(step: Step): number {
  return step.depth
}

/** Greatest depth of the session so far. */
export function funnelDeepest(step: Step): number {
  return step.deepest
}
