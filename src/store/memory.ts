// SPDX-License-Identifier: MIT
// What this page has seen: the history that is left when the database cannot be used.

import type { Platform } from '../platform/platform.ts'
import type { StoredEvent, VisitorState } from '../types.ts'
import { prepareDraft, createSalt } from './event-draft.ts'
import type { EventDraft, PrepareEvent } from './event-draft.ts'
import type { Session } from './schema.ts'
import { followSession } from './session.ts'

/** The page's own copy of the latest events. */
export interface Memory {
  /** The last state that was written or read. */
  state: VisitorState | undefined
  /** Keeps events that have a session already. */
  add(events: readonly StoredEvent[], session: Session | undefined): void
  /** Keeps events that the database did not take, and gives each its session. */
  addDrafts(drafts: readonly EventDraft[]): void
  /** Oldest first. */
  events(): readonly StoredEvent[]
  /** Forgets everything. */
  clear(): void
}

/**
 * Starts with nothing.
 * @param maxEvents - Events that are kept: the newest.
 * @param sessionTimeoutMs - Silence that ends a session, in milliseconds.
 * @param prepare - Hashes search words.
 * @param platform - Randomness.
 */
export function createMemory(
  maxEvents: number,
  sessionTimeoutMs: number,
  prepare: PrepareEvent,
  platform: Platform,
): Memory {
  const held = new Map<string, StoredEvent>()
  let session: Session | undefined
  // Its own: these hashes never reach the disk, so they need not match those that do.
  let salt: number | undefined

  function hold(events: readonly StoredEvent[]): void {
    for (const event of events) held.set(event.id, event)
    for (const id of held.keys()) {
      if (held.size <= maxEvents) break
      held.delete(id)
    }
  }

  const memory: Memory = {
    state: undefined,
    add(events, latest) {
      session = latest ?? session
      hold(events)
    },
    addDrafts(drafts) {
      for (const draft of drafts.slice(-maxEvents)) {
        if (held.has(draft.id)) continue
        session = followSession(session, draft.timeMs, sessionTimeoutMs, platform) ?? session
        salt ??= createSalt(platform)
        hold([{ ...prepareDraft(draft, prepare, salt), sessionId: session?.id ?? platform.uuid() }])
      }
    },
    events: () => [...held.values()].sort((a, b) => a.timeMs - b.timeMs),
    clear() {
      held.clear()
      session = undefined
      salt = undefined
      memory.state = undefined
    },
  }
  return memory
}
