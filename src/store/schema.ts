// SPDX-License-Identifier: MIT
// What lies in the database: two stores, created once, only ever added to.

import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb'
import type { StoredEvent } from '../types.ts'

/** Name of the database where the caller gives none. */
export const DATABASE_NAME = 'vitrine'

/** Version of the schema. It rises only when something is added: an older tab must go on working. */
export const DATABASE_VERSION = 1

/** One visit: it ends after a silence. */
export interface Session {
  /** UUID, version 4. */
  readonly id: string
  /** Time of its first event, milliseconds since the Unix epoch. */
  readonly startedMs: number
  /** Time of its last event, milliseconds since the Unix epoch. */
  readonly lastMs: number
}

/** The record `journal` of the store `meta`: what a writer must know, read and written in one request each. */
export interface JournalRecord {
  /** Salt of the search words, unsigned 32 bit; made with the first event, and anew after a forget. */
  readonly salt?: number
  /** The latest session. */
  readonly session?: Session
  /** Events up to this time were erased and are refused; milliseconds since the Unix epoch. */
  readonly forgottenAtMs?: number
}

/**
 * `events` is keyed by `id` with the index `time` on `timeMs`; `meta` holds the records `journal`
 * ({@link JournalRecord}) and `state` (the last visitor state).
 */
export interface VitrineSchema extends DBSchema {
  events: { key: string; value: StoredEvent; indexes: { time: number } }
  meta: { key: 'journal' | 'state'; value: unknown }
}

/** An open database. */
export type Database = IDBPDatabase<VitrineSchema>
/** A transaction over both stores that reads. */
export type ReadTransaction = IDBPTransaction<VitrineSchema, ('events' | 'meta')[]>
/** A transaction over both stores that writes. */
export type WriteTransaction = IDBPTransaction<VitrineSchema, ('events' | 'meta')[], 'readwrite'>

/**
 * Creates what is missing, whatever the version was; called while the database upgrades.
 * @param db - The database in its upgrade.
 */
export function migrate(db: IDBDatabase): void {
  const names = db.objectStoreNames
  if (!names.contains('events'))
    db.createObjectStore('events', { keyPath: 'id' }).createIndex('time', 'timeMs')
  if (!names.contains('meta')) db.createObjectStore('meta')
}

/**
 * Reads the record `journal`; anything that is not one counts as empty.
 * @param value - What lay in the store.
 */
export function toJournal(value: unknown): JournalRecord {
  return typeof value === 'object' && value !== null ? value : {}
}
