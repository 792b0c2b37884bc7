// SPDX-License-Identifier: MIT
// Keeps the journal bounded: deletes the oldest events, in a transaction of its own.

import type { Database } from './schema.ts'
import { writeIn } from './transaction.ts'

/**
 * Deletes the events that are too many or too old.
 * @param db - An open database.
 * @param toKeep - Given the number of events, how many may stay.
 * @param beforeMs - Events before this time go in any case; milliseconds since the Unix epoch.
 */
export function pruneEvents(
  db: Database,
  toKeep: (count: number) => number,
  beforeMs: number = 0,
): Promise<void> {
  return writeIn(db, async (tx, issue) => {
    const events = tx.objectStore('events')
    const byTime = events.index('time')
    const [count, aged] = await Promise.all([
      events.count(),
      byTime.count(IDBKeyRange.upperBound(beforeMs, true)),
    ])
    const surplus = Math.max(aged, count - toKeep(count))
    // For getAllKeys a count of 0 means all.
    if (surplus <= 0) return
    for (const key of await byTime.getAllKeys(null, surplus)) issue(events.delete(key))
  })
}
