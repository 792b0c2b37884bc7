// SPDX-License-Identifier: MIT
// The events that the database has not confirmed, and what becomes of them when the page leaves.

import { prepareDraft, withoutSearchTerm } from './event-draft.ts'
import type { EventDraft, PrepareEvent } from './event-draft.ts'
import type { ExitLog } from './exit-log.ts'

/** Unconfirmed events, oldest first; their search words are still as they were typed. */
export interface Backlog {
  /** Takes events in; beyond the bound the oldest go. */
  add(drafts: readonly EventDraft[]): void
  /** Everything that is waited for. */
  all(): readonly EventDraft[]
  /** These events are durable, or no longer wanted. */
  confirm(drafts: Iterable<EventDraft>): void
  /**
   * Writes them to the exit log, hashed; without their search words while the salt is unknown.
   * @param salt - The salt of the database, when it is known.
   */
  save(salt: number | undefined): void
}

/**
 * Starts with nothing.
 * @param exitLog - Where they go when the page leaves.
 * @param prepare - Hashes search words.
 * @param maxEvents - Events that are kept.
 */
export function createBacklog(exitLog: ExitLog, prepare: PrepareEvent, maxEvents: number): Backlog {
  const waiting = new Map<string, EventDraft>()
  const all = (): readonly EventDraft[] => [...waiting.values()]
  return {
    add(drafts) {
      for (const draft of drafts) waiting.set(draft.id, draft)
      for (const id of waiting.keys()) {
        if (waiting.size <= maxEvents) break
        waiting.delete(id)
      }
    },
    all,
    confirm(drafts) {
      for (const draft of drafts) waiting.delete(draft.id)
      if (waiting.size === 0) exitLog.release()
    },
    save(salt) {
      if (waiting.size === 0) return
      const fit = (draft: EventDraft): EventDraft =>
        salt === undefined ? withoutSearchTerm(draft) : prepareDraft(draft, prepare, salt)
      exitLog.save(all().map(fit))
    },
  }
}
