// SPDX-License-Identifier: MIT
// Makes room when the disk is full.

import type { Connection } from './connection.ts'
import { pruneEvents } from './prune-events.ts'
import type { Database } from './schema.ts'

/**
 * Runs a write; when the browser gives no more room, deletes the oldest half of the events and runs it once more.
 * @param connection - The way to the database.
 * @param operation - Must do no harm when it runs twice.
 * @throws What the browser reports the second time.
 */
export async function withRoom<T>(
  connection: Connection,
  operation: (db: Database) => Promise<T>,
): Promise<T> {
  try {
    return await connection.run(operation)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'QuotaExceededError')) throw error
    await connection.run((db) => pruneEvents(db, (count) => count >> 1))
    return connection.run(operation)
  }
}
