// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { hasJournal } from '../../src/store/has-journal.ts'
import { createFactory, createFakeStorage, draft, openPage, START_MS } from './store-support.ts'

/** Puts both storages in the place of the browser's for one test. */
function surround(t: TestContext, factory: globalThis.IDBFactory, storage: Storage): void {
  const { indexedDB } = globalThis
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true, writable: true })
  globalThis.indexedDB = factory
  t.after(() => {
    globalThis.indexedDB = indexedDB
    Reflect.deleteProperty(globalThis, 'localStorage')
  })
}

test('for somebody new there is nothing to wipe, and asking makes no database', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  shared.storage.setItem('cart', 'of the shop')
  surround(t, shared.factory, shared.storage)
  assert.equal(await hasJournal(), false)
  assert.deepEqual(await shared.factory.databases(), [])
})

test('a database is something to wipe', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  surround(t, shared.factory, shared.storage)
  await openPage(t, shared).store.append([draft(START_MS)])
  assert.equal(await hasJournal(), true)
})

test('so is what a page left behind before there was a database', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  surround(t, shared.factory, shared.storage)
  const { store, page } = openPage(t, { ...shared, factory: createFactory() })
  void store.append([draft(START_MS)])
  page.dispatchEvent(new Event('pagehide'))
  assert.equal(await hasJournal(), true)
})

test('where the browser does not say, there may be something', async (t) => {
  surround(t, { databases: undefined } as unknown as globalThis.IDBFactory, createFakeStorage())
  assert.equal(await hasJournal(), true)
})
