// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { createExitLog } from '../../src/store/exit-log.ts'
import type { ExitLog } from '../../src/store/exit-log.ts'
import {
  createFactory,
  createFakeStorage,
  createPlatform,
  draft,
  MINUTE_MS,
  openPage,
  search,
  START_MS,
} from './store-support.ts'

const platform = createPlatform()
const logOn = (storage: Storage | undefined): ExitLog => createExitLog(() => storage, 'vitrine', platform)
const keysOf = (storage: Storage): string[] => Object.keys(storage)

test('what one page saves is loaded once by the next, and stays until that page has it safe', () => {
  const storage = createFakeStorage()
  logOn(storage).save([draft(1, 'a'), draft(2, 'b')])
  const next = logOn(storage)
  assert.deepEqual(
    next.load().map((event) => event.id),
    ['a', 'b'],
  )
  assert.deepEqual(next.load(), [])
  assert.equal(keysOf(storage).length, 1)
  next.release()
  assert.deepEqual(keysOf(storage), [])
})

test('a page never touches a record that it has not loaded: two pages cannot overwrite each other', () => {
  const storage = createFakeStorage()
  const a = logOn(storage)
  const b = logOn(storage)
  a.save([draft(1, 'of-a')])
  b.save([draft(2, 'of-b')])
  a.release()
  assert.deepEqual(
    logOn(storage)
      .load()
      .map((event) => event.id),
    ['of-b'],
  )
})

test('a later save takes the place of all that the page has written or taken over', () => {
  const storage = createFakeStorage()
  logOn(storage).save([draft(1, 'old')])
  const page = logOn(storage)
  const old = page.load()
  page.save([...old, draft(2, 'new')])
  page.save([...old, draft(2, 'new'), draft(3, 'newer')])
  assert.equal(keysOf(storage).length, 1)
  assert.deepEqual(
    logOn(storage)
      .load()
      .map((event) => event.id),
    ['old', 'new', 'newer'],
  )
})

test('records are bounded in length, the newest events stay, and one that is too long costs no other', () => {
  const storage = createFakeStorage()
  const long = { ...draft(9000, 'long'), items: [{ item_id: 'x'.repeat(70_000) }] }
  logOn(storage).save([...Array.from({ length: 2000 }, (_, place) => draft(place, `e${place}`)), long])
  const [key] = keysOf(storage)
  assert.ok((storage.getItem(key ?? '') ?? '').length <= 65_536)
  const loaded = logOn(storage).load()
  assert.ok(loaded.length > 300, `${loaded.length} events`)
  assert.deepEqual(loaded.at(-1)?.id, 'e1999')
})

test('no more than eight records stay, and the oldest go first', () => {
  const storage = createFakeStorage()
  for (let place = 0; place < 12; place++) {
    platform.advance(10)
    logOn(storage).save([draft(place, `e${place}`)])
  }
  const ids = logOn(storage)
    .load()
    .map((event) => event.id)
  assert.deepEqual(ids, ['e4', 'e5', 'e6', 'e7', 'e8', 'e9', 'e10', 'e11'])
})

test('garbage under our keys gives no events and is removed; other keys are left alone', () => {
  const storage = createFakeStorage()
  storage.setItem('vitrine.exit.1', '[{"id":')
  storage.setItem('vitrine.exit.2', '{"id":"a"}')
  storage.setItem(
    'vitrine.exit.3',
    '[null,7,{"id":"a"},{"id":"a","name":"search","source":"x","timeMs":"1"}]',
  )
  storage.setItem('cart', 'of the shop')
  const log = logOn(storage)
  assert.deepEqual(log.load(), [])
  assert.deepEqual(keysOf(storage), ['cart'])
  log.save([draft(1)])
  log.clear()
  assert.deepEqual(keysOf(storage), ['cart'])
})

test('when the storage is full a smaller record is tried, and what was there before stays', () => {
  const storage = createFakeStorage()
  const full: Storage = Object.assign(Object.create(storage) as Storage, {})
  const limited = { maxLength: 3000 }
  const methods = {
    setItem(key: string, value: string) {
      if (value.length > limited.maxLength) throw new DOMException('full', 'QuotaExceededError')
      storage.setItem(key, value)
    },
  }
  Object.setPrototypeOf(full, {
    ...methods,
    getItem: storage.getItem.bind(storage),
    removeItem: storage.removeItem.bind(storage),
  })
  const log = createExitLog(() => full, 'vitrine', platform)
  log.save(Array.from({ length: 100 }, (_, place) => draft(place, `e${place}`)))
  const kept = logOn(storage).load()
  assert.ok(kept.length >= 5 && kept.at(-1)?.id === 'e99', `${kept.length} events`)
  limited.maxLength = 0
  log.save([draft(100, 'more')])
  assert.equal(logOn(storage).load().length, kept.length)
})

test('without storage, or with one that throws, nothing happens and nothing is thrown', () => {
  const refusing = createExitLog(
    () => {
      throw new DOMException('no', 'SecurityError')
    },
    'vitrine',
    platform,
  )
  for (const log of [logOn(undefined), refusing]) {
    log.save([draft(1)])
    log.noteForget(1)
    assert.deepEqual(log.load(), [])
    assert.equal(log.forgetNoted(), undefined)
    log.forgetDone(1)
    log.release()
    log.clear()
  }
})

test('the note of an erasure stays until that erasure, or a later one, is done', () => {
  const storage = createFakeStorage()
  const log = logOn(storage)
  log.noteForget(20)
  log.forgetDone(10)
  assert.equal(log.forgetNoted(), 20)
  log.forgetDone(20)
  assert.equal(log.forgetNoted(), undefined)
  storage.setItem('vitrine.forget', 'garbage')
  assert.equal(log.forgetNoted(), 0)
  log.forgetDone(0)
  assert.equal(log.forgetNoted(), undefined)
})

test('the page leaves before the database is open: the next page has every event', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  void first.store.append([draft(START_MS, 'cart')])
  first.page.dispatchEvent(new Event('pagehide'))
  assert.match(JSON.stringify(shared.storage), /cart/)
  const next = openPage(t, shared)
  assert.deepEqual(
    (await next.store.history()).map((event) => event.id),
    ['cart'],
  )
  await next.store.append([draft(START_MS + 1, 'after')])
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('an event that comes after pagehide goes to the exit log at once', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  await first.store.history()
  first.page.dispatchEvent(new Event('pagehide'))
  void first.store.append([draft(START_MS, 'very-late')])
  assert.match(JSON.stringify(shared.storage), /very-late/)
  const next = openPage(t, shared)
  assert.deepEqual(
    (await next.store.history()).map((event) => event.id),
    ['very-late'],
  )
})

test('search words never reach the exit log in clear: left out before the salt is known, hashed after', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, page } = openPage(t, shared)
  void store.append([search(START_MS, 'secret wish')])
  page.dispatchEvent(new Event('pagehide'))
  assert.match(JSON.stringify(shared.storage), /search/)
  assert.doesNotMatch(JSON.stringify(shared.storage), /secret|wish|search_hashes/)
  page.dispatchEvent(new Event('pageshow'))
  await store.append([search(START_MS + 1, 'first words')])
  page.dispatchEvent(new Event('pagehide'))
  void store.append([search(START_MS + 2, 'other wish')])
  assert.match(JSON.stringify(shared.storage), /search_hashes/)
  assert.doesNotMatch(JSON.stringify(shared.storage), /other|wish/)
})

test('a hidden page notes what is not confirmed, and takes the note back when it is', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, platform: fake } = openPage(t, shared)
  const appended = store.append([draft(START_MS, 'a')])
  fake.setVisible(false)
  assert.equal(Object.keys(shared.storage).length, 1)
  await appended
  assert.equal(Object.keys(shared.storage).length, 0)
  fake.setVisible(true)
  fake.setVisible(false)
  assert.equal(Object.keys(shared.storage).length, 0)
})

test('a record that another page writes late is taken over by a page that is open already', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, page } = openPage(t, shared)
  await store.history()
  logOn(shared.storage).save([draft(START_MS, 'from-a-dying-page')])
  const [key = ''] = Object.keys(shared.storage)
  page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue: shared.storage.getItem(key) }))
  assert.deepEqual(
    (await store.history()).map((event) => event.id),
    ['from-a-dying-page'],
  )
})

test('a page in the back-forward cache goes on where it was when it comes back', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, page, errors } = openPage(t, shared)
  await store.append([draft(START_MS, 'before')])
  page.dispatchEvent(new Event('pagehide'))
  const waiting = store.append([draft(START_MS + MINUTE_MS, 'while-away')])
  page.dispatchEvent(new Event('pageshow'))
  await waiting
  await store.append([draft(START_MS + 2 * MINUTE_MS, 'back')])
  assert.deepEqual(
    (await store.history()).map((event) => event.id),
    ['before', 'while-away', 'back'],
  )
  assert.deepEqual(errors, [])
  assert.deepEqual(Object.keys(shared.storage), [])
})
