// SPDX-License-Identifier: MIT
// Whether there is anything to wipe: a refusal by somebody new should not make a database.

import { DATABASE_NAME } from './schema.ts'

/**
 * Looks for the database without opening it, and for what a page left in the exit log before there was one.
 * @returns False only where the browser lists its databases, ours is not among them, and the exit log is empty.
 */
export async function hasJournal(): Promise<boolean> {
  try {
    return (
      Object.keys(localStorage).some((key) => key.startsWith(`${DATABASE_NAME}.`)) ||
      (await indexedDB.databases()).some(({ name }) => name === DATABASE_NAME)
    )
  } catch {
    // It cannot be asked; wiping nothing does no harm.
    return true
  }
}
