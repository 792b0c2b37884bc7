// SPDX-License-Identifier: MIT
// What this page has seen: the history that is left when the database cannot be used.

import type { StoredEvent, VisitorState } from '../types.ts'
import { prepareDraft, toSalt } from './event-draft.ts'
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

/** What memory needs to know. */
export interface MemoryOptions {
  /** Events that are kept: the newest. */
  readonly maxEvents: number
  /** Silence that ends a session, in milliseconds. */
  readonly sessionTimeoutMs: number
  readonly newId: () => string
  readonly prepare: PrepareEvent
}

/**
 * Starts with nothing.
 * @param options - Bounds and helpers.
 */
export function createMemory(options: MemoryOptions): Memory {
  const { maxEvents, sessionTimeoutMs, newId, prepare } = options
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
        session = followSession(session, draft.timeMs, sessionTimeoutMs, newId) ?? session
        salt ??= toSalt(newId())
        hold([{ ...prepareDraft(draft, prepare, salt), sessionId: session?.id ?? newId() }])
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
