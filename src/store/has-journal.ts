// SPDX-License-Identifier: MIT
// Whether there is anything to wipe: a refusal by somebody new should not make a database.

import { DATABASE_NAME } from './schema.ts'

/**
 * Looks for the database without opening it.
 * @returns False only where the browser lists its databases and ours is not among them.
 */
export async function hasJournal(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === DATABASE_NAME)
  } catch {
    // It cannot be asked; wiping nothing does no harm.
    return true
  }
}
