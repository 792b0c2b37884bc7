// SPDX-License-Identifier: MIT
// Opens a database to read it, and creates none where there is none.

import { wrap } from 'idb'
import type { IDBPDatabase } from 'idb'

/**
 * Opens a database at the version that it has.
 * @param factory - The browser's IndexedDB.
 * @param name - Name of the database.
 * @returns `undefined` where there is no such database.
 * @throws What the browser reports. It may also never settle: the caller sets the time limit.
 */
export async function openExisting(factory: IDBFactory, name: string): Promise<IDBPDatabase | undefined> {
  const opening = factory.open(name)
  let isMissing = false as boolean
  opening.addEventListener('upgradeneeded', () => {
    isMissing = true
    // Takes back the creation of the database.
    opening.transaction?.abort()
  })
  try {
    return await wrap(opening)
  } catch (error) {
    if (isMissing) return undefined
    throw error
  }
}
