// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { VisitorState } from '../../src/types.ts'
import {
  createFactory,
  createPlatform,
  createFakeStorage,
  draft,
  hashWords,
  MINUTE_MS,
  openPage,
  search,
  START_MS,
} from './store-support.ts'

const state = (scoredAtMs: number): VisitorState => ({
  stage: 'fresh',
  segment: 'ready-to-buy',
  probabilities: { intent: { buy: 0.8 } },
  affinities: { category: {}, brand: {}, priceTier: {} },
  eventsSeen: 3,
  confidence: 0.8,
  why: 'Two views.',
  scoredAtMs,
})

test('what was appended before the database was open is there, oldest first', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  const last = store.append([draft(START_MS + 2, 'b'), draft(START_MS + 1, 'a')])
  await Promise.all([last, store.append([draft(START_MS + 3, 'c')])])
  assert.deepEqual(
    (await store.history()).map((event) => event.id),
    ['a', 'b', 'c'],
  )
  assert.equal(store.kind(), 'indexeddb')
  assert.equal(store.memoryEvents(), undefined)
})

test('the same event is kept once, however often it comes', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  const event = draft(START_MS, 'once')
  await Promise.all([store.append([event]), store.append([event, event])])
  await store.append([event])
  assert.equal((await store.history()).length, 1)
})

test('what is written already is not replaced by a poorer copy from the exit log', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  const event = search(START_MS, 'abc')
  const appended = first.store.append([event])
  // Hidden before the salt is known: the record lacks the words. Then the page itself writes all of it.
  first.platform.setVisible(false)
  const [key = ''] = Object.keys(shared.storage)
  const record = shared.storage.getItem(key) ?? ''
  assert.doesNotMatch(record, /search_hashes/)
  await appended
  shared.storage.setItem(key, record)
  const second = openPage(t, shared)
  const history = await second.store.history()
  assert.equal(history.length, 1)
  assert.ok(history[0] && 'search_hashes' in history[0])
})

test('history gives the newest events up to the limit', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  await store.append(Array.from({ length: 600 }, (_, place) => draft(START_MS + place, `e${place}`)))
  const ids = async (limit?: number): Promise<string[]> =>
    (await store.history(limit)).map((event) => event.id)
  assert.equal((await ids()).length, 500)
  assert.deepEqual(await ids(2), ['e598', 'e599'])
  assert.deepEqual(await ids(1), ['e599'])
  assert.deepEqual(await ids(0), [])
  assert.equal((await ids(10_000)).length, 600)
  assert.equal((await ids(Infinity)).length, 600)
  assert.deepEqual(await ids(NaN), [])
  assert.deepEqual(await ids(1.5), ['e599'])
})

test('search words are hashed with one salt before they reach the disk', async (t) => {
  const shared = { factory: createFactory() }
  const first = openPage(t, shared)
  await first.store.append([search(START_MS, 'red shoes')])
  first.store.dispose()
  const second = openPage(t, shared)
  await second.store.append([search(START_MS + 1, 'red shoes'), search(START_MS + 2, 'blue')])
  const hashes = (await second.store.history()).map(
    (event) => 'search_hashes' in event && event.search_hashes?.[0],
  )
  assert.equal(hashes[0], hashes[1])
  assert.notEqual(hashes[1], hashes[2])
  assert.doesNotMatch(JSON.stringify(await second.store.export()), /red|shoes|blue/)
})

test('the salt is an unsigned 32-bit number, another one for another visitor', async (t) => {
  const salts: number[] = []
  const prepare: typeof hashWords = (event, salt) => {
    salts.push(salt)
    return hashWords(event, salt)
  }
  for (const factory of [createFactory(), createFactory()]) {
    const { store } = openPage(t, { factory }, { prepare })
    await store.append([search(START_MS, 'x')])
    store.dispose()
  }
  assert.ok(salts.length >= 2 && salts.every((salt) => Number.isInteger(salt) && salt >= 0 && salt < 2 ** 32))
  assert.equal(new Set(salts).size, 2)
})

test('the state of one page is read by the next', async (t) => {
  const shared = { factory: createFactory() }
  const first = openPage(t, shared)
  assert.equal(await first.store.readState(), undefined)
  await first.store.writeState(state(START_MS))
  first.store.dispose()
  const second = openPage(t, shared)
  assert.deepEqual(await second.store.readState(), state(START_MS))
})

test('the export holds everything and survives JSON', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  await store.append([
    draft(START_MS, 'a'),
    draft(START_MS + MINUTE_MS, 'b'),
    draft(START_MS + 90 * MINUTE_MS, 'c'),
  ])
  await store.writeState(state(START_MS))
  const everything = await store.export()
  assert.deepEqual(JSON.parse(JSON.stringify(everything)), everything)
  assert.equal(everything.version, 1)
  assert.ok(everything.exportedAtMs > START_MS)
  assert.deepEqual(
    everything.events.map((event) => event.id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(
    everything.sessions.map(({ startedMs, lastMs, eventCount }) => [
      startedMs - START_MS,
      lastMs - START_MS,
      eventCount,
    ]),
    [
      [0, MINUTE_MS, 2],
      [90 * MINUTE_MS, 90 * MINUTE_MS, 1],
    ],
  )
  assert.equal(everything.sessions[0]?.id, everything.events[0]?.sessionId)
  assert.equal(everything.state?.segment, 'ready-to-buy')
})

test('after dispose what was not durable is taken over by the next store', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  const appended = first.store.append([draft(START_MS, 'kept')])
  first.store.dispose()
  await appended
  const second = openPage(t, shared)
  assert.deepEqual(
    (await second.store.history()).map((event) => event.id),
    ['kept'],
  )
  assert.deepEqual(first.errors, [])
  await second.store.append([draft(START_MS + 1)])
  assert.deepEqual(Object.keys(shared.storage), [])
})

test('the journal stays within its bounds by count and by age', async (t) => {
  const platform = createPlatform()
  const { store } = openPage(t, { factory: createFactory() }, { platform, maxEvents: 100, maxAgeDays: 90 })
  const old = START_MS - 91 * 24 * 60 * MINUTE_MS
  await store.append(Array.from({ length: 40 }, (_, place) => draft(old + place, `old${place}`)))
  await store.append(Array.from({ length: 30 }, (_, place) => draft(START_MS + place, `new${place}`)))
  platform.runIdle()
  assert.equal((await store.history()).filter((event) => event.id.startsWith('old')).length, 0)
  assert.equal((await store.history()).length, 30)
  await store.append(Array.from({ length: 120 }, (_, place) => draft(START_MS + 100 + place, `more${place}`)))
  platform.runIdle()
  const kept = await store.history()
  assert.equal(kept.length, 100)
  assert.deepEqual([kept[0]?.id, kept.at(-1)?.id], ['more20', 'more119'])
})

test('fewer than 50 new events cause no check of the bounds', async (t) => {
  const platform = createPlatform()
  const { store } = openPage(t, { factory: createFactory() }, { platform, maxEvents: 10 })
  await store.history()
  platform.runIdle()
  for (let place = 0; place < 49; place++) await store.append([draft(START_MS + place)])
  platform.runIdle()
  assert.equal((await store.history()).length, 49)
  await store.append([draft(START_MS + 49)])
  platform.runIdle()
  assert.equal((await store.history()).length, 10)
})

test('an event that comes after dispose is left for the next store', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const first = openPage(t, shared)
  await first.store.append([draft(START_MS, 'a')])
  first.store.dispose()
  await first.store.append([draft(START_MS + 1, 'b')])
  const second = openPage(t, shared)
  assert.deepEqual(
    (await second.store.history()).map((event) => event.id),
    ['a', 'b'],
  )
  assert.deepEqual(first.errors, [])
})
