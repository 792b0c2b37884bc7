// SPDX-License-Identifier: MIT
// The journal: loses nothing when the page leaves, and goes on in memory where IndexedDB cannot be used.

import { StoreUnavailableError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { StoredEvent, VisitorState } from '../types.ts'
import { createBacklog } from './backlog.ts'
import type { Backlog } from './backlog.ts'
import { createConnection } from './connection.ts'
import type { Connection } from './connection.ts'
import type { EventDraft } from './event-draft.ts'
import { createErasure } from './erasure.ts'
import type { Erasure } from './erasure.ts'
import { createExitLog } from './exit-log.ts'
import type { ExitLog } from './exit-log.ts'
import { createMemory } from './memory.ts'
import type { Memory } from './memory.ts'
import { newestEvents } from './newest-events.ts'
import { findFactory } from './open-database.ts'
import { createRetention } from './retention.ts'
import type { Retention } from './retention.ts'
import { DATABASE_NAME } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { readMeta, writeStateRecord } from './state-record.ts'
import type { StoreOptions } from './store-options.ts'
import { exportJournal, toExport } from './visitor-export.ts'
import type { VisitorExport } from './visitor-export.ts'
import type { VisitorStore } from './visitor-store.ts'
import { watchPage } from './watch-page.ts'
import { withRoom } from './with-room.ts'
import { writeEvents } from './write-events.ts'
import type { Written } from './write-events.ts'

/** Events that the page keeps a copy of, for the day the database fails; also the default of `history`. */
const PAGE_EVENTS = 500
/** Shortest pause between two attempts to leave memory, where nothing else gives reason to hope. */
const RETRY_MS = 30_000

/** The store behind `openStore`. */
export class Journal implements VisitorStore {
  readonly #options: StoreOptions
  readonly #platform: Platform
  readonly #sessionTimeoutMs: number
  readonly #connection: Connection
  readonly #exitLog: ExitLog
  readonly #backlog: Backlog
  readonly #erasure: Erasure
  readonly #memory: Memory
  readonly #retention: Retention
  readonly #unwatch: () => void
  readonly #listeners = new Set<() => void>()
  #isMemory = false
  #isAway = false
  #isDisposed = false
  #isReported = false
  #triedAtMs = 0
  #recovery: Promise<void> | undefined
  #salt: number | undefined

  constructor(options: StoreOptions) {
    const { platform, prepare, databaseName: name = DATABASE_NAME, maxEvents = 2000 } = options
    const { sessionTimeoutMs = 1_800_000 } = options
    const newId = (): string => platform.uuid()
    this.#options = options
    this.#platform = platform
    this.#sessionTimeoutMs = sessionTimeoutMs
    const onOpen = (): void => this.#onOpen()
    this.#connection = createConnection(() => findFactory(options.indexedDB), name, platform, onOpen)
    this.#exitLog = createExitLog(() => options.exitStorage ?? globalThis.localStorage, name, newId)
    this.#backlog = createBacklog(this.#exitLog, prepare, maxEvents)
    const onErased = (): void => this.#onErased()
    this.#erasure = createErasure(name, this.#connection, this.#exitLog, platform, onErased)
    const pageEvents = Math.min(PAGE_EVENTS, maxEvents)
    this.#memory = createMemory({ maxEvents: pageEvents, sessionTimeoutMs, newId, prepare })
    this.#retention = createRetention(this.#connection, platform, maxEvents, options.maxAgeDays ?? 90)
    this.#unwatch = watchPage(options.page, platform, {
      onLeave: () => this.#leave(),
      onHidden: () => this.#saveExit(),
      onReturn: () => this.#return(),
      onStorage: (key) => {
        if (this.#exitLog.isOurs(key)) this.#takeOver()
      },
    })
    this.#erasure.listen()
    this.#takeOver()
    void this.#refresh()
  }

  kind(): 'indexeddb' | 'memory' {
    return this.#isMemory ? 'memory' : 'indexeddb'
  }

  async append(drafts: readonly EventDraft[]): Promise<void> {
    const fresh = drafts.filter((draft) => !this.#erasure.covers(draft.timeMs))
    if (fresh.length === 0) return this.#backlog.confirm(drafts)
    this.#backlog.add(fresh)
    // After `pagehide` nothing but a synchronous write is sure to happen.
    if (this.#isAway) this.#saveExit()
    if (!this.#isMemory) return this.#persist(fresh)
    this.#memory.addDrafts(fresh)
    if (this.#platform.now() - this.#triedAtMs >= RETRY_MS) void this.#recover()
  }

  history(limit: number = PAGE_EVENTS): Promise<readonly StoredEvent[]> {
    return this.#read(
      (db) => newestEvents(db, limit),
      () => (limit >= 1 ? this.#memory.events().slice(-limit) : []),
    )
  }

  memoryEvents(): readonly StoredEvent[] | undefined {
    return this.#isMemory ? this.#memory.events() : undefined
  }

  readState(): Promise<VisitorState | undefined> {
    return this.#refresh()
  }

  async writeState(state: VisitorState): Promise<void> {
    if (this.#erasure.covers(state.scoredAtMs ?? 0)) return
    this.#memory.state = state
    if (this.#isMemory) return
    try {
      await this.#saveState(state)
    } catch (error) {
      this.#fallBack(error)
    }
  }

  export(): Promise<VisitorExport> {
    const nowMs = this.#platform.now()
    return this.#read(
      (db) => exportJournal(db, nowMs),
      () => toExport(nowMs, this.#memory.events(), this.#memory.state, this.#erasure.atMs() || undefined),
    )
  }

  async forget(): Promise<void> {
    this.#backlog.confirm(this.#backlog.all())
    try {
      await this.#erasure.begin()
    } catch (error) {
      this.#fallBack(error)
    }
  }

  onForget(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#connection.close()
  }

  dispose(): void {
    if (this.#isDisposed) return
    this.#saveExit()
    this.#isDisposed = true
    this.#unwatch()
    this.#retention.stop()
    this.#erasure.rest()
    this.#connection.dispose()
    this.#listeners.clear()
  }

  // Writing and reading

  async #persist(drafts: readonly EventDraft[]): Promise<void> {
    try {
      this.#confirm(drafts, await this.#write(drafts))
    } catch (error) {
      this.#fallBack(error)
    }
  }

  #write(drafts: readonly EventDraft[]): Promise<Written> {
    return withRoom(this.#connection, (db) =>
      // Asked each time it runs: the visitor may have had everything erased while this waited.
      writeEvents(db, this.#backlog.wanted(drafts), {
        sessionTimeoutMs: this.#sessionTimeoutMs,
        nowMs: this.#platform.now(),
        newId: () => this.#platform.uuid(),
        prepare: this.#options.prepare,
      }),
    )
  }

  #saveState(state: VisitorState): Promise<void> {
    return withRoom(this.#connection, (db) => writeStateRecord(db, state, this.#platform.now()))
  }

  #confirm(drafts: readonly EventDraft[], { events, journal }: Written): void {
    this.#backlog.confirm(drafts)
    this.#memory.add(events, journal.session)
    this.#learn(journal)
    this.#retention.count(events.length)
  }

  async #read<T>(operation: (db: Database) => Promise<T>, inMemory: () => T): Promise<T> {
    if (this.#isMemory) return inMemory()
    try {
      return await this.#connection.run(operation)
    } catch (error) {
      this.#fallBack(error)
      return inMemory()
    }
  }

  async #refresh(): Promise<VisitorState | undefined> {
    const meta = await this.#read(readMeta, () => undefined)
    if (meta === undefined) return this.#memory.state
    this.#learn(meta.journal)
    this.#memory.state ??= meta.state
    return meta.state
  }

  #learn(journal: JournalRecord): void {
    this.#salt = journal.salt
    this.#erasure.learn(journal.forgottenAtMs ?? 0)
  }

  #onErased(): void {
    this.#backlog.confirm(this.#backlog.all().filter((draft) => this.#erasure.covers(draft.timeMs)))
    this.#salt = undefined
    this.#memory.clear()
    for (const listener of [...this.#listeners]) listener()
  }

  // Memory, and the way back

  #fallBack(error: unknown): void {
    if (this.#isDisposed) return
    this.#isMemory = true
    this.#triedAtMs = this.#platform.now()
    this.#memory.addDrafts(this.#backlog.all())
    if (this.#isReported) return
    this.#isReported = true
    const reason = error instanceof Error ? error.message || error.name : String(error)
    this.#options.onError(new StoreUnavailableError(reason, { cause: error }))
  }

  #recover(): Promise<void> {
    this.#recovery ??= this.#leaveMemory().finally(() => (this.#recovery = undefined))
    return this.#recovery
  }

  async #leaveMemory(): Promise<void> {
    this.#triedAtMs = this.#platform.now()
    const drafts = this.#backlog.all()
    const { state } = this.#memory
    try {
      await this.#erasure.finish()
      const written = await this.#write(drafts)
      if (state) await this.#saveState(state)
      this.#isMemory = false
      this.#confirm(drafts, written)
    } catch {
      // Still unusable, as was reported when it began; everything is still in memory.
      return
    }
    // What came in the meantime.
    const later = this.#backlog.all()
    if (later.length > 0) await this.#persist(later)
  }

  #onOpen(): void {
    if (this.#isMemory) void this.#recover()
    this.#retention.schedule()
  }

  // The page comes and goes

  /** What other pages could not finish. */
  #takeOver(): void {
    this.#erasure.finish().catch((error: unknown) => this.#fallBack(error))
    void this.append(this.#exitLog.load())
  }

  #saveExit(): void {
    this.#backlog.save(this.#salt, this.#platform.now())
  }

  #leave(): void {
    this.#saveExit()
    this.#isAway = true
    this.#connection.suspend()
    this.#erasure.rest()
  }

  #return(): void {
    if (this.#isAway) {
      this.#isAway = false
      this.#erasure.listen()
      this.#connection.resume()
      this.#takeOver()
      void this.#refresh()
    }
    if (this.#isMemory) void this.#recover()
  }
}
