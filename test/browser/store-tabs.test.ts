// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { StoreWindow } from './store-page.ts'
import { withStorePages } from './store-support.ts'

test('two tabs that write at the same time share one session and lose no event', async () => {
  await withStorePages(async ({ newPage }) => {
    const tabs = await Promise.all([newPage(), newPage()])
    await Promise.all(
      tabs.map((tab, number) =>
        tab.evaluate(async (number) => {
          const { open, draft } = globalThis as unknown as StoreWindow
          const store = open()
          await Promise.all(
            Array.from({ length: 50 }, (_, place) => store.append([draft(`${number}-${place}`)])),
          )
        }, number),
      ),
    )
    for (const tab of tabs) {
      const { events, sessions, errors } = await tab.evaluate(async () => {
        const { store, errors } = globalThis as unknown as StoreWindow
        const everything = await store.export()
        return { events: everything.events.length, sessions: everything.sessions, errors }
      })
      assert.equal(events, 100)
      assert.deepEqual(
        sessions.map((session) => session.eventCount),
        [100],
      )
      assert.deepEqual(errors, [])
    }
  })
})

test('forget in one tab empties both, tells the other, and refuses its late writes', async () => {
  await withStorePages(async ({ newPage }) => {
    const [a, b] = await Promise.all([newPage(), newPage()])
    await a.evaluate(() => {
      const { open, draft } = globalThis as unknown as StoreWindow
      return open().append([draft('of-a')])
    })
    await b.evaluate(async () => {
      const page = globalThis as unknown as StoreWindow & {
        told: number
        late: ReturnType<StoreWindow['draft']>[]
      }
      page.told = 0
      page.late = [page.draft('late-1'), page.draft('late-2')]
      page.open().onForget(() => page.told++)
      await page.store.append([page.draft('of-b')])
    })
    await a.evaluate(() => (globalThis as unknown as StoreWindow).store.forget())
    await b.evaluate(() => {
      const page = globalThis as unknown as StoreWindow & { late: ReturnType<StoreWindow['draft']>[] }
      return page.store.append(page.late.slice(0, 1))
    })
    await b.waitForFunction(() => (globalThis as unknown as { told: number }).told === 1)
    await b.evaluate(() => {
      const page = globalThis as unknown as StoreWindow & { late: ReturnType<StoreWindow['draft']>[] }
      return page.store.append(page.late.slice(1))
    })
    for (const tab of [a, b]) {
      assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as StoreWindow).ids()), [])
      assert.deepEqual(await tab.evaluate(() => Object.keys(localStorage)), [])
    }
    await b.evaluate(() => {
      const { store, draft } = globalThis as unknown as StoreWindow
      return store.append([draft('afterwards')])
    })
    assert.deepEqual(await a.evaluate(() => (globalThis as unknown as StoreWindow).ids()), ['afterwards'])
    assert.equal(await b.evaluate(() => (globalThis as unknown as { told: number }).told), 1)
  })
})

test('an erasure asked for while the page leaves is done by the next page', async () => {
  await withStorePages(async ({ newPage, origin }) => {
    const page = await newPage()
    await page.evaluate(async () => {
      const { open, draft } = globalThis as unknown as StoreWindow
      await open().append([draft('a')])
    })
    await page.evaluate((next) => {
      void (globalThis as unknown as StoreWindow).store.forget()
      location.assign(next)
    }, `${origin}/next`)
    await page.waitForURL('**/next')
    await page.evaluate(() => void (globalThis as unknown as StoreWindow).open())
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as StoreWindow).ids()), [])
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [])
  })
})

test('a tab that upgrades the database is not blocked by an old tab, and the old tab goes on', async () => {
  await withStorePages(async ({ newPage }) => {
    const [old, upgrading] = await Promise.all([newPage(), newPage()])
    await old.evaluate(() => {
      const { open, draft } = globalThis as unknown as StoreWindow
      return open().append([draft('before')])
    })
    const outcome = await upgrading.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const request = indexedDB.open('vitrine', 2)
          request.onblocked = () => resolve('blocked')
          request.onerror = () => resolve('error')
          request.onupgradeneeded = () => request.result.createObjectStore('added-later')
          request.onsuccess = () => resolve('upgraded')
        }),
    )
    assert.equal(outcome, 'upgraded')
    await old.evaluate(() => {
      const { store, draft } = globalThis as unknown as StoreWindow
      return store.append([draft('after')])
    })
    const { ids, kind, errors } = await old.evaluate(async () => {
      const { store, ids, errors } = globalThis as unknown as StoreWindow
      return { ids: await ids(), kind: store.kind(), errors }
    })
    assert.deepEqual([ids, kind, errors], [['before', 'after'], 'indexeddb', []])
  })
})

test('a tab that will not let go blocks the upgrade: memory after the time limit, and all is written when it does', async () => {
  await withStorePages(async ({ newPage }) => {
    const [holding, waiting] = await Promise.all([newPage(), newPage()])
    // Someone else's connection to a database of our name, without our stores and deaf to versionchange.
    await holding.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const request = indexedDB.open('vitrine')
          request.onsuccess = () => {
            Object.assign(globalThis, { held: request.result })
            resolve()
          }
        }),
    )
    const kind = await waiting.evaluate(async () => {
      const { open, draft, platform } = globalThis as unknown as StoreWindow
      // The same limits, a hundred times as fast.
      const store = open({ platform: { ...platform, delay: (task, ms) => platform.delay(task, ms / 100) } })
      await store.append([draft('waiting')])
      return store.kind()
    })
    assert.equal(kind, 'memory')
    await holding.evaluate(() => (globalThis as unknown as { held: IDBDatabase }).held.close())
    await waiting.waitForFunction(() => (globalThis as unknown as StoreWindow).store.kind() === 'indexeddb')
    const { ids, errors } = await waiting.evaluate(async () => {
      const { ids, errors } = globalThis as unknown as StoreWindow
      return { ids: await ids(), errors }
    })
    assert.deepEqual([ids, errors], [['waiting'], ['store-unavailable']])
  })
})
