// SPDX-License-Identifier: MIT
// Opens the database, whatever version a newer tab has left behind.

import { wrap } from 'idb'
import { DATABASE_VERSION, migrate } from './schema.ts'
import type { Database } from './schema.ts'

/**
 * Opens the database at our version, or at the newer one that it has already.
 * @param factory - The browser's IndexedDB.
 * @param name - Name of the database.
 * @param onUpgrade - Called with the transaction that creates what is missing. A page that leaves must abort it:
 * in the back-forward cache it would hold up every other page that opens the database.
 * @param onGone - Called when the connection has ended, by the browser or because another tab asked for it.
 * @throws What the browser reports, such as `SecurityError`. It may also never settle (an upgrade that
 * another tab blocks; WebKit's server after it was killed): the caller sets the time limit.
 */
export async function openDatabase(
  factory: IDBFactory,
  name: string,
  onUpgrade: (tx: IDBTransaction) => void,
  onGone: (db: Database) => void,
): Promise<Database> {
  const request = (version?: number): Promise<Database> => {
    const opening = version === undefined ? factory.open(name) : factory.open(name, version)
    opening.addEventListener('upgradeneeded', () => {
      migrate(opening.result)
      if (opening.transaction) onUpgrade(opening.transaction)
    })
    return wrap(opening) as unknown as Promise<Database>
  }
  let db = await request(DATABASE_VERSION).catch((error: unknown) => {
    // A newer Vitrine in another tab has upgraded it: migrations only add, so we can work with it.
    if (error instanceof Error && error.name === 'VersionError') return request()
    throw error
  })
  if (!hasStores(db)) {
    // Someone opened it by name before us and left it empty.
    db.close()
    db = await request(db.version + 1)
  }
  // An open connection would block the tab that upgrades or deletes. What was begun is still completed.
  db.addEventListener('versionchange', () => {
    db.close()
    onGone(db)
  })
  db.addEventListener('close', () => onGone(db))
  return db
}

/**
 * Gives the browser's IndexedDB.
 * @param given - Taken instead, where there is one.
 * @throws Error when there is none, or `SecurityError` where the browser forbids even to look.
 */
export function findFactory(given: IDBFactory | undefined): IDBFactory {
  const factory: IDBFactory | undefined = given ?? globalThis.indexedDB
  if (!factory) throw new Error('the browser has none')
  return factory
}

/**
 * Whether both stores are there; they are created together.
 * @param db - An open database.
 */
export function hasStores(db: Database): boolean {
  return db.objectStoreNames.contains('meta')
}
