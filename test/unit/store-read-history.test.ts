// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { isVitrineError } from '../../src/errors.ts'
import { readHistory } from '../../src/store/read-history.ts'
import { createBreakableFactory, createFactory, draft, openPage, START_MS } from './store-support.ts'

test('where nothing was ever stored it gives nothing and creates no database', async () => {
  const factory = createFactory()
  assert.deepEqual(await readHistory(500, { indexedDB: factory }), [])
  assert.deepEqual(await factory.databases(), [])
})

test('it gives the newest events, oldest first, and blocks nobody afterwards', async (t) => {
  const factory = createFactory()
  const { store } = openPage(t, { factory })
  await store.append(Array.from({ length: 9 }, (_, place) => draft(START_MS + place, `e${place}`)))
  assert.deepEqual(
    (await readHistory(3, { indexedDB: factory })).map((event) => event.id),
    ['e6', 'e7', 'e8'],
  )
  assert.equal((await readHistory(500, { indexedDB: factory })).length, 9)
  store.dispose()
  const outcome = await new Promise<string>((resolve) => {
    const request = factory.deleteDatabase('vitrine')
    request.onblocked = () => resolve('blocked')
    request.onsuccess = () => resolve('deleted')
  })
  assert.equal(outcome, 'deleted')
})

test('a database without our stores gives nothing', async () => {
  const factory = createFactory()
  await new Promise<void>((resolve) => {
    const request = factory.open('vitrine')
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  assert.deepEqual(await readHistory(5, { indexedDB: factory }), [])
})

test('another name is another visitor', async (t) => {
  const factory = createFactory()
  const { store } = openPage(t, { factory }, { databaseName: 'other' })
  await store.append([draft(START_MS)])
  assert.equal((await readHistory(5, { indexedDB: factory, databaseName: 'other' })).length, 1)
  assert.equal((await readHistory(5, { indexedDB: factory })).length, 0)
})

test('a failure is tried once more and then has a name', async () => {
  const breakable = createBreakableFactory()
  breakable.breakWith(new DOMException('no', 'SecurityError'))
  const error: unknown = await readHistory(5, { indexedDB: breakable.factory }).catch(
    (reason: unknown) => reason,
  )
  assert.ok(isVitrineError(error) && error.code === 'store-unavailable')
  assert.equal(breakable.opens(), 2)
})
