// SPDX-License-Identifier: MIT
// What IndexedDB had not confirmed when the page went away, written synchronously for the next page to take over.

import type { Platform } from '../platform/platform.ts'
import type { EventDraft } from './event-draft.ts'

/** Longest record, in UTF-16 units: the room belongs to the shop. */
const MAX_RECORD_LENGTH = 65_536
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
  save(drafts: readonly EventDraft[]): void
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
 * @param getStorage - Gives `localStorage` or a stand-in. It may throw or give nothing: storage may be refused,
 * full or gone at any time, and then the log is an aid that is missing.
 * @param name - Name of the database; part of the keys.
 * @param platform - Clock and randomness.
 */
export function createExitLog(
  getStorage: () => Storage | undefined,
  name: string,
  platform: Platform,
): ExitLog {
  const recordPrefix = `${name}.exit.`
  const forgetKey = `${name}.forget`
  const held = new Set<string>()

  function attempt<T>(work: (storage: Storage) => T): T | undefined {
    try {
      const storage = getStorage()
      return storage && work(storage)
    } catch {
      return undefined
    }
  }

  /** Keys of the records of every page, oldest first. */
  function recordKeys(): string[] {
    const keys = attempt((storage) => Object.keys(storage).filter((key) => key.startsWith(recordPrefix)))
    return keys?.sort() ?? []
  }

  function remove(keys: Iterable<string>): void {
    for (const key of keys) {
      attempt((storage) => storage.removeItem(key))
      held.delete(key)
    }
  }

  function take(key: string): EventDraft[] {
    // What is not ours, or cut off, throws: nothing in it can be trusted.
    const parsed = attempt((storage): unknown => JSON.parse(storage.getItem(key) ?? ''))
    const drafts = Array.isArray(parsed) ? parsed.filter(isDraft) : []
    if (drafts.length > 0) held.add(key)
    else remove([key])
    return drafts
  }

  return {
    load: () =>
      recordKeys()
        .filter((key) => !held.has(key))
        .flatMap(take),
    save(drafts) {
      // The time in front lets the oldest be found by name: it has 13 digits until the year 2286.
      const key = `${recordPrefix}${Math.floor(platform.now())}.${platform.uuid()}`
      const former = [...held]
      for (let length = MAX_RECORD_LENGTH; length > 256 && !held.has(key); length /= 4) {
        const record = newest(drafts, length)
        if (record === '[]') break
        attempt((storage) => {
          storage.setItem(key, record)
          held.add(key)
        })
      }
      if (held.has(key)) remove(former)
      remove(recordKeys().slice(0, -MAX_RECORDS))
    },
    release: () => remove(held),
    clear: () => remove(recordKeys()),
    noteForget: (atMs) => attempt((storage) => storage.setItem(forgetKey, String(atMs))),
    forgetNoted: () =>
      attempt((storage) => {
        const value = storage.getItem(forgetKey)
        // What cannot be read still says that the visitor asked.
        return value === null ? undefined : Number(value) || 0
      }),
    forgetDone: (atMs) =>
      attempt((storage) => {
        if (!(Number(storage.getItem(forgetKey)) > atMs)) storage.removeItem(forgetKey)
      }),
    isOurs: (key) => key.startsWith(`${name}.`),
  }
}

/** JSON of the newest events that fit, oldest first. */
function newest(drafts: readonly EventDraft[], maxLength: number): string {
  const kept: string[] = []
  let length = 1
  for (const draft of [...drafts].reverse()) {
    const json = JSON.stringify(draft)
    if (length + json.length >= maxLength) continue
    length += json.length + 1
    kept.unshift(json)
  }
  return `[${kept.join()}]`
}

function isDraft(value: unknown): value is EventDraft {
  const { id, timeMs, source, name } = Object(value) as Record<string, unknown>
  return [id, name, source].every((text) => typeof text === 'string') && Number.isFinite(timeMs)
}
