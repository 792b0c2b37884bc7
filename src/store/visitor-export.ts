// SPDX-License-Identifier: MIT
// Everything that is kept about the visitor, in a form to hand over.

import type { StoredEvent, VisitorState } from '../types.ts'
import { newestEvents } from './newest-events.ts'
import type { Database } from './schema.ts'
import { readMeta } from './state-record.ts'

/**
 * One visit in the export.
 * @public
 */
export interface ExportedSession {
  /** UUID of the session. */
  readonly id: string
  /** Time of its first event, milliseconds since the Unix epoch. */
  readonly startedMs: number
  /** Time of its last event, milliseconds since the Unix epoch. */
  readonly lastMs: number
  /** Number of its events that are still kept, at least 1. */
  readonly eventCount: number
}

/**
 * Everything that is kept about the visitor, JSON-safe; only the salt of the search words is left out.
 * @public
 */
export interface VisitorExport {
  /** Version of this form. */
  readonly version: 1
  /** When it was made, milliseconds since the Unix epoch. */
  readonly exportedAtMs: number
  /** When the visitor last had everything erased, milliseconds since the Unix epoch. */
  readonly forgottenAtMs?: number
  /** Oldest first. */
  readonly sessions: readonly ExportedSession[]
  /** Oldest first. */
  readonly events: readonly StoredEvent[]
  /** What was last concluded. */
  readonly state?: VisitorState
}

/**
 * Reads everything.
 * @param db - An open database.
 * @param nowMs - Now, milliseconds since the Unix epoch.
 */
export async function exportJournal(db: Database, nowMs: number): Promise<VisitorExport> {
  // Begun together, so that no write comes between.
  const [events, { state, journal }] = await Promise.all([newestEvents(db, Infinity), readMeta(db)])
  return toExport(nowMs, events, state, journal.forgottenAtMs)
}

/**
 * Puts the export together.
 * @param exportedAtMs - Now, milliseconds since the Unix epoch.
 * @param events - Oldest first.
 * @param state - The last state, if there is one.
 * @param forgottenAtMs - The marker of the last erasure, if there is one.
 */
export function toExport(
  exportedAtMs: number,
  events: readonly StoredEvent[],
  state: VisitorState | undefined,
  forgottenAtMs: number | undefined,
): VisitorExport {
  const sessions = new Map<string, ExportedSession>()
  for (const { sessionId, timeMs } of events) {
    const session = sessions.get(sessionId)
    sessions.set(sessionId, {
      id: sessionId,
      startedMs: session?.startedMs ?? timeMs,
      lastMs: timeMs,
      eventCount: (session?.eventCount ?? 0) + 1,
    })
  }
  return {
    version: 1,
    exportedAtMs,
    ...(forgottenAtMs !== undefined && { forgottenAtMs }),
    sessions: [...sessions.values()],
    events,
    ...(state && { state }),
  }
}
