// SPDX-License-Identifier: MIT
// The start of the engines in the built library: who answers first, who takes over, what is loaded and what is kept.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { EngineName, Probabilities } from '../../src/types.ts'
import { withShop } from '../support/with-shop.ts'
import type { ShopWindow } from '../support/with-shop.ts'

const shopWindow = globalThis as unknown as ShopWindow
const MODEL = '**/models/shopper/model.json'

interface Answer {
  readonly engine: EngineName | undefined
  readonly modelVersion: string | undefined
  readonly probabilities: Probabilities
}

/** Scores and tells who answered. */
function score(page: Page): Promise<Answer> {
  return page.evaluate(async () => {
    const { engine, modelVersion, probabilities } = await shopWindow.vitrine.refresh()
    return { engine, modelVersion, probabilities }
  })
}

/** Looks again and again until what is seen is as wanted; a minute at most. */
async function until<T>(page: Page, look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (let at = 0; at < 1200; at++) {
    const seen = await look()
    if (holds(seen)) return seen
    await page.waitForTimeout(50)
  }
  throw new Error('It did not happen within a minute.')
}

const scoreUntil = (page: Page, holds: (answer: Answer) => boolean): Promise<Answer> =>
  until(page, () => score(page), holds)

interface Kept {
  /** Addresses of the packages. */
  readonly packages: readonly string[]
  /** Engines that were found to be the fastest. */
  readonly fastest: readonly string[]
}

/** What the worker keeps on the device. */
function readKept(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    // Opening a database that is not there would create it.
    const names = (await indexedDB.databases()).map(({ name }) => name)
    if (!names.includes('vitrine-models')) return { packages: [], fastest: [] }
    return new Promise<Kept>((resolve) => {
      const opening = indexedDB.open('vitrine-models')
      opening.onsuccess = () => {
        const tx = opening.result.transaction(['packages', 'fastest'])
        const packages = tx.objectStore('packages').getAllKeys() as IDBRequest<string[]>
        const fastest = tx.objectStore('fastest').getAll() as IDBRequest<string[]>
        tx.oncomplete = () => {
          opening.result.close()
          resolve({ packages: packages.result, fastest: fastest.result })
        }
      }
    })
  })
}

async function whenPackageKept(page: Page): Promise<void> {
  const { packages } = await until(
    page,
    () => readKept(page),
    (kept) => kept.packages.length > 0,
  )
  assert.deepEqual(
    packages.map((url) => new URL(url).pathname),
    ['/vitrine/models/shopper/model.json'],
  )
}

test('WASM answers first; WebGL takes over in the worker when it is warm, with the same answer', () =>
  withShop(async ({ open, page, server }) => {
    await page.addInitScript(() => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      for (const Canvas of [HTMLCanvasElement, OffscreenCanvas]) {
        const prototype = Canvas.prototype as { getContext(kind: string): unknown }
        const original = prototype.getContext
        prototype.getContext = function (kind) {
          opened.push(kind)
          return original.call(this, kind)
        }
      }
    })
    await open({ consent: 'granted', engine: 'webgl wasm' })
    const first = await score(page)
    assert.equal(first.engine, 'wasm')
    const warm = await scoreUntil(page, ({ engine }) => engine === 'webgl')
    for (const [name, probability] of Object.entries(warm.probabilities.intent ?? {}))
      assert.ok(Math.abs(probability - (first.probabilities.intent?.[name] ?? NaN)) <= 1e-3)
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
    // The page thread has never touched WebGL.
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { opened: string[] }).opened), [])
    assert.equal(server.requests.filter((url) => url.includes('webgl.js')).length, 1)
  }))

test('where WebGL would run in software, nobody is sent its file', () =>
  withShop(async ({ open, page, server }) => {
    await open({ consent: 'granted' })
    assert.equal((await score(page)).engine, 'wasm')
    // Longer than the pause before a better engine is looked for.
    await page.waitForTimeout(1000)
    assert.equal((await score(page)).engine, 'wasm')
    assert.ok(!server.requests.some((url) => /webgl|generic/.test(url)), server.requests.join())
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
  }))

test('on the next page the package comes from the device: the server is asked for no part of it', () =>
  withShop(async ({ open, page, server }) => {
    await open({ consent: 'granted', engine: 'wasm' })
    await score(page)
    await whenPackageKept(page)
    const before = server.requests.length
    await open({ consent: 'granted', engine: 'wasm' })
    assert.equal((await score(page)).engine, 'wasm')
    const asked = server.requests.slice(before)
    assert.ok(asked.some((url) => url.endsWith('/worker.js')))
    assert.ok(!asked.some((url) => url.includes('/models/')), asked.join())
  }))

test('a new version of the package takes over while the old one answers, without a gap', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'wasm' })
    const old = await score(page)
    await whenPackageKept(page)
    await page.route(MODEL, async (route) => {
      const json = JSON.parse(await readFile('dist/models/shopper/model.json', 'utf8')) as {
        userDefinedMetadata: { vitrine: { modelVersion: string } }
      }
      json.userDefinedMetadata.vitrine.modelVersion = '99.0.0'
      await route.fulfill({ contentType: 'application/json', body: JSON.stringify(json) })
    })
    // As if the server had been asked long ago.
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open('vitrine-models')
          opening.onsuccess = () => {
            const tx = opening.result.transaction('packages', 'readwrite')
            tx.objectStore('packages').openCursor().onsuccess = ({ target }) => {
              const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result
              if (cursor) {
                cursor.update({ ...(cursor.value as object), checkedAtMs: 0 })
                cursor.continue()
              }
            }
            tx.oncomplete = () => {
              opening.result.close()
              resolve()
            }
          }
        }),
    )
    await open({ consent: 'granted', engine: 'wasm' })
    const versions = new Set<string | undefined>()
    const next = await scoreUntil(page, ({ modelVersion }) => {
      versions.add(modelVersion)
      return modelVersion === '99.0.0'
    })
    assert.deepEqual([...versions], [old.modelVersion, '99.0.0'])
    assert.deepEqual(next.engine, 'wasm')
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
  }))

test('the fastest engine is measured once a device and model version', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'fastest' })
    assert.equal((await score(page)).engine, 'wasm')
    const { fastest } = await until(
      page,
      () => readKept(page),
      (kept) => kept.fastest.length > 0,
    )
    assert.equal(fastest.length, 1)
    assert.ok(fastest[0] === 'wasm' || fastest[0] === 'cpu', fastest[0])
    await open({ consent: 'granted', engine: 'fastest' })
    assert.equal((await score(page)).engine, fastest[0])
    await page.waitForTimeout(1000)
    assert.deepEqual((await readKept(page)).fastest, fastest)
  }))

test('classifying while consent is pending keeps nothing on the device; a refusal leaves nothing there', () =>
  withShop(async ({ open, page }) => {
    await open({ 'classify-while-pending': '' })
    assert.equal((await score(page)).engine, 'wasm')
    await page.waitForTimeout(1000)
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), [])
    await open({ consent: 'granted', engine: 'wasm' })
    await score(page)
    await whenPackageKept(page)
    await page.evaluate(() => shopWindow.vitrine.forget())
    await page.waitForFunction(async () =>
      (await indexedDB.databases()).every(({ name }) => name !== 'vitrine-models'),
    )
  }))

test('a context that is lost in the worker is a notice; WASM gives the same answer, and WebGL comes back', () =>
  withShop(async ({ open, page }) => {
    await page.route('**/webgl.js', async (route) => {
      const body = await readFile('dist/webgl.js', 'utf8')
      // The first context is lost with its fifth readback.
      const trap = `let reads=0;const read=WebGL2RenderingContext.prototype.readPixels;
        WebGL2RenderingContext.prototype.readPixels=function(...values){
          if(++reads===5)this.getExtension('WEBGL_lose_context').loseContext();return read.apply(this,values)};`
      await route.fulfill({ contentType: 'text/javascript', body: trap + body })
    })
    await open({ consent: 'granted', engine: 'webgl wasm' })
    const first = await score(page)
    await scoreUntil(page, ({ engine }) => engine === 'webgl')
    const after = await scoreUntil(page, ({ engine }) => engine === 'wasm')
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), ['EngineError'])
    for (const [name, probability] of Object.entries(after.probabilities.intent ?? {}))
      assert.ok(Math.abs(probability - (first.probabilities.intent?.[name] ?? NaN)) <= 1e-3)
    await scoreUntil(page, ({ engine }) => engine === 'webgl')
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), ['EngineError'])
    assert.deepEqual(await page.evaluate(() => shopWindow.pageErrors), [])
  }))
