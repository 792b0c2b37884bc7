// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { followSession } from '../../src/store/session.ts'
import {
  createFactory,
  createPlatform,
  createFakeStorage,
  draft,
  MINUTE_MS,
  openPage,
  START_MS,
} from './store-support.ts'

const TIMEOUT_MS = 30 * MINUTE_MS
const platform = createPlatform()
const session = { id: 'a', startedMs: 100 * MINUTE_MS, lastMs: 120 * MINUTE_MS }

test('the first event begins a session', () => {
  const first = followSession(undefined, 5, TIMEOUT_MS, platform)
  assert.match(first?.id ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual([first?.startedMs, first?.lastMs], [5, 5])
})

test('an event within the time-out continues the session, one millisecond later begins the next', () => {
  const last = followSession(session, 150 * MINUTE_MS, TIMEOUT_MS, platform)
  assert.deepEqual(last, { id: 'a', startedMs: 100 * MINUTE_MS, lastMs: 150 * MINUTE_MS })
  const next = followSession(session, 150 * MINUTE_MS + 1, TIMEOUT_MS, platform)
  assert.notEqual(next?.id, 'a')
  assert.equal(next?.startedMs, 150 * MINUTE_MS + 1)
})

test('a late event inside the session changes none of its bounds, one shortly before it moves the start', () => {
  assert.deepEqual(followSession(session, 110 * MINUTE_MS, TIMEOUT_MS, platform), session)
  const earlier = followSession(session, 70 * MINUTE_MS, TIMEOUT_MS, platform)
  assert.deepEqual(earlier, { id: 'a', startedMs: 70 * MINUTE_MS, lastMs: 120 * MINUTE_MS })
})

test('an event too old for the session belongs to none that is known here', () => {
  assert.equal(followSession(session, 70 * MINUTE_MS - 1, TIMEOUT_MS, platform), undefined)
})

test('two tabs of one visitor share one session', async (t) => {
  const shared = { factory: createFactory(), storage: createFakeStorage() }
  const a = openPage(t, shared)
  const b = openPage(t, shared)
  await Promise.all([
    a.store.append([draft(START_MS + 1)]),
    b.store.append([draft(START_MS + 2)]),
    a.store.append([draft(START_MS + 20 * MINUTE_MS)]),
    b.store.append([draft(START_MS + 45 * MINUTE_MS)]),
  ])
  const history = await a.store.history()
  assert.equal(history.length, 4)
  assert.equal(new Set(history.map((event) => event.sessionId)).size, 1)
})

test('an event that arrives after the next session has begun joins the visit that it belongs to', async (t) => {
  const { store } = openPage(t, { factory: createFactory() })
  await store.append([draft(START_MS, 'morning')])
  await store.append([draft(START_MS + 300 * MINUTE_MS, 'evening')])
  await store.append([draft(START_MS + 10 * MINUTE_MS, 'late'), draft(START_MS + 150 * MINUTE_MS, 'alone')])
  const sessions = new Map((await store.history()).map((event) => [event.id, event.sessionId]))
  assert.equal(sessions.get('late'), sessions.get('morning'))
  assert.equal(new Set([sessions.get('morning'), sessions.get('alone'), sessions.get('evening')]).size, 3)
  await store.append([draft(START_MS + 310 * MINUTE_MS, 'end')])
  const last = (await store.history()).at(-1)
  assert.deepEqual([last?.id, last?.sessionId], ['end', sessions.get('evening')])
})
