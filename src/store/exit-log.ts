// SPDX-License-Identifier: MIT
// What IndexedDB had not confirmed when the page went away, written synchronously for the next page to take over.

import type { EventDraft } from './event-draft.ts'

/** Longest record, in UTF-16 units: the room belongs to the shop. */
const MAX_RECORD_LENGTH = 32_768
/** Records of all pages together. */
const MAX_RECORDS = 8

/**
 * Unconfirmed events in `localStorage`. A record is written once under a key of its own and never changed, so
 * that two pages, whose processes see each other's writes late, cannot overwrite each other.
 */
export interface ExitLog {
  /** Takes over the records that other pages left; each is given once. */
  load(): readonly EventDraft[]
  /** Writes one record with the newest of these events, in place of all that this page has written or taken over. */
  save(drafts: readonly EventDraft[], nowMs: number): void
  /** Removes what this page has written or taken over: it is durable elsewhere. */
  release(): void
  /** Removes the records of every page. */
  clear(): void
  /** Notes that the database is still to be wiped. */
  noteForget(atMs: number): void
  /** Time of the wipe that is still to be done, milliseconds since the Unix epoch. */
  forgetNoted(): number | undefined
  /** Takes the note back, unless a later one has replaced it. */
  forgetDone(atMs: number): void
  /** Whether a key of the storage belongs to this log. */
  isOurs(key: string): boolean
}

/**
 * Makes the log; touches nothing yet.
 * @param getStorage - Gives `localStorage` or a stand-in; may throw, then the log holds nothing.
 * @param name - Name of the database; part of the keys.
 * @param newId - Makes a UUID.
 */
export function createExitLog(
  getStorage: () => Storage | undefined,
  name: string,
  newId: () => string,
): ExitLog {
  const recordPrefix = `${name}.exit.`
  const forgetKey = `${name}.forget`
  const held = new Set<string>()

  /** Storage may be refused, full or gone at any time; then the exit log is an aid that is missing. */
  function attempt<T>(work: (storage: Storage) => T, otherwise: T): T {
    try {
      const storage = getStorage()
      return storage ? work(storage) : otherwise
    } catch {
      return otherwise
    }
  }

  function recordKeys(storage: Storage): string[] {
    const keys = Array.from({ length: storage.length }, (_, place) => storage.key(place))
    return keys.filter((key) => key !== null).filter((key) => key.startsWith(recordPrefix))
  }

  function remove(keys: Iterable<string>): void {
    for (const key of keys) {
      attempt((storage) => storage.removeItem(key), undefined)
      held.delete(key)
    }
  }

  return {
    load: () =>
      attempt((storage) => {
        const found: EventDraft[] = []
        for (const key of recordKeys(storage)) {
          if (held.has(key)) continue
          const drafts = parse(storage.getItem(key))
          found.push(...drafts)
          if (drafts.length > 0) held.add(key)
          else storage.removeItem(key)
        }
        return found
      }, []),
    save(drafts, nowMs) {
      const former = [...held]
      // The time in front lets the oldest be found by name.
      const key = `${recordPrefix}${Math.floor(nowMs)}.${newId()}`
      for (
        let events = newest(drafts);
        events.length > 0;
        events = events.slice(Math.ceil(events.length / 2))
      ) {
        const isSaved = attempt((storage) => {
          storage.setItem(key, `[${events.join()}]`)
          return true
        }, false)
        if (!isSaved) continue
        held.add(key)
        remove(former)
        break
      }
      remove(attempt((storage) => recordKeys(storage).sort().slice(0, -MAX_RECORDS), []))
    },
    release: () => remove(held),
    clear: () => remove(attempt(recordKeys, [])),
    noteForget: (atMs) => attempt((storage) => storage.setItem(forgetKey, String(atMs)), undefined),
    forgetNoted: () =>
      attempt((storage) => {
        const value = storage.getItem(forgetKey)
        // What cannot be read still says that the visitor asked.
        return value === null ? undefined : Number(value) || 0
      }, undefined),
    forgetDone: (atMs) =>
      attempt((storage) => {
        if (!(Number(storage.getItem(forgetKey)) > atMs)) storage.removeItem(forgetKey)
      }, undefined),
    isOurs: (key) => key === forgetKey || key.startsWith(recordPrefix),
  }
}

/** The newest events that fit, each as JSON, oldest first. */
function newest(drafts: readonly EventDraft[]): string[] {
  const kept: string[] = []
  let length = 0
  for (const draft of [...drafts].reverse()) {
    const json = JSON.stringify(draft)
    length += json.length + 1
    if (length > MAX_RECORD_LENGTH) break
    kept.unshift(json)
  }
  return kept
}

function parse(json: string | null): EventDraft[] {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return Array.isArray(value) ? value.filter(isDraft) : []
  } catch {
    // Not ours, or cut off: nothing in it can be trusted.
    return []
  }
}

function isDraft(value: unknown): value is EventDraft {
  if (typeof value !== 'object' || value === null) return false
  const { id, timeMs, source, name } = value as Record<string, unknown>
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof source === 'string' &&
    Number.isFinite(timeMs)
  )
}
