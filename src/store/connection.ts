// SPDX-License-Identifier: MIT
// Owns the one handle to the database: opens it when needed, drops it when it dies, lets go when the page leaves.

import type { Platform } from '../platform/platform.ts'
import { openDatabase } from './open-database.ts'
import type { Database } from './schema.ts'
import { withTimeLimit } from './time-limit.ts'

/** Longest wait for the browser to open the database, and for one operation on it. */
const LIMIT_MS = 5000
/** Opening takes some milliseconds, hundreds on a slow device; after this something holds it up. */
const SLOW_MS = 1000

/** The way to the database. */
export interface Connection {
  /**
   * Runs an operation; when it fails, opens the database anew and runs it once more.
   * @param operation - Must do no harm when it runs twice. Called before `run` returns when the handle is open.
   * @throws The second failure, or `QuotaExceededError` at once: a new handle makes no room.
   */
  run<T>(operation: (db: Database) => Promise<T>): Promise<T>
  /** Lets go of the handle; the next operation opens it again. */
  close(): void
  /**
   * Lets go of the handle and lets every operation wait for {@link Connection.resume}.
   * @returns Whether nothing is left that could hold up another page. An opening that is under way cannot be
   * called off: frozen in the back-forward cache, it makes every other page wait that opens the database.
   */
  suspend(): boolean
  /** Lets the waiting operations go on. */
  resume(): void
  /** Lets go for good; operations that had not begun fail. */
  dispose(): void
}

/**
 * Prepares the way to the database and opens nothing yet.
 * @param getFactory - Gives the browser's IndexedDB; may throw.
 * @param name - Name of the database.
 * @param platform - Clock of the time limits.
 * @param onSlow - Called when opening takes too long to be alone.
 * @param onOpen - Called whenever a handle has been opened, also when that came too late for its operation.
 */
export function createConnection(
  getFactory: () => IDBFactory,
  name: string,
  platform: Platform,
  onSlow: () => void,
  onOpen: () => void,
): Connection {
  let handle: Database | undefined
  let opening: Promise<Database> | undefined
  let underWay = 0
  let upgrade: IDBTransaction | undefined
  let gate: Promise<void> | undefined
  let openGate = (): void => {}
  let disposed = false

  function close(): void {
    handle?.close()
    handle = undefined
  }

  /** The next page does it instead. */
  function abortUpgrade(): void {
    try {
      upgrade?.abort()
    } catch {
      // It is being committed: then it holds up nobody.
      upgrade = undefined
    }
  }

  async function begin(): Promise<Database> {
    const factory = getFactory()
    const undo = platform.delay(onSlow, SLOW_MS)
    const onUpgrade = (tx: IDBTransaction): void => {
      upgrade = tx
      if (gate) abortUpgrade()
    }
    const onGone = (gone: Database): void => {
      if (handle === gone) handle = undefined
    }
    underWay++
    const db = await openDatabase(factory, name, onUpgrade, onGone).finally(() => {
      underWay--
      upgrade = undefined
      undo()
    })
    if (gate || disposed) {
      db.close()
    } else {
      close()
      handle = db
      onOpen()
    }
    return db
  }

  // One promise for everyone who waits, and none kept after it has settled: a cached failure is never cured.
  function open(): Promise<Database> {
    opening ??= withTimeLimit(platform, begin(), LIMIT_MS).finally(() => (opening = undefined))
    return opening
  }

  return {
    async run(operation) {
      for (let attempt = 1; ; attempt++) {
        if (gate) await gate
        if (disposed) throw new Error('disposed')
        let db: Database | undefined
        try {
          db = handle ?? (await open())
          return await withTimeLimit(platform, operation(db), LIMIT_MS)
        } catch (error) {
          if (error instanceof Error && error.name === 'QuotaExceededError') throw error
          if (db && handle === db) close()
          // The page left in the middle of it: that was no failure of the database.
          if (gate) attempt = 0
          else if (attempt === 2) throw error
        }
      }
    },
    close,
    suspend() {
      close()
      abortUpgrade()
      gate ??= new Promise((resolve) => (openGate = resolve))
      return underWay === 0
    },
    resume() {
      openGate()
      gate = undefined
    },
    dispose() {
      disposed = true
      close()
      openGate()
    },
  }
}
