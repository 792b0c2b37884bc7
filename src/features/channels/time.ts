// SPDX-License-Identifier: MIT
// Channels of rhythm: how long the visitor took, against nothing and against themselves.

import { logScale, squash } from '../scale.ts'
import type { Step } from '../step.ts'

const HALF_HOUR_S = 1800
const TWO_HOURS_S = 7200

/** Time since the previous event on a log scale; 1 from 30 minutes on. */
export function gap(step: Step): number {
  return logScale(step.gapMs / 1000, HALF_HOUR_S)
}

/** Slower (positive) or faster (negative) than this visitor's own earlier rhythm; 0 where there is none yet. */
export function gapAgainstMean(step: Step): number {
  if (step.meanGapMs === undefined) return 0
  return squash(Math.log((step.gapMs + 1000) / (step.meanGapMs + 1000)))
}

/** Mean time between the events of the session on a log scale; 1 from 30 minutes on, 0 for the first event. */
export function pace(step: Step): number {
  return logScale(step.paceMs / 1000, HALF_HOUR_S)
}

/** Time of the session that went to lists and products on a log scale; 1 from two hours on. */
export function productTime(step: Step): number {
  return logScale(step.productMs / 1000, TWO_HOURS_S)
}

/** Time since the session began on a log scale; 1 from two hours on. */
export function elapsed(step: Step): number {
  return logScale(step.elapsedMs / 1000, TWO_HOURS_S)
}
