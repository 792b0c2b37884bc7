// SPDX-License-Identifier: MIT
// What the unit tests of the store share: a platform whose time stands still, a storage, a factory that can break.

import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { TestContext } from 'node:test'
import type { VitrineError } from '../../src/errors.ts'
import type { EventDraft } from '../../src/store/event-draft.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { StoreOptions } from '../../src/store/store-options.ts'
import type { VisitorStore } from '../../src/store/visitor-store.ts'
import type { ShopEvent } from '../../src/types.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000
/** When the tests begin: 2026-11-24, noon, UTC. */
export const START_MS: number = Date.UTC(2026, 10, 24, 12)

/** The shared fake, but with UUIDs that differ from page to page. */
export function createPlatform(startMs: number = START_MS): FakePlatform {
  return { ...createFakePlatform(startMs), uuid: () => crypto.randomUUID() }
}

/** Like `localStorage`: the keys are its properties. Several stores share it as several pages do. */
export function createFakeStorage(): Storage {
  const methods: Record<string, unknown> = {
    getItem: (key: string) => (Object.hasOwn(storage, key) ? storage[key] : null),
    setItem: (key: string, value: string) => void (storage[key] = value),
    removeItem: (key: string) => void Reflect.deleteProperty(storage, key),
  }
  const storage = Object.create(methods) as Record<string, unknown>
  return storage as unknown as Storage
}

/** A factory over real fake databases that the test can break. */
export interface BreakableFactory {
  readonly factory: globalThis.IDBFactory
  /** Every `open` throws or fails with this error from now on; `undefined` mends it. */
  breakWith(error: Error | undefined): void
  /** Called with each database that is opened. */
  onOpened: ((db: IDBDatabase) => void) | undefined
  /** Calls of `open` so far. */
  opens(): number
}

export function createBreakableFactory(real: IDBFactory = new IDBFactory()): BreakableFactory {
  let failure: Error | undefined
  let opens = 0
  const breakable: BreakableFactory = {
    factory: {
      open(name: string, version?: number) {
        opens++
        if (failure) throw failure
        const request = real.open(name, version) as unknown as IDBOpenDBRequest
        request.addEventListener('success', () => breakable.onOpened?.(request.result))
        return request
      },
      deleteDatabase: (name: string) => real.deleteDatabase(name),
      databases: () => real.databases(),
      cmp: (a: unknown, b: unknown) => real.cmp(a, b),
    } as unknown as globalThis.IDBFactory,
    breakWith: (error) => (failure = error),
    onOpened: undefined,
    opens: () => opens,
  }
  return breakable
}

/** A page with a store in it. */
export interface TestPage {
  readonly store: VisitorStore
  readonly platform: FakePlatform
  readonly page: EventTarget
  readonly errors: VitrineError[]
}

/** Opens a store with everything faked, for as long as the test runs; pages with the same factory, storage and name share a visitor. */
export function openPage(
  t: TestContext,
  shared: { readonly factory: globalThis.IDBFactory; readonly storage?: Storage },
  options: Partial<StoreOptions> & { readonly platform?: FakePlatform } = {},
): TestPage {
  const platform = options.platform ?? createPlatform()
  const page = new EventTarget()
  const errors: VitrineError[] = []
  const store = openStore({
    onError: (error) => errors.push(error),
    prepare: hashWords,
    indexedDB: shared.factory,
    exitStorage: shared.storage ?? createFakeStorage(),
    page,
    ...options,
    platform,
  })
  t.after(() => store.dispose())
  return { store, platform, page, errors }
}

/** Replaces the search words by numbers that only the salt and the length of the text decide. */
export function hashWords(event: ShopEvent, salt: number): ShopEvent {
  if (!('search_term' in event)) return event
  return { name: event.name, search_hashes: [salt ^ (event.search_term ?? '').length] }
}

/** An event of that time; `add_to_cart` of one item. */
export function draft(timeMs: number, id: string = crypto.randomUUID()): EventDraft {
  return { name: 'add_to_cart', items: [{ item_id: 'sku-1' }], id, timeMs, source: 'track' }
}

/** A search of that time. */
export function search(timeMs: number, term: string): EventDraft {
  return { name: 'search', search_term: term, id: crypto.randomUUID(), timeMs, source: 'track' }
}

/** A factory with no database in it. */
export function createFactory(): globalThis.IDBFactory {
  return new IDBFactory() as unknown as globalThis.IDBFactory
}
