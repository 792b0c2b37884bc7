// SPDX-License-Identifier: MIT
// Reads the end of the journal, for the page and for the worker.

import type { StoredEvent } from '../types.ts'
import type { Database } from './schema.ts'
import { readIn } from './transaction.ts'

/** Largest step of a cursor. */
const MAX_JUMP = 2 ** 31

/**
 * Reads the newest events.
 * @param db - An open database.
 * @param limit - At most this many; 0 or less gives none.
 * @returns Oldest first.
 */
export async function newestEvents(db: Database, limit: number): Promise<readonly StoredEvent[]> {
  if (!(limit >= 1)) return []
  return readIn(db, async (tx) => {
    const byTime = tx.objectStore('events').index('time')
    // One jump to where they begin and one bulk read: a cursor over each is ten times as slow.
    const last = await byTime.openKeyCursor(null, 'prev')
    const first = limit >= 2 ? await last?.advance(Math.min(limit - 1, MAX_JUMP)) : last
    const range = first ? IDBKeyRange.lowerBound(first.key) : null
    return (await byTime.getAll(range)).slice(-limit)
  })
}
