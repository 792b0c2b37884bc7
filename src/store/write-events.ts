// SPDX-License-Identifier: MIT
// The write transaction: decides sessions, refuses what was forgotten or is there already, stores the rest.

import type { Platform } from '../platform/platform.ts'
import type { StoredEvent } from '../types.ts'
import { prepareDraft, createSalt } from './event-draft.ts'
import type { EventDraft, PrepareEvent } from './event-draft.ts'
import { forgottenUntil } from './forgotten.ts'
import { toJournal } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { followSession } from './session.ts'
import { writeIn } from './transaction.ts'

/** What the transaction has written. */
export interface Written {
  /** The events that are new in the journal, oldest first. */
  readonly events: readonly StoredEvent[]
  /** The record as it is now. */
  readonly journal: JournalRecord
}

/**
 * Writes events in one transaction; writing the same event again changes nothing.
 * @param db - An open database.
 * @param drafts - In any order.
 * @param sessionTimeoutMs - Silence that ends a session, in milliseconds.
 * @param prepare - Hashes search words.
 * @param platform - Clock and randomness.
 * @throws What the browser reports; then none was written.
 */
export function writeEvents(
  db: Database,
  drafts: readonly EventDraft[],
  sessionTimeoutMs: number,
  prepare: PrepareEvent,
  platform: Platform,
): Promise<Written> {
  return writeIn(db, async (tx, issue) => {
    const events = tx.objectStore('events')
    const meta = tx.objectStore('meta')
    const sorted = [...drafts].sort((a, b) => a.timeMs - b.timeMs)
    const [record, ...keys] = await Promise.all([
      meta.get('journal'),
      ...sorted.map((draft) => events.getKey(draft.id)),
    ])
    const journal = toJournal(record)
    const salt = journal.salt ?? createSalt(platform)
    const untilMs = forgottenUntil(journal.forgottenAtMs, platform.now())
    let session = journal.session
    const written: StoredEvent[] = []
    for (const [place, draft] of sorted.entries()) {
      if (keys[place] !== undefined || draft.timeMs <= untilMs) continue
      const followed = followSession(session, draft.timeMs, sessionTimeoutMs, platform)
      session = followed ?? session
      // A late event of an earlier visit joins its neighbours in time.
      const sessionId = followed?.id ?? (await neighbour(draft.timeMs)) ?? platform.uuid()
      const event: StoredEvent = { ...prepareDraft(draft, prepare, salt), sessionId }
      issue(events.put(event))
      written.push(event)
    }
    const next: JournalRecord = { ...journal, salt, ...(session && { session }) }
    if (written.length > 0) issue(meta.put(next, 'journal'))
    return { events: written, journal: written.length > 0 ? next : journal }

    async function neighbour(timeMs: number): Promise<string | undefined> {
      const around = IDBKeyRange.bound(timeMs - sessionTimeoutMs, timeMs + sessionTimeoutMs)
      return (await events.index('time').get(around))?.sessionId
    }
  })
}
