// SPDX-License-Identifier: MIT
// Channels of where in the history the visitor stands.

import { logScale } from '../scale.ts'
import type { Step } from '../step.ts'

/** Events so far on a log scale; 1 from the hundredth on. */
export function position(step: Step): number {
  return logScale(step.position, 100)
}

/** 1 where a new session begins inside the history. */
export function sessionBoundary(step: Step): number {
  return step.opensSession ? 1 : 0
}

/** Earlier sessions on a log scale; 1 from 20 on. */
export function pastSessions(step: Step): number {
  return logScale(step.pastSessions, 20)
}
