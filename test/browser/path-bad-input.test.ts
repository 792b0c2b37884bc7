// SPDX-License-Identifier: MIT
// Bad input: the page works on, one named error each, state "unknown", and nothing that was stored is lost.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Route } from 'playwright-core'
import { withShop } from '../support/with-shop.ts'
import type { Shop, ShopWindow } from '../support/with-shop.ts'

const shopWindow = globalThis as unknown as ShopWindow
const MODEL = '**/models/shopper/model.json'
const WEIGHTS = '**/models/shopper/weights.bin'

/** Scores, then tells what the page knows. */
async function look({ page }: Shop): Promise<{
  stage: string
  segment: string
  status: string
  items: string[]
  errors: string[]
  pageErrors: string[]
}> {
  return page.evaluate(async () => {
    const { stage, segment } = await shopWindow.vitrine.refresh()
    const kept = await shopWindow.vitrine.export()
    const items = (kept?.events ?? []).flatMap((event) => ('items' in event ? (event.items ?? []) : []))
    return {
      stage,
      segment,
      status: shopWindow.vitrine.status(),
      items: items.map((item) => item.item_id ?? ''),
      errors: shopWindow.vitrineErrors,
      pageErrors: shopWindow.pageErrors,
    }
  })
}

test('garbage on the data layer is refused by name and everything else goes on', () =>
  withShop(async (shop) => {
    await shop.open({ consent: 'granted', engine: 'cpu' })
    await shop.page.evaluate(() => {
      const { dataLayer } = shopWindow
      const hostile = JSON.parse(
        '{"event":"view_item","__proto__":{"polluted":1},"ecommerce":{"items":[{}]}}',
      ) as unknown
      dataLayer.push(null, undefined, 7, 'text', [], {}, { event: 3 }, { ecommerce: null }, () => 1, hostile)
      dataLayer.push({ event: 'purchase', ecommerce: { items: [] } })
      dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'x', price: 'cheap' }] } })
      dataLayer.push(
        Object.defineProperty({}, 'event', {
          get() {
            throw new Error('trap')
          },
        }),
      )
      dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'good', price: '12.50' }] } })
      shopWindow.vitrine.track({ name: 'view_item' } as never)
    })
    const { items, errors, pageErrors, status } = await look(shop)
    assert.deepEqual(items, ['early', 'good'])
    assert.ok(errors.length >= 4 && errors.every((name) => name === 'InvalidEventError'), errors.join())
    assert.deepEqual(pageErrors, [])
    assert.equal(status, 'ready')
    assert.equal(
      await shop.page.evaluate(() => ({}) as { polluted?: number }).then((o) => o.polluted),
      undefined,
    )
  }))

const packages: Readonly<Record<string, { error: string; break: (shop: Shop) => Promise<unknown> }>> = {
  'is missing': {
    error: 'ModelLoadError',
    break: ({ page }) => page.route(MODEL, (route) => route.fulfill({ status: 404, body: 'not here' })),
  },
  'has no weights': {
    error: 'ModelLoadError',
    break: ({ page }) => page.route(WEIGHTS, (route) => route.abort()),
  },
  'has truncated weights': {
    error: 'ModelFormatError',
    break: ({ page }) =>
      page.route(WEIGHTS, async (route) => {
        const whole = await readFile('dist/models/shopper/weights.bin')
        await route.fulfill({ body: whole.subarray(0, whole.length >> 1) })
      }),
  },
  'is a truncated manifest': {
    error: 'ModelFormatError',
    break: ({ page }) =>
      page.route(MODEL, async (route) => {
        const whole = await readFile('dist/models/shopper/model.json', 'utf8')
        await route.fulfill({ contentType: 'application/json', body: whole.slice(0, 500) })
      }),
  },
  'is of another format version': {
    error: 'ModelVersionError',
    break: ({ page }) => page.route(MODEL, (route) => withMetadata(route, { formatVersion: 99 })),
  },
  'is of another feature version': {
    error: 'ModelVersionError',
    break: ({ page }) => page.route(MODEL, (route) => withMetadata(route, { featureVersion: 99 })),
  },
}

async function withMetadata(route: Route, over: object): Promise<void> {
  const json = JSON.parse(await readFile('dist/models/shopper/model.json', 'utf8')) as {
    userDefinedMetadata: { vitrine: object }
  }
  Object.assign(json.userDefinedMetadata.vitrine, over)
  await route.fulfill({ contentType: 'application/json', body: JSON.stringify(json) })
}

for (const [what, { error, break: damage }] of Object.entries(packages)) {
  test(`a model package that ${what} is one ${error}; events are kept and the next page recovers`, () =>
    withShop(async (shop) => {
      await damage(shop)
      await shop.open({ consent: 'granted', engine: 'cpu' })
      const broken = await look(shop)
      assert.deepEqual(
        { ...broken, items: broken.items },
        {
          stage: 'unknown',
          segment: 'unknown',
          status: 'unavailable',
          items: ['early'],
          errors: [error],
          pageErrors: [],
        },
      )
      await shop.page.unrouteAll()
      await shop.open({ consent: 'granted', engine: 'cpu' })
      const { stage, items, errors } = await look(shop)
      assert.deepEqual({ stage, items, errors }, { stage: 'fresh', items: ['early', 'early'], errors: [] })
    }))
}

test('IndexedDB that throws is one StoreUnavailableError; the visitor is classified from memory', () =>
  withShop(async (shop) => {
    await shop.page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    })
    await shop.open({ consent: 'granted', engine: 'cpu' })
    const { stage, items, errors, pageErrors, status } = await look(shop)
    assert.deepEqual(
      { stage, items, errors, pageErrors, status },
      {
        stage: 'fresh',
        items: ['early'],
        errors: ['StoreUnavailableError'],
        pageErrors: [],
        status: 'ready',
      },
    )
  }))

test('IndexedDB that breaks on one page loses nothing of what earlier pages stored', () =>
  withShop(async (shop) => {
    await shop.open({ consent: 'granted', engine: 'cpu' })
    await look(shop)
    const broken = await shop.context.newPage()
    await broken.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException(
          'A mutation operation was attempted on a database that did not allow mutations.',
        )
      }
    })
    await broken.goto(shop.page.url())
    await broken.waitForFunction(() => 'vitrine' in globalThis)
    await broken.evaluate(() => shopWindow.vitrine.refresh())
    assert.deepEqual(await broken.evaluate(() => shopWindow.vitrineErrors), ['StoreUnavailableError'])
    await broken.close()
    await shop.open({ consent: 'granted', engine: 'cpu' })
    const { items, errors } = await look(shop)
    assert.ok(items.length >= 2, `${items.length} items`)
    assert.deepEqual(errors, [])
  }))
