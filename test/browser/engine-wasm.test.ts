// SPDX-License-Identifier: MIT
// The WASM engine in Chromium: on the page, in a worker, and where the page's policy forbids it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle-script.ts'
import type { WasmAnswer, WasmPage } from './engine-wasm-page.ts'

declare const wasmPage: WasmPage

const ORIGIN = 'http://engine.test'
/** Allows scripts of the own origin, and no WebAssembly. */
const POLICY = { 'content-security-policy': "script-src 'self'" }
/** The same, and WebAssembly. */
const WASM_POLICY = { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" }

let browser: Browser
let script: string

before(async () => {
  script = await bundleScript('../browser/engine-wasm-page.ts')
  browser = await launchBrowser()
})

after(() => browser.close())

/** Runs the engines on a page, or in a worker of it; every answer comes with the headers. */
async function runUnder(headers: Record<string, string>, where: 'page' | 'worker'): Promise<WasmAnswer> {
  const page = await browser.newPage()
  try {
    await page.route(`${ORIGIN}/**`, (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', headers, body: script })
        : route.fulfill({
            contentType: 'text/html',
            headers,
            body: '<!doctype html><title>Engines</title><script src="/engines.js"></script>',
          }),
    )
    await page.goto(`${ORIGIN}/`)
    if (where === 'page') return await page.evaluate(() => wasmPage.run())
    return await page.evaluate(
      () =>
        new Promise<WasmAnswer>((resolve, reject) => {
          const worker = new Worker('/engines.js')
          worker.addEventListener('message', ({ data }) => resolve(data as WasmAnswer))
          worker.addEventListener('error', ({ message }) => reject(new Error(message)))
          worker.postMessage('run')
        }),
    )
  } finally {
    await page.close()
  }
}

for (const where of ['page', 'worker'] as const) {
  test(`in a ${where} it computes what the plain engine computes`, async () => {
    const { engine, reasons, difference } = await runUnder({}, where)
    assert.equal(engine, 'wasm', reasons.join())
    assert.ok(difference <= 1e-5, `differs by ${difference}`)
  })

  test(`in a ${where} whose policy has no wasm-unsafe-eval, the plain engine takes over and the reason is given`, async () => {
    const { engine, reasons, difference } = await runUnder(POLICY, where)
    assert.equal(engine, 'cpu')
    assert.equal(difference, 0)
    assert.equal(reasons.length, 1)
    assert.match(reasons[0] ?? '', /wasm engine stopped: .*wasm-unsafe-eval/)
  })

  test(`in a ${where} whose policy has wasm-unsafe-eval it runs, without unsafe-eval`, async () => {
    const { engine, reasons } = await runUnder(WASM_POLICY, where)
    assert.equal(engine, 'wasm', reasons.join())
  })
}
