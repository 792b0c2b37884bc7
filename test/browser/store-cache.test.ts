// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Page } from 'playwright-core'
import type { StoreWindow } from './store-page.ts'
import { withStorePages } from './store-support.ts'

test('a page with a store enters the back-forward cache and works when it is restored from it', async () => {
  await withStorePages(async ({ newPage }) => {
    const page = await newPage('/first')
    await page.evaluate(() => {
      const { open, draft } = globalThis as unknown as StoreWindow
      return open().append([draft('before')])
    })
    await go(page, () => location.assign('/second'), '/second')
    // What another page erases meanwhile is noticed on return.
    await page.evaluate(async () => {
      const { open, draft } = globalThis as unknown as StoreWindow
      await open().append([draft('elsewhere')])
    })
    await go(page, () => history.back(), '/first')
    const { shown, ids, kind, errors } = await page.evaluate(async () => {
      const { shown, store, draft, ids, errors } = globalThis as unknown as StoreWindow
      await store.append([draft('restored')])
      return { shown, ids: await ids(), kind: store.kind(), errors }
    })
    assert.deepEqual(shown, [false, true], 'restored from the back-forward cache')
    assert.deepEqual(ids, ['before', 'elsewhere', 'restored'])
    assert.deepEqual([kind, errors], ['indexeddb', []])
  })
})

test('a restored page learns that another page had everything erased', async () => {
  await withStorePages(async ({ newPage }) => {
    const page = await newPage('/first')
    await page.evaluate(async () => {
      const state = globalThis as unknown as StoreWindow & { told: number }
      state.told = 0
      state.open().onForget(() => state.told++)
      await state.store.append([state.draft('before')])
    })
    await go(page, () => location.assign('/second'), '/second')
    await page.evaluate(async () => {
      const { open } = globalThis as unknown as StoreWindow
      await open().forget()
    })
    await go(page, () => history.back(), '/first')
    await page.waitForFunction(() => (globalThis as unknown as { told: number }).told === 1)
    const { shown, ids } = await page.evaluate(async () => {
      const { shown, ids } = globalThis as unknown as StoreWindow
      return { shown, ids: await ids() }
    })
    assert.deepEqual(shown, [false, true])
    assert.deepEqual(ids, [])
  })
})

test('an event of the last moment before the cache is written once, by whoever comes first', async () => {
  await withStorePages(async ({ newPage }) => {
    const page = await newPage('/first')
    await page.evaluate(async () => {
      const { open } = globalThis as unknown as StoreWindow
      await open().history()
      addEventListener('pagehide', () => {
        const { store, draft } = globalThis as unknown as StoreWindow
        void store.append([draft('last-moment')])
      })
    })
    await go(page, () => location.assign('/second'), '/second')
    await page.evaluate(() => void (globalThis as unknown as StoreWindow).open())
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as StoreWindow).ids()), ['last-moment'])
    await go(page, () => history.back(), '/first')
    const { shown, ids, left } = await page.evaluate(async () => {
      const { shown, open, draft, ids } = globalThis as unknown as StoreWindow
      const store = (globalThis as unknown as Partial<StoreWindow>).store ?? open()
      await store.append([draft('restored')])
      return { shown, ids: await ids(), left: Object.keys(localStorage) }
    })
    // A page that leaves while it still writes may have had to give way to the next one: then it loads anew.
    assert.ok(String(shown) === 'false,true' || String(shown) === 'false', String(shown))
    assert.deepEqual(ids, ['last-moment', 'restored'])
    assert.deepEqual(left, [])
  })
})

async function go(page: Page, how: () => void, path: string): Promise<void> {
  await page.evaluate(how)
  await page.waitForFunction((path) => location.pathname === path && document.readyState === 'complete', path)
}
