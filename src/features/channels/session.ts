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

/** 1 where the visitor was here before this visit, -1 for a new one, 0 where it is not known. */
export function returning(step: Step): number {
  return step.returning === undefined ? 0 : step.returning ? 1 : -1
}

/** Product views of the session so far on a log scale; 1 from 200 on. */
export function views(step: Step): number {
  return logScale(step.views, 200)
}

/** Pages of the session so far that show no product, on a log scale; 1 from 200 on. */
export function pages(step: Step): number {
  return logScale(step.pages, 200)
}

/** Earlier sessions on a log scale; 1 from 20 on. */
export function pastSessions(step: Step): number {
  return logScale(step.pastSessions, 20)
}
