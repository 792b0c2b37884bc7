// SPDX-License-Identifier: MIT
// The store: a journal that loses nothing when the page leaves, and goes on in memory where IndexedDB cannot be used.

import { StoreUnavailableError } from '../errors.ts'
import type { VisitorState } from '../types.ts'
import { createBacklog } from './backlog.ts'
import { createConnection } from './connection.ts'
import type { EventDraft } from './event-draft.ts'
import { createErasure } from './erasure.ts'
import { createExitLog } from './exit-log.ts'
import { createMemory } from './memory.ts'
import { newestEvents } from './newest-events.ts'
import { findFactory } from './open-database.ts'
import { createRetention } from './retention.ts'
import { DATABASE_NAME } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { readMeta, writeStateRecord } from './state-record.ts'
import type { StoreOptions } from './store-options.ts'
import { exportJournal, toExport } from './visitor-export.ts'
import type { VisitorStore } from './visitor-store.ts'
import { watchPage } from './watch-page.ts'
import { withRoom } from './with-room.ts'
import { writeEvents } from './write-events.ts'
import type { Written } from './write-events.ts'

/** Events that the page keeps a copy of, for the day the database fails; also the default of `history`. */
const PAGE_EVENTS = 500
/** Shortest pause between two attempts to leave memory, where nothing else gives reason to hope. */
const RETRY_MS = 30_000

/**
 * Opens the store; the database opens in the background, and what is appended before waits for it.
 * @param options - Clock, bounds, error hook.
 * @remarks Once for each page and database name: two of them would both be right, but read and write twice.
 */
export function openStore(options: StoreOptions): VisitorStore {
  const { platform, prepare, databaseName = DATABASE_NAME, maxEvents = 2000, maxAgeDays = 90 } = options
  const { sessionTimeoutMs = 1_800_000, onError, exitStorage } = options
  const listeners = new Set<() => void>()
  const getFactory = (): IDBFactory => findFactory(options.indexedDB)
  const connection = createConnection(getFactory, databaseName, platform, onSlow, onOpen)
  const exitLog = createExitLog(() => exitStorage ?? globalThis.localStorage, databaseName, platform)
  const backlog = createBacklog(exitLog, prepare, maxEvents)
  const erasure = createErasure(databaseName, getFactory, connection, exitLog, platform, onErased)
  const memory = createMemory(Math.min(PAGE_EVENTS, maxEvents), sessionTimeoutMs, prepare, platform)
  const retention = createRetention(connection, platform, maxEvents, maxAgeDays)
  let isMemory = false
  let isAway = false
  let isDisposed = false
  let isReported = false
  let triedAtMs = 0
  let recovery: Promise<void> | undefined
  let salt: number | undefined

  // Writing

  async function persist(drafts: readonly EventDraft[]): Promise<void> {
    try {
      confirm(drafts, await write(drafts))
    } catch (error) {
      fallBack(error)
    }
  }

  function write(drafts: readonly EventDraft[]): Promise<Written> {
    return withRoom(connection, (db) => writeEvents(db, drafts, sessionTimeoutMs, prepare, platform))
  }

  function writeState(state: VisitorState): Promise<void> {
    return withRoom(connection, (db) => writeStateRecord(db, state, platform.now()))
  }

  function confirm(drafts: readonly EventDraft[], { events, journal }: Written): void {
    backlog.confirm(drafts)
    memory.add(events, journal.session)
    learn(journal)
    retention.count(events.length)
  }

  // Reading

  async function read<T>(operation: (db: Database) => Promise<T>, inMemory: () => T): Promise<T> {
    if (isMemory) return inMemory()
    try {
      return await connection.run(operation)
    } catch (error) {
      fallBack(error)
      return inMemory()
    }
  }

  async function refresh(): Promise<VisitorState | undefined> {
    const meta = await read(readMeta, () => undefined)
    if (meta === undefined) return memory.state
    learn(meta.journal)
    // The visitor may have had everything erased while this was read.
    if (!meta.state || erasure.covers(meta.state.scoredAtMs ?? 0)) return undefined
    memory.state ??= meta.state
    return meta.state
  }

  function learn(journal: JournalRecord): void {
    salt = journal.salt
    erasure.learn(journal.forgottenAtMs)
  }

  function onErased(): void {
    backlog.confirm(backlog.all().filter((draft) => erasure.covers(draft.timeMs)))
    salt = undefined
    memory.clear()
    for (const listener of [...listeners]) listener()
  }

  // Memory, and the way back

  function fallBack(error: unknown): void {
    if (isDisposed) return
    isMemory = true
    triedAtMs = platform.now()
    memory.addDrafts(backlog.all())
    if (isReported) return
    isReported = true
    const reason = error instanceof Error ? error.message || error.name : String(error)
    onError(new StoreUnavailableError(reason, { cause: error }))
  }

  function recover(): void {
    triedAtMs = platform.now()
    recovery ??= leaveMemory().finally(() => (recovery = undefined))
  }

  async function leaveMemory(): Promise<void> {
    const drafts = backlog.all()
    const { state } = memory
    try {
      await erasure.finish()
      const written = await write(drafts)
      if (state) await writeState(state)
      isMemory = false
      confirm(drafts, written)
    } catch {
      // Still unusable, as was reported when it began; everything is still in memory.
      return
    }
    // What came in the meantime.
    const later = backlog.all()
    if (later.length > 0) await persist(later)
  }

  /** Perhaps by a page that has been frozen since we began to listen. */
  function onSlow(): void {
    if (!isAway) erasure.listen()
  }

  function onOpen(): void {
    if (isMemory) recover()
    retention.schedule()
  }

  // The page comes and goes

  /** Does what other pages could not finish. */
  function takeOver(): void {
    erasure.finish().catch(fallBack)
    void store.append(exitLog.load())
  }

  function saveExit(): void {
    backlog.save(salt)
  }

  function onReturn(): void {
    if (isAway) {
      isAway = false
      erasure.listen()
      connection.resume()
      takeOver()
      void refresh()
    }
    if (isMemory) recover()
  }

  const unwatch = watchPage(options.page, platform, {
    onLeave() {
      saveExit()
      isAway = true
      // With its channel open, this page gives way to the next one: better out of the cache than in its way.
      if (connection.suspend()) erasure.rest()
    },
    onHidden: saveExit,
    onReturn,
    onStorage(key) {
      if (exitLog.isOurs(key)) takeOver()
    },
  })

  const store: VisitorStore = {
    kind: () => (isMemory ? 'memory' : 'indexeddb'),

    async append(drafts) {
      const fresh = drafts.filter((draft) => !erasure.covers(draft.timeMs))
      if (fresh.length === 0) return backlog.confirm(drafts)
      backlog.add(fresh)
      // After `pagehide`, or `dispose`, nothing but a synchronous write is sure to happen.
      if (isAway) saveExit()
      if (!isMemory) return persist(fresh)
      memory.addDrafts(fresh)
      if (platform.now() - triedAtMs >= RETRY_MS) recover()
    },

    history: (limit = PAGE_EVENTS) =>
      read(
        (db) => newestEvents(db, limit),
        () => (limit >= 1 ? memory.events().slice(-limit) : []),
      ),

    memoryEvents: () => (isMemory ? memory.events() : undefined),

    readState: refresh,

    async writeState(state) {
      if (erasure.covers(state.scoredAtMs ?? 0)) return
      memory.state = state
      if (!isMemory) await writeState(state).catch(fallBack)
    },

    export() {
      const nowMs = platform.now()
      return read(
        (db) => exportJournal(db, nowMs),
        () => toExport(nowMs, memory.events(), memory.state, erasure.atMs()),
      )
    },

    async forget() {
      backlog.confirm(backlog.all())
      await erasure.begin().catch(fallBack)
    },

    onForget(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    close: connection.close,

    dispose() {
      if (isDisposed) return
      saveExit()
      isDisposed = true
      isAway = true
      unwatch()
      retention.stop()
      erasure.rest()
      connection.dispose()
      listeners.clear()
    },
  }

  erasure.listen()
  takeOver()
  void refresh()
  return store
}
