// SPDX-License-Identifier: MIT
// The visitor state on real pages: unknown → restored → fresh, consent, forgetting, places to run, errors of listeners.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { ModelJson } from '../../src/model/package-format.ts'
import { withShop } from '../support/with-shop.ts'
import type { ShopWindow } from '../support/with-shop.ts'

const shopWindow = globalThis as unknown as ShopWindow

test('the state goes from unknown to fresh, and on the next page from restored to fresh', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'cpu' })
    const first = await page.evaluate(async () => {
      const before = shopWindow.vitrine.get().stage
      const { stage, eventsSeen } = await shopWindow.vitrine.refresh()
      return { before, stage, eventsSeen }
    })
    assert.deepEqual(first, { before: 'unknown', stage: 'fresh', eventsSeen: 1 })
    await page.addInitScript(() => {
      const stages: string[] = []
      Object.assign(globalThis, { stages })
      document.addEventListener('vitrine:change', (event) => {
        stages.push((event as CustomEvent<{ stage: string }>).detail.stage)
      })
    })
    await open({ consent: 'granted', engine: 'cpu' })
    await page.waitForFunction(() => shopWindow.vitrine.get().stage === 'fresh')
    const stages = await page.evaluate(() => (globalThis as unknown as { stages: string[] }).stages)
    assert.equal(stages[0], 'restored')
    assert.equal(stages.at(-1), 'fresh')
  }))

test('a conversion rate on the tag makes the probabilities those of the shop', async () => {
  const buy = async (attributes: Readonly<Record<string, string>>): Promise<number> => {
    let probability = NaN
    await withShop(async ({ open, page }) => {
      await open({ consent: 'granted', engine: 'cpu', ...attributes })
      const { probabilities } = await page.evaluate(() => shopWindow.vitrine.refresh())
      probability = probabilities.intent?.['buy'] ?? NaN
    })
    return probability
  }
  const { userDefinedMetadata } = JSON.parse(await readFile('models/shopper/model.json', 'utf8')) as ModelJson
  const { classes, prior = [] } = userDefinedMetadata.vitrine.heads[0]!
  const share = prior[classes.indexOf('buy')]!
  const odds = (p: number): number => p / (1 - p)
  const [plain, own] = [await buy({}), await buy({ 'conversion-rate': '0.2' })]
  assert.ok(Math.abs(odds(own) / odds(plain) / (odds(0.2) / odds(share)) - 1) < 1e-3, `${plain} ${own}`)
})

test('the worker is told the segment of the last page: it is left later than it is entered', () =>
  withShop(async ({ open, page }) => {
    // Every look at the clock is 2 s later than the one before, so that no view repeats another within a second.
    await page.addInitScript(() => {
      const now = Date.now
      let laterMs = Number(sessionStorage.getItem('later') ?? 0)
      Date.now = () => {
        laterMs += 2000
        sessionStorage.setItem('later', String(laterMs))
        return now() + laterMs
      }
    })
    const look = (ids: readonly string[]): Promise<string> =>
      page.evaluate(async (all) => {
        for (const id of all) {
          const items = [{ item_id: id, item_category: 'lamps', price: 20 }]
          shopWindow.vitrine.track({ name: 'view_item', items })
          await shopWindow.vitrine.refresh()
        }
        return (await shopWindow.vitrine.refresh()).segment
      }, ids)
    await open({ consent: 'granted', engine: 'cpu' })
    // With the one that the page pushed, 2 of 6 views repeat.
    assert.equal(await look(['a', 'b', 'a', 'b', 'c']), 'researcher')
    await open({ consent: 'granted', engine: 'cpu' })
    // The page pushed its own again; 3 of 11 views repeat, which is under 0.3 and over 0.2.
    assert.equal(await look(['d', 'e', 'f', 'g']), 'researcher')
  }))

test('the worker scores with WebGL when it is asked for by name, and says so', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'webgl' })
    const { engine, latencyMs, modelVersion, probabilities } = await page.evaluate(() =>
      shopWindow.vitrine.refresh(),
    )
    assert.equal(engine, 'webgl')
    assert.ok((latencyMs ?? 0) > 0)
    assert.match(modelVersion ?? '', /^\d+\.\d+\.\d+/)
    const sum = Object.values(probabilities.intent ?? {}).reduce((a, b) => a + b, 0)
    assert.ok(Math.abs(sum - 1) < 1e-6)
    assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
  }))

test('left to itself, a software rasteriser does not count as WebGL', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted' })
    const { engine } = await page.evaluate(() => shopWindow.vitrine.refresh())
    assert.ok(engine === 'wasm' || engine === 'cpu', engine)
  }))

test('where workers are forbidden the page thread scores, with WebGL', () =>
  withShop(
    async ({ open, page }) => {
      await open({ consent: 'granted', engine: 'webgl' })
      const { stage, engine } = await page.evaluate(() => shopWindow.vitrine.refresh())
      assert.deepEqual({ stage, engine }, { stage: 'fresh', engine: 'webgl' })
      assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), ['WorkerError'])
      assert.deepEqual(await page.evaluate(() => shopWindow.pageErrors), [])
    },
    { 'content-security-policy': "worker-src 'none'" },
  ))

test('a strict content security policy is enough: connect-src self, no eval, no inline worker', () =>
  withShop(
    async ({ open, page }) => {
      await open({ consent: 'granted', engine: 'cpu' })
      assert.equal((await page.evaluate(() => shopWindow.vitrine.refresh())).stage, 'fresh')
      assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
    },
    {
      // The test page itself has inline scripts; Vitrine has none.
      'content-security-policy':
        "default-src 'none'; img-src data:; script-src 'self' 'unsafe-inline'; worker-src 'self'; connect-src 'self'; style-src 'self'",
    },
  ))

test('pending consent stores, loads and asks for nothing; granting writes what was seen', () =>
  withShop(async ({ open, page, server }) => {
    await open({})
    const pending = await page.evaluate(async () => {
      await shopWindow.vitrine.refresh()
      return {
        databases: await indexedDB.databases(),
        local: localStorage.length,
        stage: shopWindow.vitrine.get().stage,
      }
    })
    assert.deepEqual(pending, { databases: [], local: 0, stage: 'unknown' })
    assert.ok(
      !server.requests.some((url) => url.includes('worker') || url.includes('model')),
      server.requests.join(),
    )
    const granted = await page.evaluate(async () => {
      shopWindow.vitrine.setConsent('granted')
      await shopWindow.vitrine.refresh()
      return (await shopWindow.vitrine.export())?.events.map(({ name, source }) => `${source}: ${name}`)
    })
    assert.deepEqual(granted?.sort(), ['dataLayer: view_item', 'page: page_view'])
  }))

test('denied consent wipes what was stored, and a later grant brings nothing back', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'cpu' })
    const kept = await page.evaluate(async () => {
      await shopWindow.vitrine.refresh()
      shopWindow.vitrine.setConsent('denied')
      shopWindow.dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'while-denied' }] } })
      await shopWindow.vitrine.forget()
      const state = shopWindow.vitrine.get().segment
      shopWindow.vitrine.setConsent('granted')
      await shopWindow.vitrine.refresh()
      return { state, events: (await shopWindow.vitrine.export())?.events.length }
    })
    assert.deepEqual(kept, { state: 'unknown', events: 0 })
  }))

test('a refusal by somebody new leaves no database behind', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'denied' })
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), [])
  }))

test('a listener that throws is reported and the page has no uncaught error', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'cpu' })
    const errors = await page.evaluate(async () => {
      shopWindow.vitrine.subscribe(() => {
        throw new Error('shop bug')
      })
      await shopWindow.vitrine.refresh()
      return { vitrine: shopWindow.vitrineErrors, page: shopWindow.pageErrors }
    })
    assert.ok(errors.vitrine.length > 0 && errors.vitrine.every((name) => name === 'ListenerError'))
    assert.deepEqual(errors.page, [])
  }))

test('a second copy of the script tag starts nothing', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'cpu' })
    const same = await page.evaluate(async () => {
      const first = shopWindow.vitrine
      const copy = document.createElement('script')
      copy.src = '/vitrine/script.js?copy'
      const loaded = new Promise((resolve) => copy.addEventListener('load', resolve))
      document.head.append(copy)
      await loaded
      return first === shopWindow.vitrine
    })
    assert.equal(same, true)
  }))

test('History API navigation is a page view, the same address again is none', () =>
  withShop(async ({ open, page }) => {
    await open({ consent: 'granted', engine: 'cpu' })
    await page.evaluate(() => history.pushState({}, '', '/product/7?utm_source=x#reviews'))
    await page.evaluate(() => history.replaceState({}, '', '/product/7?utm_source=x#size'))
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)))
    const views = await page.evaluate(async () => {
      await shopWindow.vitrine.refresh()
      const kept = await shopWindow.vitrine.export()
      return kept?.events.flatMap((event) =>
        event.name === 'page_view' ? [new URL(event.page_location ?? '').pathname] : [],
      )
    })
    assert.deepEqual(views, ['/shop.html', '/product/7'])
  }))
