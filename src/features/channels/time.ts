// SPDX-License-Identifier: MIT
// Channels of rhythm: how long the visitor took, against nothing and against themselves.

import { logScale, squash } from '../scale.ts'
import type { Step } from '../step.ts'

/** Times count in tens of seconds: what is shorter says more of the network than of the visitor. */
const UNIT_MS = 10_000
const HALF_HOUR = 180
const TWO_HOURS = 720

/** Time since the previous event on a log scale; 1 from 30 minutes on. */
export function gap(step: Step): number {
  return logScale(step.gapMs / UNIT_MS, HALF_HOUR)
}

/** Slower (positive) or faster (negative) than this visitor's own earlier rhythm; 0 where there is none yet. */
export function gapAgainstMean(step: Step): number {
  if (step.meanGapMs === undefined) return 0
  return squash(Math.log((step.gapMs + UNIT_MS) / (step.meanGapMs + UNIT_MS)))
}

/** Mean time between the events of the session on a log scale; 1 from 30 minutes on, 0 for the first event. */
export function pace(step: Step): number {
  return logScale(step.paceMs / UNIT_MS, HALF_HOUR)
}

/** Time of the session that went to lists and products on a log scale; 1 from two hours on. */
export function productTime(step: Step): number {
  return logScale(step.productMs / UNIT_MS, TWO_HOURS)
}

/** Time since the session began on a log scale; 1 from two hours on. */
export function elapsed(step: Step): number {
  return logScale(step.elapsedMs / UNIT_MS, TWO_HOURS)
}
