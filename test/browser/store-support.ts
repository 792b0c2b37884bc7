// SPDX-License-Identifier: MIT
// What the browser tests of the store share: the bundled page, a server for it, a browser.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import type { StoreWindow } from './store-page.ts'

/** What a test gets. */
export interface StorePages {
  readonly browser: Browser
  /** One visitor: its pages share their storage. */
  readonly context: BrowserContext
  readonly origin: string
  /** The same server under another site, so that another process shows it. */
  readonly otherOrigin: string
  /** Opens a page of the shop, without a store yet. */
  newPage(path?: string): Promise<Page>
}

/** The page's own `window`, inside `evaluate`. */
export const inPage = (): StoreWindow => globalThis as unknown as StoreWindow

/**
 * Runs one test with a fresh visitor and closes everything afterwards.
 * @param run - The test.
 * @param scripts - Further inline scripts by path; they run after the store's page script.
 * @returns What `run` gave.
 */
export async function withStorePages<T>(
  run: (pages: StorePages) => Promise<T>,
  scripts: Readonly<Record<string, string>> = {},
): Promise<T> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('store-page.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  const code = bundle.outputFiles[0]?.text ?? ''
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname
    const isScript = path === '/store.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? code : html(scripts[path] ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const browser = await launchBrowser({
    // Playwright switches the back-forward cache off; visitors have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const context = await browser.newContext()
    const origin = `http://127.0.0.1:${port}`
    const newPage = async (path = '/'): Promise<Page> => {
      const page = await context.newPage()
      await page.goto(origin + path)
      return page
    }
    return await run({ browser, context, origin, otherOrigin: `http://localhost:${port}`, newPage })
  } finally {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function html(script: string): string {
  return `<!doctype html><title>Shop</title><script src="/store.js"></script><script>${script}</script>`
}
