// SPDX-License-Identifier: MIT
// The write transaction: decides sessions, refuses what was forgotten or is there already, stores the rest.

import type { StoredEvent } from '../types.ts'
import { prepareDraft, toSalt } from './event-draft.ts'
import type { EventDraft, PrepareEvent } from './event-draft.ts'
import { isForgotten } from './forgotten.ts'
import { toJournal } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { followSession } from './session.ts'
import { writeIn } from './transaction.ts'

/** What the transaction needs to know. */
export interface WriteContext {
  /** Silence that ends a session, in milliseconds. */
  readonly sessionTimeoutMs: number
  /** Now, milliseconds since the Unix epoch. */
  readonly nowMs: number
  readonly newId: () => string
  readonly prepare: PrepareEvent
}

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
 * @param context - Time, session time-out, identifiers, hashing.
 * @throws What the browser reports; then none was written.
 */
export function writeEvents(
  db: Database,
  drafts: readonly EventDraft[],
  context: WriteContext,
): Promise<Written> {
  const { sessionTimeoutMs, nowMs, newId, prepare } = context
  return writeIn(db, async (tx, issue) => {
    const events = tx.objectStore('events')
    const meta = tx.objectStore('meta')
    const sorted = [...drafts].sort((a, b) => a.timeMs - b.timeMs)
    const [record, ...keys] = await Promise.all([
      meta.get('journal'),
      ...sorted.map((draft) => events.getKey(draft.id)),
    ])
    const journal = toJournal(record)
    const salt = journal.salt ?? toSalt(newId())
    let session = journal.session
    const written: StoredEvent[] = []
    for (const [place, draft] of sorted.entries()) {
      if (keys[place] !== undefined || isForgotten(draft.timeMs, journal.forgottenAtMs, nowMs)) continue
      const followed = followSession(session, draft.timeMs, sessionTimeoutMs, newId)
      session = followed ?? session
      // A late event of an earlier visit joins its neighbours in time.
      const sessionId = followed?.id ?? (await neighbour(draft.timeMs)) ?? newId()
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
