// SPDX-License-Identifier: MIT
// Erases everything in every tab, and knows what must not come back.

import type { Platform } from '../platform/platform.ts'
import type { Connection } from './connection.ts'
import type { ExitLog } from './exit-log.ts'
import { createForgetChannel } from './forget-channel.ts'
import { forgottenUntil } from './forgotten.ts'
import { modelsDatabaseName } from './models-database-name.ts'
import { wipeJournal } from './wipe-journal.ts'

/** What is known about erasures, and the way to begin one. */
export interface Erasure {
  /** Marker of the latest erasure, milliseconds since the Unix epoch; `undefined` when none is known. */
  atMs(): number | undefined
  /** Whether something of that time was erased and must not come back. */
  covers(timeMs: number): boolean
  /** The marker was found in the database or heard from another tab. */
  learn(atMs: number | undefined): void
  /** Begins an erasure here, in every tab, and on disk. Rejects when the database cannot be reached. */
  begin(): Promise<void>
  /** Does what an earlier page, or an earlier attempt, could not finish. Rejects like {@link Erasure.begin}. */
  finish(): Promise<void>
  /** Begins to listen to other tabs; throws pages out of the back-forward cache that could hold us up. */
  listen(): void
  /** Stops listening; an open channel would cost the page its place in the back-forward cache. */
  rest(): void
}

/**
 * Prepares erasures; begins none.
 * @param name - Name of the database and of the channel.
 * @param getFactory - Gives the browser's IndexedDB, for the database of models.
 * @param connection - The way to the database.
 * @param exitLog - Where an erasure is noted until it is on disk, so that a page that leaves does not lose it.
 * @param platform - Clock.
 * @param onErased - Called once for each erasure that concerns this page, wherever it began.
 */
export function createErasure(
  name: string,
  getFactory: () => IDBFactory,
  connection: Connection,
  exitLog: ExitLog,
  platform: Platform,
  onErased: () => void,
): Erasure {
  const openedAtMs = platform.now()
  const channel = createForgetChannel(name, learn)
  let markerMs = -1
  let dueMs: number | undefined

  function learn(atMs: number | undefined): void {
    const untilMs = forgottenUntil(atMs, platform.now())
    if (untilMs <= markerMs) return
    markerMs = untilMs
    // Of an erasure from before this page, the page has nothing.
    if (untilMs > openedAtMs) onErased()
  }

  async function finish(): Promise<void> {
    const atMs = dueMs ?? exitLog.forgetNoted()
    if (atMs === undefined) return
    dueMs = atMs
    learn(atMs)
    await connection.run((db) => wipeJournal(db, atMs, platform.now()))
    // Models say nothing about the visitor, and a worker may still read one: nobody waits for it.
    getFactory().deleteDatabase(modelsDatabaseName(name))
    if (dueMs === atMs) dueMs = undefined
    exitLog.forgetDone(atMs)
  }

  return {
    atMs: () => (markerMs < 0 ? undefined : markerMs),
    covers: (timeMs) => timeMs <= markerMs,
    learn,
    begin() {
      dueMs = platform.now()
      exitLog.clear()
      exitLog.noteForget(dueMs)
      channel.post(dueMs)
      return finish()
    },
    finish,
    listen: channel.open,
    rest: channel.close,
  }
}
