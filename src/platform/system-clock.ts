// SPDX-License-Identifier: MIT
// The clock of whatever has no page: the worker.

import type { Platform } from './platform.ts'

/** The part of a platform that tells and waits. */
export type Clock = Pick<Platform, 'now' | 'delay'>

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  delay(task, delayMs) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
