// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  createBreakableFactory,
  createFactory,
  createFakeStorage,
  createPlatform,
  draft,
  openPage,
  search,
  START_MS,
} from './store-support.ts'

const ids = (events: readonly { readonly id: string }[] | undefined): string[] =>
  (events ?? []).map((event) => event.id)

test('IndexedDB that throws: one StoreUnavailableError, and everything goes on in memory', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new DOMException('The operation is insecure.', 'SecurityError'))
  const { store, errors } = openPage(t, { factory })
  await store.append([draft(START_MS + 1, 'b'), draft(START_MS, 'a')])
  await store.append([draft(START_MS + 2, 'c')])
  assert.equal(store.kind(), 'memory')
  assert.deepEqual(ids(await store.history()), ['a', 'b', 'c'])
  assert.deepEqual(ids(store.memoryEvents()), ['a', 'b', 'c'])
  assert.deepEqual(ids(await store.history(1)), ['c'])
  assert.deepEqual(await store.history(0), [])
  assert.equal(new Set(store.memoryEvents()?.map((event) => event.sessionId)).size, 1)
  const everything = await store.export()
  assert.equal(everything.events.length, 3)
  assert.equal(everything.sessions.length, 1)
  assert.deepEqual(
    errors.map(({ code, message }) => [code, /insecure/.test(message)]),
    [['store-unavailable', true]],
  )
})

test('a browser without IndexedDB gives memory and says so', async (t) => {
  const { store, errors } = openPage(t, { factory: { open: undefined } as unknown as IDBFactory })
  await store.append([draft(START_MS, 'a')])
  assert.equal(store.kind(), 'memory')
  assert.equal(errors.length, 1)
})

test('search words are hashed in memory too', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new Error('broken'))
  const { store } = openPage(t, { factory })
  await store.append([search(START_MS, 'secret')])
  assert.doesNotMatch(JSON.stringify(store.memoryEvents()), /secret/)
})

test('what memory took is written when the database is back, and nothing is lost', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new DOMException('gone', 'UnknownError'))
  const storage = createFakeStorage()
  const { store, platform, errors } = openPage(t, { factory, storage })
  await store.append([draft(START_MS, 'a')])
  breakWith(undefined)
  await store.append([draft(START_MS + 1, 'b')])
  assert.equal(store.kind(), 'memory')
  platform.advance(30_000)
  await store.append([draft(START_MS + 2, 'c')])
  await until(() => store.kind() === 'indexeddb')
  await store.append([draft(START_MS + 3, 'd')])
  assert.equal(store.memoryEvents(), undefined)
  assert.deepEqual(ids(await store.history()), ['a', 'b', 'c', 'd'])
  assert.equal(errors.length, 1)
  const other = openPage(t, { factory, storage })
  assert.deepEqual(ids(await other.store.history()), ['a', 'b', 'c', 'd'])
})

test('a page that stays in memory hands its events to the next page, which writes them', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new DOMException('gone', 'UnknownError'))
  const storage = createFakeStorage()
  const first = openPage(t, { factory, storage })
  await first.store.append([draft(START_MS, 'a')])
  first.page.dispatchEvent(new Event('pagehide'))
  const second = openPage(t, { factory, storage })
  await second.store.append([draft(START_MS + 1, 'b')])
  assert.deepEqual(ids(second.store.memoryEvents()), ['a', 'b'])
  second.page.dispatchEvent(new Event('pagehide'))
  breakWith(undefined)
  const third = openPage(t, { factory, storage })
  assert.deepEqual(ids(await third.store.history()), ['a', 'b'])
})

test('coming back into sight is a reason to try the database again', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new DOMException('gone', 'UnknownError'))
  const { store, platform } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  breakWith(undefined)
  platform.setVisible(false)
  platform.setVisible(true)
  await until(() => store.kind() === 'indexeddb')
  assert.deepEqual(ids(await store.history()), ['a'])
})

test('after close the next operation opens again', async (t) => {
  const { factory, opens } = createBreakableFactory()
  const { store, errors } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  assert.equal(opens(), 1)
  store.close()
  await store.append([draft(START_MS + 1, 'b')])
  assert.equal(opens(), 2)
  assert.deepEqual(ids(await store.history()), ['a', 'b'])
  assert.deepEqual(errors, [])
})

test('a handle that died without a word is replaced exactly once for each operation', async (t) => {
  const breakable = createBreakableFactory()
  const handles: IDBDatabase[] = []
  breakable.onOpened = (db) => handles.push(db)
  const { store, errors } = openPage(t, { factory: breakable.factory })
  await store.append([draft(START_MS, 'a')])
  // The tests' own close is not announced to the store, as when WebKit kills its server.
  handles[0]?.close()
  await store.append([draft(START_MS + 1, 'b')])
  assert.equal(breakable.opens(), 2)
  assert.equal(store.kind(), 'indexeddb')
  // Every new handle is dead on arrival: two opens for one operation, then memory.
  breakable.onOpened = (db) => db.close()
  handles[1]?.close()
  await store.append([draft(START_MS + 2, 'c')])
  assert.equal(breakable.opens(), 3)
  assert.equal(store.kind(), 'memory')
  assert.deepEqual(ids(store.memoryEvents()), ['a', 'b', 'c'])
  assert.equal(errors.length, 1)
})

test('an open that failed once is not remembered: the next operation opens again', async (t) => {
  const breakable = createBreakableFactory()
  breakable.breakWith(new DOMException('not now', 'UnknownError'))
  const { store, errors } = openPage(t, { factory: breakable.factory })
  // The first of the two attempts has been made by now; the second finds it mended.
  breakable.breakWith(undefined)
  await store.append([draft(START_MS, 'a')])
  assert.equal(store.kind(), 'indexeddb')
  assert.deepEqual(errors, [])
})

test('a database that never opens: memory after the time limit, and all is written when it opens after all', async (t) => {
  const real = createFactory()
  let release = (): void => undefined
  const stuck: IDBOpenDBRequest[] = []
  const factory = {
    open(name: string, version?: number) {
      // A request that hears nothing until the test lets the real one through.
      const request = real.open(name, version)
      const held: { readonly type: string; readonly listener: EventListener }[] = []
      const add = request.addEventListener.bind(request)
      let free = false
      request.addEventListener = (type: string, listener: EventListener) =>
        add(type, (event: Event) => {
          if (free || type === 'upgradeneeded') listener(event)
          else held.push({ type, listener })
        })
      const before = release
      release = () => {
        before()
        free = true
        for (const { type, listener } of held) listener(new Event(type))
      }
      stuck.push(request)
      return request
    },
  } as unknown as IDBFactory
  const { store, platform, errors } = openPage(t, { factory })
  const appended = store.append([draft(START_MS, 'a')])
  await settle()
  platform.advance(5000)
  await settle()
  platform.advance(5000)
  await appended
  assert.equal(store.kind(), 'memory')
  assert.match(errors[0]?.message ?? '', /no answer within 5000 ms/)
  assert.equal(stuck.length, 2)
  release()
  await until(() => store.kind() === 'indexeddb')
  assert.deepEqual(ids(await store.history()), ['a'])
})

test('a newer version of the database is used as it is', async (t) => {
  const factory = createFactory()
  await new Promise<void>((resolve, reject) => {
    const request = factory.open('vitrine', 7)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('events', { keyPath: 'id' }).createIndex('time', 'timeMs')
      request.result.createObjectStore('meta')
      request.result.createObjectStore('added-later')
    }
    request.onerror = () => reject(new Error('open'))
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  const { store, errors } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  assert.deepEqual(ids(await store.history()), ['a'])
  assert.deepEqual(errors, [])
})

test('a database of our name without our stores gets them', async (t) => {
  const factory = createFactory()
  await new Promise<void>((resolve) => {
    const request = factory.open('vitrine')
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  const { store, errors } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  assert.deepEqual(ids(await store.history()), ['a'])
  assert.deepEqual(errors, [])
})

test('a full disk: the oldest half makes room, and the write is tried once more', async (t) => {
  const breakable = createBreakableFactory()
  let isFull = false
  breakable.onOpened = (db) => {
    const begin = db.transaction.bind(db)
    db.transaction = (names, mode, options) => {
      const tx = begin(names, mode, options)
      const events = tx.objectStore('events')
      const put = events.put.bind(events)
      events.put = (value: unknown) => {
        if (isFull) throw new DOMException('full', 'QuotaExceededError')
        return put(value)
      }
      const remove = events.delete.bind(events)
      events.delete = (key) => {
        isFull = false
        return remove(key)
      }
      return tx
    }
  }
  const { store, errors } = openPage(t, { factory: breakable.factory })
  await store.append(Array.from({ length: 10 }, (_, place) => draft(START_MS + place, `e${place}`)))
  isFull = true
  await store.append([draft(START_MS + 10, 'new')])
  assert.deepEqual(ids(await store.history()), ['e5', 'e6', 'e7', 'e8', 'e9', 'new'])
  assert.equal(store.kind(), 'indexeddb')
  assert.deepEqual(errors, [])
  assert.equal(breakable.opens(), 1)
})

test('another tab that upgrades or deletes is never blocked', async (t) => {
  const factory = createFactory()
  const { store, errors } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  const outcome = await new Promise<string>((resolve) => {
    const request = factory.open('vitrine', 2)
    request.onblocked = () => resolve('blocked')
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close()
      resolve('upgraded')
    }
  })
  assert.equal(outcome, 'upgraded')
  await store.append([draft(START_MS + 1, 'b')])
  assert.deepEqual(ids(await store.history()), ['a', 'b'])
  assert.deepEqual(errors, [])
})

test('no more than the bound is held in memory, and the newest are', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new Error('broken'))
  const { store } = openPage(t, { factory }, { maxEvents: 10 })
  for (let place = 0; place < 25; place++) await store.append([draft(START_MS + place, `e${place}`)])
  assert.deepEqual(
    ids(store.memoryEvents()),
    Array.from({ length: 10 }, (_, place) => `e${place + 15}`),
  )
})

test('nothing waits and nobody listens after dispose', async (t) => {
  const platform = createPlatform()
  const before = platform.held()
  const { store } = openPage(t, { factory: createFactory() }, { platform })
  await store.append([draft(START_MS)])
  store.dispose()
  await settle()
  assert.equal(platform.held(), before)
})

test('an event that comes while the way back is under way is written too', async (t) => {
  const { factory, breakWith } = createBreakableFactory()
  breakWith(new DOMException('gone', 'UnknownError'))
  const { store, platform } = openPage(t, { factory })
  await store.append([draft(START_MS, 'a')])
  breakWith(undefined)
  platform.setVisible(true)
  await store.append([draft(START_MS + 1, 'b')])
  assert.equal(store.kind(), 'memory')
  await until(() => store.kind() === 'indexeddb')
  await settle()
  const other = openPage(t, { factory })
  assert.deepEqual(ids(await other.store.history()), ['a', 'b'])
})

test('a page that leaves while it opens, again and again, has no failure to report', async (t) => {
  const { factory } = createBreakableFactory()
  const { store, page, errors } = openPage(t, { factory })
  const appended = store.append([draft(START_MS, 'a')])
  for (let time = 0; time < 3; time++) {
    page.dispatchEvent(new Event('pagehide'))
    await settle()
    page.dispatchEvent(new Event('pageshow'))
  }
  await appended
  assert.deepEqual(ids(await store.history()), ['a'])
  assert.deepEqual([store.kind(), errors], ['indexeddb', []])
})

/** Lets the fake IndexedDB, which works in macrotasks, come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !condition(); turn++)
    await new Promise((resolve) => setImmediate(resolve))
  assert.ok(condition(), 'the condition never held')
}
