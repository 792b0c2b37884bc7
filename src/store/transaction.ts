// SPDX-License-Identifier: MIT
// Runs a transaction so that its outcome is known and no rejection is left unhandled on the shop's page.

import type { Database, ReadTransaction, WriteTransaction } from './schema.ts'

/**
 * Reads both stores in one transaction, begun before this function returns.
 * @param db - An open database.
 * @param work - Issues requests and awaits nothing else.
 * @throws What the browser reports, such as `InvalidStateError` when the connection is gone.
 */
export async function readIn<T>(db: Database, work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
  const tx: ReadTransaction = db.transaction(['events', 'meta'], 'readonly')
  tx.done.catch(reportedElsewhere)
  return work(tx)
}

/**
 * Writes both stores in one transaction, begun before this function returns.
 * @param db - An open database.
 * @param work - Issues requests and awaits nothing else; hands over writes that it does not await to `issue`.
 * @param durability - `strict` waits for the disk; `relaxed` for the operating system.
 * @returns What `work` gave, once the transaction is complete.
 * @throws What the browser reports; then nothing of it was written.
 */
export async function writeIn<T>(
  db: Database,
  work: (tx: WriteTransaction, issue: (request: Promise<unknown>) => void) => Promise<T>,
  durability: 'strict' | 'relaxed' = 'relaxed',
): Promise<T> {
  const tx: WriteTransaction = db.transaction(['events', 'meta'], 'readwrite', { durability })
  const issued: Promise<unknown>[] = []
  tx.done.catch(reportedElsewhere)
  try {
    const result = await work(tx, (request) => {
      request.catch(reportedElsewhere)
      issued.push(request)
    })
    // Without it the browser waits for each answer to see whether more requests follow. Safari before 15 lacks it.
    ;(tx as Partial<WriteTransaction>).commit?.()
    // A request names its cause (quota, for one) where the transaction itself only says that it was aborted.
    await Promise.all(issued)
    await tx.done
    return result
  } catch (error) {
    const cause = tx.error ?? error
    abort(tx)
    throw cause
  }
}

function abort(tx: WriteTransaction): void {
  try {
    tx.abort()
  } catch {
    reportedElsewhere()
  }
}

/** The failure that ended the transaction reaches the caller through another promise. */
function reportedElsewhere(): void {}
