// SPDX-License-Identifier: MIT
// Erases everything and leaves the marker.

import { forgottenUntil } from './forgotten.ts'
import { toJournal } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { writeIn } from './transaction.ts'

/**
 * Empties both stores, on the disk before it resolves. Does nothing when the same erasure, or a later one,
 * was done already: a repeated call must not take what came after it.
 * @param db - An open database.
 * @param atMs - When the visitor asked for it, milliseconds since the Unix epoch.
 * @param nowMs - Now, milliseconds since the Unix epoch.
 */
export function wipeJournal(db: Database, atMs: number, nowMs: number): Promise<void> {
  return writeIn(
    db,
    async (tx, issue) => {
      const meta = tx.objectStore('meta')
      const { forgottenAtMs } = toJournal(await meta.get('journal'))
      if (atMs <= forgottenUntil(forgottenAtMs, nowMs)) return
      const marker: JournalRecord = { forgottenAtMs: atMs }
      issue(tx.objectStore('events').clear())
      issue(meta.clear())
      issue(meta.put(marker, 'journal'))
    },
    'strict',
  )
}
