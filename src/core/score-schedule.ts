// SPDX-License-Identifier: MIT
// When to score: many events, one score; in idle time; only while the page is visible.

import type { Platform } from '../platform/platform.ts'

/** Schedules runs of one task. */
export interface ScoreSchedule {
  /** Asks for a run soon; asking again before it starts changes nothing. */
  request(): void
  /** Runs now, or right after the run that is under way; resolves when that run has ended. */
  now(): Promise<void>
  dispose(): void
}

/** An idle slice is waited for this long at most. */
const IDLE_TIMEOUT_MS = 200

/**
 * Creates a schedule.
 * @param run - Never rejects.
 */
export function createScoreSchedule(platform: Platform, run: () => Promise<void>): ScoreSchedule {
  let wanted = false
  let cancelIdle: (() => void) | undefined
  let running: Promise<void> | undefined
  let disposed = false

  function start(): Promise<void> {
    cancelIdle?.()
    cancelIdle = undefined
    wanted = false
    running = run().then(() => {
      running = undefined
      if (wanted) arm()
    })
    return running
  }

  function arm(): void {
    if (disposed || running || cancelIdle || !platform.isVisible()) return
    cancelIdle = platform.idle(() => void start(), IDLE_TIMEOUT_MS)
  }

  const stopListening = platform.onVisibilityChange((visible) => {
    if (visible && wanted) arm()
  })

  return {
    request() {
      wanted = true
      arm()
    },
    async now() {
      while (running) await running
      if (!disposed) await start()
    },
    dispose() {
      disposed = true
      cancelIdle?.()
      stopListening()
    },
  }
}
