// SPDX-License-Identifier: MIT
// An event on its way into the journal: stamped by the page, not yet given a session.

import type { Platform } from '../platform/platform.ts'
import type { EventStamp, ShopEvent } from '../types.ts'

/** An event as it is handed to the store; JSON-safe. */
export type EventDraft = ShopEvent & Omit<EventStamp, 'sessionId'>

/** Makes an event fit for the disk; see `StoreOptions.prepare`. */
export type PrepareEvent = (event: ShopEvent, salt: number) => ShopEvent

/**
 * Makes a draft fit for the disk and keeps its stamp.
 * @param draft - The event as the page saw it.
 * @param prepare - Hashes search words.
 * @param salt - Unsigned 32 bit.
 */
export function prepareDraft(draft: EventDraft, prepare: PrepareEvent, salt: number): EventDraft {
  const { id, timeMs, source } = draft
  return { ...prepare(draft, salt), id, timeMs, source }
}

/**
 * Takes the search words out where there is no salt to hash them with.
 * @param draft - The event as the page saw it.
 */
export function withoutSearchTerm(draft: EventDraft): EventDraft {
  if (!('search_term' in draft)) return draft
  const rest = { ...draft }
  delete (rest as { search_term?: string }).search_term
  return rest
}

/**
 * Makes a salt: the first 32 bits of a UUID are random.
 * @param platform - Makes the UUID.
 * @returns Unsigned 32 bit.
 */
export function createSalt(platform: Platform): number {
  return parseInt(platform.uuid().slice(0, 8), 16)
}
