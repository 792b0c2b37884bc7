// SPDX-License-Identifier: MIT
// Decides which session an event belongs to.

import type { Platform } from '../platform/platform.ts'
import type { Session } from './schema.ts'

/**
 * Continues the session, or begins the next one.
 * @param session - The latest session; `undefined` when there is none.
 * @param timeMs - When the event happened, milliseconds since the Unix epoch.
 * @param timeoutMs - Silence that ends a session, in milliseconds.
 * @param platform - Makes the UUID of a new session.
 * @returns The session with the event in it; `undefined` when the event is too old to belong to it.
 */
export function followSession(
  session: Session | undefined,
  timeMs: number,
  timeoutMs: number,
  platform: Platform,
): Session | undefined {
  if (session === undefined || timeMs > session.lastMs + timeoutMs) {
    return { id: platform.uuid(), startedMs: timeMs, lastMs: timeMs }
  }
  if (timeMs < session.startedMs - timeoutMs) return undefined
  return {
    id: session.id,
    startedMs: Math.min(session.startedMs, timeMs),
    lastMs: Math.max(session.lastMs, timeMs),
  }
}
