// SPDX-License-Identifier: MIT
// Decides when the bounds of the journal are checked: at start and every 50 events, in idle time.

import type { Platform } from '../platform/platform.ts'
import type { Connection } from './connection.ts'
import { pruneEvents } from './prune-events.ts'

const DAY_MS = 86_400_000
/** Events between two checks. */
const CHECK_EVERY = 50
/** Latest time for a check once it is due, in milliseconds. */
const CHECK_WITHIN_MS = 5000

/** Keeps the journal bounded. */
export interface Retention {
  /** A check is due. */
  schedule(): void
  /** So many events were written. */
  count(written: number): void
  /** Calls off the check that is due. */
  stop(): void
}

/**
 * Prepares the checks; none is due yet.
 * @param connection - The way to the database.
 * @param platform - Clock and idle time.
 * @param maxEvents - Events that are kept.
 * @param maxAgeDays - Age in days after which an event goes.
 */
export function createRetention(
  connection: Connection,
  platform: Platform,
  maxEvents: number,
  maxAgeDays: number,
): Retention {
  let sinceCheck = 0
  let undo: (() => void) | undefined

  function schedule(): void {
    sinceCheck = 0
    undo?.()
    undo = platform.idle(() => {
      const beforeMs = platform.now() - maxAgeDays * DAY_MS
      const pruned = connection.run((db) => pruneEvents(db, () => maxEvents, beforeMs))
      // It can wait for the next time; if the database is broken, the next event will tell.
      pruned.catch(() => undefined)
    }, CHECK_WITHIN_MS)
  }

  return {
    schedule,
    count(written) {
      sinceCheck += written
      if (sinceCheck >= CHECK_EVERY) schedule()
    },
    stop: () => undo?.(),
  }
}
