// SPDX-License-Identifier: MIT
// From a source's raw candidate to a stamped event: validated, seen once, never an exception in the page.

import { isVitrineError, SourceError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { createDeduplicator } from '../events/deduplicate.ts'
import { parseEvent } from '../events/parse-event.ts'
import type { Platform } from '../platform/platform.ts'
import type { EventDraft } from '../store/event-draft.ts'

/** Takes candidates. */
export type EventIntake = (candidate: unknown, source: string) => void

/**
 * Creates the intake.
 * @param accept - Gets each event that is valid and new.
 * @param onError - Told of each event that was refused.
 */
export function createEventIntake(
  platform: Platform,
  accept: (draft: EventDraft) => void,
  onError: (error: VitrineError) => void,
): EventIntake {
  const isNew = createDeduplicator()
  return (candidate, source) => {
    try {
      const event = parseEvent(candidate, source)
      const timeMs = platform.now()
      if (isNew(event, source, timeMs)) accept({ ...event, id: platform.uuid(), timeMs, source })
    } catch (error) {
      onError(isVitrineError(error) ? error : new SourceError(source, { cause: error }))
    }
  }
}
