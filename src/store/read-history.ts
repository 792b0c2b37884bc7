// SPDX-License-Identifier: MIT
// The worker's way to the history: opens, reads, closes; never creates a database.

import { StoreUnavailableError } from '../errors.ts'
import type { StoredEvent } from '../types.ts'
import { newestEvents } from './newest-events.ts'
import { findFactory, hasStores } from './open-database.ts'
import { openExisting } from './open-existing.ts'
import { DATABASE_NAME } from './schema.ts'
import type { Database } from './schema.ts'

/** Where to read. */
export interface ReadHistoryOptions {
  /** Name of the database. @defaultValue `'vitrine'` */
  readonly databaseName?: string
  /** IndexedDB. @defaultValue the browser's own */
  readonly indexedDB?: IDBFactory
}

/**
 * Reads the newest events of the journal.
 * @param limit - At most this many, 0 or more.
 * @param options - Where to read.
 * @returns Oldest first; empty when nothing was ever stored.
 * @throws StoreUnavailableError when IndexedDB is missing, refused or broken, also after a second attempt.
 * @remarks It sets no time limit: whoever asks the worker does.
 */
export async function readHistory(
  limit: number,
  options: ReadHistoryOptions = {},
): Promise<readonly StoredEvent[]> {
  try {
    return await readOnce(limit, options)
  } catch {
    // The connection may have died under it; the second failure is the one that counts.
    return readOnce(limit, options).catch((error: unknown) => {
      throw new StoreUnavailableError(error instanceof Error ? error.name : 'unknown', { cause: error })
    })
  }
}

async function readOnce(limit: number, options: ReadHistoryOptions): Promise<readonly StoredEvent[]> {
  const opened = await openExisting(findFactory(options.indexedDB), options.databaseName ?? DATABASE_NAME)
  if (opened === undefined) return []
  const db = opened as unknown as Database
  db.addEventListener('versionchange', () => db.close())
  try {
    return hasStores(db) ? await newestEvents(db, limit) : []
  } finally {
    db.close()
  }
}
