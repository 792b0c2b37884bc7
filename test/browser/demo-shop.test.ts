// SPDX-License-Identifier: MIT
// The demo shop for itself: it works without Vitrine, without consent, and tells its data layer what GA4 wants to know.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/serve.ts'
import type { FolderServer } from '../support/serve.ts'

interface LayerEvent {
  readonly name: string
  /** `push`: an object with `ecommerce`. `gtag`: an arguments object. */
  readonly shape: 'push' | 'gtag'
  readonly data: { readonly items?: readonly Record<string, unknown>[]; readonly value?: number }
}

const folder = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const COMMANDS = new Set(['js', 'config', 'consent'])

let browser: Browser
let alone: FolderServer
let whole: FolderServer

before(async () => {
  alone = await serveFolders({ '/': folder('demo') })
  whole = await serveFolders({ '/': folder('demo'), '/vitrine/': folder('dist') })
  browser = await launchBrowser()
})

after(async () => {
  await browser.close()
  await Promise.all([alone.close(), whole.close()])
})

async function visit(act: (page: Page, context: BrowserContext) => Promise<void>): Promise<string[]> {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  try {
    const troubles: string[] = []
    context.on('weberror', (error) => troubles.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`)
    })
    await act(await context.newPage(), context)
    return troubles
  } finally {
    await context.close()
  }
}

async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('#main:not([aria-busy])')
}

/** From a product to the thanks for the order. */
async function buy(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/product.html?id=TW-101`)
  await page.selectOption('[name="quantity"]', '2')
  await page.click('.buy .button')
  await page.click('.to-basket')
  await page.waitForURL(/cart\.html/)
  await drawn(page)
  await page.click('[aria-label="One more"]')
  await page.click('[aria-label="One less"]')
  await page.click('.panel a[href="checkout.html"]')
  await page.waitForURL(/checkout\.html/)
  await drawn(page)
  for (const [name, value] of [
    ['name', 'Ada Example'],
    ['email', 'ada@shop.example'],
    ['street', 'Some Lane 1'],
    ['postcode', '12345'],
    ['city', 'Town'],
  ] as const) {
    await page.fill(`[name="${name}"]`, value)
  }
  await page.click('#contact .button')
  await page.check('[value="express"]')
  await page.click('#delivery .button')
  await page.check('[value="card"]')
  await page.click('#payment .button')
  await page.waitForURL(/confirmation\.html/)
  await drawn(page)
}

/** Everything that the shop pushes, on every page, in order; read before anything else hears it. */
async function hearLayer(page: Page): Promise<LayerEvent[]> {
  const heard: LayerEvent[] = []
  await page.exposeFunction('hear', (text: string) => heard.push(JSON.parse(text) as LayerEvent))
  await page.addInitScript(() => {
    const layer: unknown[] = []
    Object.assign(window, { dataLayer: layer })
    layer.push = (...entries: unknown[]) => {
      for (const entry of entries) {
        const gtag = Object.prototype.toString.call(entry) === '[object Arguments]'
        const [command, name, data] = gtag ? Array.from(entry as ArrayLike<unknown>) : []
        const { event, ecommerce = {} } = entry as { event?: string; ecommerce?: object }
        const { hear } = window as unknown as { hear(text: string): void }
        if (gtag) hear(JSON.stringify({ shape: 'gtag', name: command === 'event' ? name : command, data }))
        else if (event !== undefined) hear(JSON.stringify({ shape: 'push', name: event, data: ecommerce }))
        layer[layer.length] = entry
      }
      return layer.length
    }
  })
  return heard
}

void test('an order goes through when Vitrine cannot be loaded, and the widgets show their defaults', async () => {
  const troubles = await visit(async (page) => {
    await buy(page, alone.origin)
    assert.match(await page.innerText('.thanks'), /HO-[0-9A-Z]+.*€36.*€9\.90.*€45\.90/s)
    await page.goto(`${alone.origin}/index.html`)
    assert.match(await page.innerText('vitrine-slot'), /^Free delivery/)
    const [first] = await page.locator('vitrine-items .name').allInnerTexts()
    assert.equal(first, 'Harbour teapot')
  })
  for (const trouble of troubles) assert.match(trouble, /404.*\/vitrine\/script\.js$/)
  assert.ok(troubles.length > 0)
})

void test('the shop sends every GA4 e-commerce event, in both shapes, with whole items', async () => {
  await visit(async (page) => {
    const heard = await hearLayer(page)
    await page.goto(`${alone.origin}/index.html`)
    await drawn(page)
    await page.click('#promotion')
    await page.waitForURL(/category\.html/)
    await page.fill('#question', 'mug')
    await page.press('#question', 'Enter')
    await page.waitForURL(/search\.html/)
    await page.click('[data-product="TW-101"]')
    await page.waitForURL(/product\.html/)
    await page.click('#wish')
    await buy(page, alone.origin)
    await page.reload()
    await drawn(page)
    const events = heard.filter(({ name }) => !COMMANDS.has(name))
    const names = [...new Set(events.map(({ name }) => name))].sort()
    assert.deepEqual(names, [
      'add_payment_info',
      'add_shipping_info',
      'add_to_cart',
      'add_to_wishlist',
      'begin_checkout',
      'purchase',
      'remove_from_cart',
      'search',
      'select_item',
      'select_promotion',
      'view_cart',
      'view_item',
      'view_item_list',
      'view_promotion',
      'view_search_results',
    ])
    assert.deepEqual(new Set(events.map(({ shape }) => shape)), new Set(['gtag', 'push']))
    assert.equal(events.filter(({ name }) => name === 'purchase').length, 1)
    const items = events.flatMap(({ data }) => data.items ?? [])
    assert.ok(items.length > 20)
    for (const item of items) {
      for (const part of ['item_id', 'item_name', 'item_brand', 'item_category', 'item_category2']) {
        assert.equal(typeof item[part], 'string', part)
      }
      assert.ok(Number(item['price']) > 0 && Number(item['quantity']) > 0)
    }
    const added = events.find(({ name }) => name === 'add_to_cart')
    assert.equal(added?.data.value, 36)
    assert.doesNotMatch(JSON.stringify(heard), /Ada|shop\.example|Some Lane/)
  })
})

void test('after a refusal nothing is kept in the database of Vitrine, and the widgets show their defaults', async () => {
  const troubles = await visit(async (page) => {
    await page.goto(`${whole.origin}/index.html`)
    await page.click('[data-choice="denied"]')
    await buy(page, whole.origin)
    await page.goto(`${whole.origin}/index.html`)
    await page.waitForFunction(() => 'vitrine' in window)
    assert.equal(await page.isVisible('#consent'), false)
    assert.match(await page.innerText('vitrine-slot'), /^Free delivery/)
    const kept = await page.evaluate(async () => {
      const { vitrine } = window as unknown as { vitrine: { refresh(): Promise<{ segment: string }> } }
      const { segment } = await vitrine.refresh()
      const exists = (await indexedDB.databases()).some(({ name }) => name === 'vitrine')
      if (!exists) return { segment, events: 0, text: '' }
      const request = indexedDB.open('vitrine')
      await new Promise((resolve, reject) => {
        request.onsuccess = resolve
        request.onerror = reject
      })
      const db = request.result
      const stores = await Promise.all(
        [...db.objectStoreNames].map(
          (store) =>
            new Promise<[string, unknown[]]>((resolve, reject) => {
              const all = db.transaction(store).objectStore(store).getAll()
              all.onsuccess = () => resolve([store, all.result])
              all.onerror = reject
            }),
        ),
      )
      db.close()
      const events = stores.find(([store]) => store === 'events')?.[1].length ?? 0
      return { segment, events, text: JSON.stringify(stores) }
    })
    assert.equal(kept.segment, 'unknown')
    assert.equal(kept.events, 0)
    assert.doesNotMatch(kept.text, /page_view|TW-101|Dune|probabilities/)
  })
  assert.deepEqual(troubles, [])
  assert.ok(!whole.requests.some((url) => url.includes('/vitrine/models/')))
})
