// SPDX-License-Identifier: MIT
// The scripted visit through the demo with the built files: what it concludes, what it asks the network for.

import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { findProblems } from '../../scripts/visit/print-visit.ts'
import { runVisit } from '../../scripts/visit/run-visit.ts'
import type { VisitReport } from '../../scripts/visit/run-visit.ts'
import { launchBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/serve.ts'
import type { FolderServer } from '../support/serve.ts'

const folder = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const SHIFT = 'layout shift: '

let browser: Browser
let server: FolderServer
let report: VisitReport
const asked: string[] = []
const troubles: string[] = []
const shifts: number[] = []

before(async () => {
  server = await serveFolders({ '/': folder('demo'), '/vitrine/': folder('dist') })
  browser = await launchBrowser()
  report = await runVisit(browser, { origin: server.origin, prepare: listen })
})

after(async () => {
  await browser.close()
  await server.close()
})

/** Hears everything that the pages, and the workers behind them, say and ask for. */
function listen(page: Page): void {
  const context = page.context()
  context.on('request', (request) => asked.push(request.url()))
  context.on('weberror', (error) => troubles.push(String(error.error())))
  page.on('console', (message) => {
    const text = message.text()
    if (text.startsWith(SHIFT)) shifts.push(Number(text.slice(SHIFT.length)))
    else if (message.type() === 'error' || message.type() === 'warning') troubles.push(text)
  })
  void page.addInitScript((mark) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
      })[]) {
        if (!entry.hadRecentInput) console.debug(`${mark}${entry.value}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  }, SHIFT)
}

void test('the visit ends with a visitor who is known, and both widgets have followed', () => {
  assert.deepEqual(findProblems(report), [])
  const last = report.steps.at(-1)?.insight.state
  assert.equal(last?.stage, 'fresh')
  assert.ok(last.confidence > 0 && last.confidence <= 1)
  assert.ok(last.why.length > 10)
})

void test('the banner shows the message for the segment, and the row begins with what was looked at', () => {
  const messages: Record<string, RegExp> = {
    browser: /^Take your time/,
    'likely-buyer': /^A good choice/,
    'cart-at-risk': /^Your basket is safe/,
  }
  assert.match(report.before.banner, /^Free delivery/)
  assert.match(report.after.banner, messages[report.steps.at(-1)?.insight.state.segment ?? ''] ?? /^$/)
  assert.equal(report.before.row[0], 'Harbour teapot')
  assert.equal(report.after.row[0], 'Reach lamp')
  assert.deepEqual([...report.after.row].sort(), [...report.before.row].sort())
})

void test('nothing is kept before the visitor agrees, and what was held is kept then', () => {
  assert.deepEqual(report.steps[0]?.events, [])
  assert.equal(report.steps[0].insight.state.segment, 'unknown')
  assert.deepEqual([...(report.steps[1]?.events ?? [])].sort(), [
    'page_view',
    'view_item_list',
    'view_promotion',
  ])
})

void test('each step brings the events that a shop of its kind sends', () => {
  const events = report.steps.map((step) => [...step.events].sort().join(' '))
  const list = 'page_view view_item_list'
  const look = 'page_view select_item view_item'
  assert.deepEqual(events.slice(2), [
    'page_view search view_item_list view_search_results',
    list,
    look,
    list,
    look,
    list,
    look,
    'add_to_wishlist',
    'add_to_cart',
    'page_view view_cart',
    'begin_checkout page_view',
    'page_view view_item_list view_promotion',
  ])
})

void test('a whole visit asks for the files of the shop, the script, the worker and the model, and nothing else', () => {
  const allowed = new Set(['/vitrine/script.js', '/vitrine/worker.js'])
  for (const name of readdirSync(folder('dist/models/shopper'))) {
    if (/\.(?:json|bin)$/.test(name)) allowed.add(`/vitrine/models/shopper/${name}`)
  }
  assert.ok(asked.length > 100)
  for (const url of asked) {
    const { origin, pathname } = new URL(url)
    assert.equal(origin, server.origin, url)
    const own = !pathname.startsWith('/vitrine/') && existsSync(folder(`demo${pathname}`))
    assert.ok(own || allowed.has(pathname), url)
  }
  // The server's own list cannot miss what a worker asks for.
  for (const url of server.requests) {
    const { pathname } = new URL(url, server.origin)
    assert.ok(allowed.has(pathname) || existsSync(folder(`demo${pathname}`)), url)
  }
  for (const path of allowed) assert.ok(server.requests.includes(path), path)
})

void test('no error is written to the console, and no warning but that an engine was passed over', () => {
  const passedOver = /^Vitrine: The (?:webgl|wasm) engine stopped/
  assert.deepEqual(
    troubles.filter((text) => !passedOver.test(text)),
    [],
  )
})

void test('nothing moves under the eye of the visitor', () => {
  const worst = Math.max(0, ...shifts)
  assert.ok(worst < 0.01, `largest layout shift ${worst}`)
})
