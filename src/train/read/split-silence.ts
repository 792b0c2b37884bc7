// SPDX-License-Identifier: MIT
// Gives events the sessions and times that the page would have given them.

import type { StoredEvent } from '../../types.ts'

/** Silence that ends a session in the page. */
const SILENCE_MS = 30 * 60_000

/**
 * Cuts a visit at silences of 30 minutes and makes its times strictly increasing, as the journal does.
 * @param events - Of one visit, sorted by time.
 * @returns The same events; after a silence `sessionId` gets a suffix, equal times move on by 1 ms each.
 */
export function splitSilence(events: readonly StoredEvent[]): StoredEvent[] {
  let part = 1
  let previousMs: number | undefined
  return events.map((event) => {
    if (previousMs !== undefined && event.timeMs - previousMs > SILENCE_MS) part++
    const timeMs = previousMs === undefined ? event.timeMs : Math.max(event.timeMs, previousMs + 1)
    previousMs = timeMs
    return { ...event, timeMs, sessionId: part === 1 ? event.sessionId : `${event.sessionId}#${part}` }
  })
}
