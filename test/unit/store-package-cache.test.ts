// SPDX-License-Identifier: MIT
// The database of model packages: what lies in it, what goes, and what happens when it is broken, blocked or erased.

import assert from 'node:assert/strict'
import test from 'node:test'
import type { StoredPackage } from '../../src/platform/package-cache.ts'
import { recallFastest, rememberFastest } from '../../src/store/fastest-engine.ts'
import { createPackageCache } from '../../src/store/package-cache.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import {
  createBreakableFactory,
  createFactory,
  createFakeStorage,
  draft,
  openPage,
  START_MS,
} from './store-support.ts'

const URL_OF = 'https://shop.example/model.json'
const DATABASE = 'vitrine-models'

function packageOf(url: string, hashes: readonly string[], checkedAtMs = 1): StoredPackage {
  const files = hashes.map((sha256) => ({ sha256, bytes: new TextEncoder().encode(sha256).buffer }))
  return { url, json: `{"of":"${url}"}`, files, checkedAtMs }
}

/** Opens the database beside the code under test. */
function openRaw(factory: IDBFactory, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = version === undefined ? factory.open(DATABASE) : factory.open(DATABASE, version)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('unknown'))
  })
}

async function hashesIn(factory: IDBFactory): Promise<IDBValidKey[]> {
  const db = await openRaw(factory)
  const request = db.transaction('files').objectStore('files').getAllKeys()
  await new Promise((resolve) => (request.onsuccess = resolve))
  db.close()
  return request.result
}

async function turns(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await holds()); turn++) {
    assert.ok(turn < 2000, 'it never came')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('what was written is read, as ArrayBuffers and by its address alone', async () => {
  const cache = createPackageCache({ indexedDB: createFactory() })
  const pkg = packageOf(URL_OF, ['a', 'b'])
  await cache.write(pkg)
  assert.deepEqual(await cache.read(URL_OF), pkg)
  assert.ok((await cache.read(URL_OF))?.files.every(({ bytes }) => bytes instanceof ArrayBuffer))
  assert.equal(await cache.read('https://shop.example/other.json'), undefined)
})

test('reading and removing make no database', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  assert.equal(await cache.read(URL_OF), undefined)
  await cache.remove(URL_OF)
  assert.equal(await recallFastest('key', { indexedDB: factory }), undefined)
  assert.deepEqual(await factory.databases(), [])
})

test('shards that no package refers to are deleted, those of another package stay', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  await cache.write(packageOf(URL_OF, ['a', 'shared']))
  await cache.write(packageOf('other', ['shared', 'o']))
  await cache.write(packageOf(URL_OF, ['b', 'shared']))
  assert.deepEqual(await hashesIn(factory), ['b', 'o', 'shared'])
  await cache.remove(URL_OF)
  assert.deepEqual(await hashesIn(factory), ['o', 'shared'])
  assert.equal(await cache.read(URL_OF), undefined)
  assert.deepEqual(await cache.read('other'), packageOf('other', ['shared', 'o']))
})

test('four packages are kept, those that were asked for last', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  for (const at of [3, 1, 2, 4, 5]) await cache.write(packageOf(`v${at}`, [`${at}`], at))
  assert.equal(await cache.read('v1'), undefined)
  for (const at of [2, 3, 4, 5])
    assert.deepEqual(await cache.read(`v${at}`), packageOf(`v${at}`, [`${at}`], at))
  assert.deepEqual(await hashesIn(factory), ['2', '3', '4', '5'])
})

for (const [what, store, value, key] of [
  ['a record that is none', 'packages', 'nonsense', URL_OF],
  ['a record without its time', 'packages', { json: '{}', hashes: ['a'] }, URL_OF],
  ['hashes that are numbers', 'packages', { json: '{}', hashes: [1], checkedAtMs: 1 }, URL_OF],
  ['a shard that is no ArrayBuffer', 'files', 'text', 'a'],
] as const) {
  test(`${what} counts as not there and is mended by the next write`, async () => {
    const factory = createFactory()
    const cache = createPackageCache({ indexedDB: factory })
    await cache.write(packageOf(URL_OF, ['a']))
    const db = await openRaw(factory)
    const tx = db.transaction(store, 'readwrite')
    tx.objectStore(store).put(value, key)
    await new Promise((resolve) => (tx.oncomplete = resolve))
    db.close()
    assert.equal(await cache.read(URL_OF), undefined)
    await cache.write(packageOf(URL_OF, ['a']))
    assert.deepEqual(await cache.read(URL_OF), packageOf(URL_OF, ['a']))
  })
}

test('a shard that was lost makes its package count as not there', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  await cache.write(packageOf(URL_OF, ['a', 'b']))
  const db = await openRaw(factory)
  const tx = db.transaction('files', 'readwrite')
  tx.objectStore('files').delete('b')
  await new Promise((resolve) => (tx.oncomplete = resolve))
  db.close()
  assert.equal(await cache.read(URL_OF), undefined)
})

test('a write that fails half-way leaves what was there', async () => {
  const cache = createPackageCache({ indexedDB: createFactory() })
  const good = packageOf(URL_OF, ['a'])
  await cache.write(good)
  const bad = { ...packageOf(URL_OF, ['b']), json: (() => 'no clone of it') as unknown as string }
  await assert.rejects(cache.write(bad))
  assert.deepEqual(await cache.read(URL_OF), good)
})

test('a browser without IndexedDB, or that refuses it, makes every call fail', async () => {
  const breakable = createBreakableFactory()
  breakable.breakWith(new DOMException('no', 'SecurityError'))
  const cache = createPackageCache({ indexedDB: breakable.factory })
  await assert.rejects(cache.read(URL_OF), { name: 'SecurityError' })
  await assert.rejects(cache.write(packageOf(URL_OF, ['a'])), { name: 'SecurityError' })
  await assert.rejects(cache.remove(URL_OF), { name: 'SecurityError' })
  await rememberFastest('key', 'wasm', { indexedDB: breakable.factory })
  assert.equal(await recallFastest('key', { indexedDB: breakable.factory }), undefined)
})

test('a database that never opens makes every call fail after 5 s', async () => {
  const clock = createFakePlatform()
  const silent = { open: () => new EventTarget() } as unknown as IDBFactory
  const options = { indexedDB: silent, clock }
  const cache = createPackageCache(options)
  const calls = [cache.read(URL_OF), cache.write(packageOf(URL_OF, ['a'])), cache.remove(URL_OF)]
  const fastest = [recallFastest('key', options), rememberFastest('key', 'wasm', options)]
  clock.advance(5000)
  const failed = (await Promise.allSettled(calls)).map(({ status }) => status)
  assert.deepEqual(failed, ['rejected', 'rejected', 'rejected'])
  assert.deepEqual(await Promise.all(fastest), [undefined, undefined])
  assert.equal(clock.held(), 0)
})

test('the database of a newer release is used as it is', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  await cache.write(packageOf(URL_OF, ['a']))
  ;(await openRaw(factory, 7)).close()
  await cache.write(packageOf('other', ['b']))
  assert.deepEqual(await cache.read(URL_OF), packageOf(URL_OF, ['a']))
  assert.deepEqual(await cache.read('other'), packageOf('other', ['b']))
})

test('a database that somebody else left empty is filled', async () => {
  const factory = createFactory()
  ;(await openRaw(factory)).close()
  const cache = createPackageCache({ indexedDB: factory })
  assert.equal(await cache.read(URL_OF), undefined)
  await cache.write(packageOf(URL_OF, ['a']))
  assert.deepEqual(await cache.read(URL_OF), packageOf(URL_OF, ['a']))
})

test('no connection is left open: a deletion right after each call is not held up', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  const calls = [
    () => cache.write(packageOf(URL_OF, ['a'])),
    () => cache.read(URL_OF),
    () => rememberFastest('key', 'wasm', { indexedDB: factory }),
    () => recallFastest('key', { indexedDB: factory }),
    () => cache.remove(URL_OF),
  ]
  for (const call of calls) {
    await call()
    const request = factory.deleteDatabase(DATABASE)
    let isBlocked = false
    request.onblocked = () => (isBlocked = true)
    await new Promise((resolve) => (request.onsuccess = resolve))
    assert.equal(isBlocked, false)
  }
})

test('a deletion in the middle of a call ends, and the call too', async () => {
  const factory = createFactory()
  const cache = createPackageCache({ indexedDB: factory })
  await cache.write(packageOf(URL_OF, ['a']))
  const reading = cache.read(URL_OF)
  const request = factory.deleteDatabase(DATABASE)
  await Promise.all([reading, new Promise((resolve) => (request.onsuccess = resolve))])
  assert.equal(await cache.read(URL_OF), undefined)
})

test('an erasure deletes the packages too, and waits for nobody who reads them', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const cache = createPackageCache({ indexedDB: shared.factory })
  await cache.write(packageOf(URL_OF, ['a']))
  await rememberFastest('key', 'wasm', { indexedDB: shared.factory })
  const { store } = openPage(t, shared)
  await store.append([draft(START_MS)])
  const stubborn = await openRaw(shared.factory)
  await store.forget()
  stubborn.close()
  await turns(async () => (await shared.factory.databases()).every(({ name }) => name !== DATABASE))
  assert.equal(await cache.read(URL_OF), undefined)
  assert.equal(await recallFastest('key', { indexedDB: shared.factory }), undefined)
  assert.equal(store.kind(), 'indexeddb')
})

test('the fastest engine is remembered by what it was measured for', async () => {
  const options = { indexedDB: createFactory() }
  await rememberFastest('model 1', 'wasm', options)
  await rememberFastest('model 2', 'webgl', options)
  await rememberFastest('model 1', 'cpu', options)
  assert.equal(await recallFastest('model 1', options), 'cpu')
  assert.equal(await recallFastest('model 2', options), 'webgl')
  assert.equal(await recallFastest('model 3', options), undefined)
})

test('measurements do not pile up', async () => {
  const options = { indexedDB: createFactory() }
  for (let version = 0; version < 40; version++) await rememberFastest(`${version}`, 'wasm', options)
  const known = await Promise.all(
    Array.from({ length: 40 }, (_, version) => recallFastest(`${version}`, options)),
  )
  assert.equal(known[39], 'wasm')
  assert.ok(known.filter((engine) => engine !== undefined).length <= 16)
})
