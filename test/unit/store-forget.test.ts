// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { VisitorState } from '../../src/types.ts'
import {
  createBreakableFactory,
  createFactory,
  createFakeStorage,
  createPlatform,
  DAY_MS,
  draft,
  openPage,
  search,
  START_MS,
} from './store-support.ts'

const state = (scoredAtMs: number): VisitorState => ({
  stage: 'fresh',
  segment: 'browser',
  probabilities: {},
  affinities: { category: {}, brand: {}, priceTier: {} },
  eventsSeen: 1,
  confidence: 0.5,
  why: '',
  scoredAtMs,
})

test('forget leaves nothing but the marker, and a later event begins anew with another salt', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, platform } = openPage(t, shared)
  await store.append([search(START_MS, 'abc')])
  await store.writeState(state(START_MS))
  const before = (await store.history())[0]
  platform.advance(1000)
  await store.forget()
  const everything = await store.export()
  assert.deepEqual([everything.events, everything.sessions, everything.state], [[], [], undefined])
  assert.ok((everything.forgottenAtMs ?? 0) >= START_MS + 1000)
  assert.deepEqual(Object.keys(shared.storage), [])
  await store.append([search(platform.now(), 'abc')])
  const [after] = await store.history()
  assert.notEqual(after?.sessionId, before?.sessionId)
  assert.notDeepEqual(
    after && 'search_hashes' in after && after.search_hashes,
    before && 'search_hashes' in before && before.search_hashes,
  )
})

test('forget in one tab empties the other, tells it once, and its late writes are refused', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const a = openPage(t, shared)
  const b = openPage(t, shared)
  await a.store.append([draft(START_MS + 1)])
  await b.store.append([draft(START_MS + 2)])
  let told = 0
  const heard = new Promise<void>((resolve) => {
    b.store.onForget(() => {
      told++
      resolve()
    })
  })
  a.platform.advance(1000)
  b.platform.advance(1000)
  await a.store.forget()
  // Not yet told: the transaction itself refuses.
  await b.store.append([draft(START_MS + 500, 'late')])
  await b.store.writeState(state(START_MS + 500))
  await heard
  await b.store.append([draft(START_MS + 501, 'later')])
  assert.deepEqual(await b.store.history(), [])
  assert.equal(await b.store.readState(), undefined)
  await b.store.append([draft(b.platform.now() + 1000, 'new')])
  assert.deepEqual(
    (await a.store.history()).map((event) => event.id),
    ['new'],
  )
  assert.equal(told, 1)
})

test('forget wins over appends in flight, opened or not', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, platform } = openPage(t, shared)
  platform.advance(1000)
  const early = store.append([draft(START_MS, 'queued')])
  const forgotten = store.forget()
  await Promise.all([early, forgotten])
  assert.deepEqual(await store.history(), [])
  const flying = store.append([draft(platform.now(), 'in-flight')])
  await Promise.all([flying, store.forget()])
  assert.deepEqual(await store.history(), [])
})

test('the listener in the same tab is called once, and not after its undo', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  let calls = 0
  const undo = store.onForget(() => calls++)
  await store.forget()
  assert.equal(calls, 1)
  undo()
  await store.forget()
  assert.equal(calls, 1)
})

test('a record in the exit log of before the erasure does not come back', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const dying = openPage(t, shared)
  await dying.store.history()
  const other = openPage(t, shared)
  other.platform.advance(1000)
  await other.store.forget()
  // The dying page's last write arrives after the erasure.
  void dying.store.append([draft(START_MS + 1, 'zombie')])
  dying.page.dispatchEvent(new Event('pagehide'))
  const next = openPage(t, shared, { platform: createPlatform(START_MS + 2000) })
  assert.deepEqual(await next.store.history(), [])
  await next.store.append([draft(next.platform.now())])
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('an old erasure tells no listener on a later page', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  await openPage(t, shared).store.forget()
  const next = openPage(t, shared, { platform: createPlatform(START_MS + 1000) })
  let calls = 0
  next.store.onForget(() => calls++)
  await next.store.append([draft(next.platform.now(), 'a')])
  await next.store.readState()
  assert.equal(calls, 0)
  assert.equal((await next.store.history()).length, 1)
})

test('a page that was in the back-forward cache learns of the erasure when it comes back', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const away = openPage(t, shared)
  await away.store.append([draft(START_MS)])
  let calls = 0
  away.store.onForget(() => calls++)
  away.page.dispatchEvent(new Event('pagehide'))
  const other = openPage(t, shared)
  other.platform.advance(5000)
  await other.store.forget()
  away.platform.advance(6000)
  away.page.dispatchEvent(new Event('pageshow'))
  assert.deepEqual(await away.store.history(), [])
  await away.store.readState()
  assert.equal(calls, 1)
})

test('an erasure that the database could not take is noted and done by the next page', async (t) => {
  const breakable = createBreakableFactory()
  const shared = { factory: breakable.factory, storage: createFakeStorage() }
  const first = openPage(t, shared)
  await first.store.append([draft(START_MS)])
  first.store.close()
  breakable.breakWith(new DOMException('gone', 'UnknownError'))
  await first.store.forget()
  assert.equal(first.store.kind(), 'memory')
  assert.deepEqual(first.store.memoryEvents(), [])
  assert.equal(first.errors.length, 1)
  breakable.breakWith(undefined)
  const next = openPage(t, shared, { platform: createPlatform(START_MS + 1000) })
  await next.store.append([draft(next.platform.now(), 'new')])
  assert.deepEqual(
    (await next.store.history()).map((event) => event.id),
    ['new'],
  )
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('without localStorage the same page does the erasure when the database is back', async (t) => {
  const breakable = createBreakableFactory()
  const refused = { getItem: undefined } as unknown as Storage
  const { store, platform } = openPage(t, { factory: breakable.factory, storage: refused })
  await store.append([draft(START_MS)])
  store.close()
  breakable.breakWith(new DOMException('gone', 'UnknownError'))
  platform.advance(1000)
  await store.forget()
  await store.append([draft(platform.now(), 'after')])
  breakable.breakWith(undefined)
  platform.setVisible(true)
  for (let turn = 0; turn < 2000 && store.kind() === 'memory'; turn++)
    await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(
    (await store.history()).map((event) => event.id),
    ['after'],
  )
})

test('a marker that a wrong clock set far in the future refuses nothing, and a new erasure still works', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const wrong = openPage(t, shared, { platform: createPlatform(START_MS + 400 * DAY_MS) })
  await wrong.store.forget()
  const { store, platform } = openPage(t, shared)
  await store.append([draft(START_MS, 'a')])
  assert.deepEqual(
    (await store.history()).map((event) => event.id),
    ['a'],
  )
  platform.advance(1000)
  let calls = 0
  store.onForget(() => calls++)
  await store.forget()
  assert.equal(calls, 1)
  assert.deepEqual(await store.history(), [])
  await store.append([draft(START_MS, 'late')])
  assert.deepEqual(await store.history(), [])
})

test('a state that was being read when the visitor had everything erased is not given', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  await first.store.writeState(state(START_MS))
  const { store } = openPage(t, shared, { platform: createPlatform(START_MS + 1000) })
  const reading = store.readState()
  await Promise.all([store.forget(), reading])
  assert.equal(await reading, undefined)
})

test('a tab that nobody can tell is refused by the database itself', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const a = openPage(t, shared)
  const Channel = globalThis.BroadcastChannel
  Reflect.deleteProperty(globalThis, 'BroadcastChannel')
  t.after(() => (globalThis.BroadcastChannel = Channel))
  const deaf = openPage(t, shared)
  await deaf.store.append([draft(START_MS)])
  a.platform.advance(1000)
  await a.store.forget()
  // Clocks of two pages may differ a little; its own says that this is not the future.
  deaf.platform.advance(1000)
  await deaf.store.writeState(state(START_MS + 500))
  assert.equal(await a.store.readState(), undefined)
  await deaf.store.append([draft(START_MS + 500, 'late')])
  assert.deepEqual(await a.store.history(), [])
  assert.deepEqual(Object.keys(await a.store.export()).includes('state'), false)
})

test('an idle tab is told by the channel', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const a = openPage(t, shared)
  const idle = openPage(t, shared)
  await idle.store.append([draft(START_MS)])
  let told = 0
  idle.store.onForget(() => told++)
  a.platform.advance(1000)
  idle.platform.advance(1000)
  await a.store.forget()
  for (let turn = 0; turn < 2000 && told === 0; turn++) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(told, 1)
})

test('the records of every page go at once, before the database is reached', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const dying = openPage(t, shared)
  const { store } = openPage(t, shared)
  void dying.store.append([draft(START_MS, 'a')])
  dying.page.dispatchEvent(new Event('pagehide'))
  assert.equal(Object.keys(shared.storage).length, 1)
  const forgotten = store.forget()
  assert.deepEqual(Object.keys(shared.storage), ['vitrine.forget'])
  await forgotten
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('a note of an erasure that is done already takes nothing that came after it', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const a = openPage(t, shared)
  const b = openPage(t, shared)
  await a.store.forget()
  const { forgottenAtMs } = await a.store.export()
  await a.store.append([draft(START_MS + 1000, 'new')])
  const note = { key: 'vitrine.forget', newValue: String(forgottenAtMs) }
  shared.storage.setItem(note.key, note.newValue)
  b.page.dispatchEvent(Object.assign(new Event('storage'), note))
  assert.deepEqual(
    (await b.store.history()).map((event) => event.id),
    ['new'],
  )
  await b.store.readState()
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('after an erasure no event leaves with a hash of the old salt', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const { store, page, platform } = openPage(t, shared)
  await store.append([search(START_MS, 'abc')])
  await store.forget()
  void store.append([search(platform.now(), 'abc')])
  page.dispatchEvent(new Event('pagehide'))
  assert.match(JSON.stringify(shared.storage), /search/)
  assert.doesNotMatch(JSON.stringify(shared.storage), /search_hashes|abc/)
})
