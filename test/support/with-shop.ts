// SPDX-License-Identifier: MIT
// Runs one test against the built library on the test pages: a fresh browser context, the served folders, clean-up.

import type { BrowserContext, Page } from 'playwright-core'
import type { Vitrine } from '../../src/vitrine.ts'
import { launchBrowser } from './browser.ts'
import { serveFolders } from './serve.ts'
import type { FolderServer } from './serve.ts'

/** What the test pages put on `window`. */
export interface ShopWindow {
  vitrine: Vitrine
  dataLayer: unknown[]
  vitrineErrors: string[]
  pageErrors: string[]
}

/** What a test gets. */
export interface Shop {
  readonly context: BrowserContext
  readonly page: Page
  readonly server: FolderServer
  /** Opens the shop page with attributes for the script tag and waits until Vitrine is there. */
  open(attributes?: Readonly<Record<string, string>>): Promise<void>
}

/**
 * Runs the test in a context of its own and closes everything afterwards.
 * @param run - The test.
 * @param headers - Sent with every answer, such as a content security policy.
 */
export async function withShop(
  run: (shop: Shop) => Promise<void>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const server = await serveFolders({ '/': 'test/browser/pages', '/vitrine/': 'dist' }, { headers })
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    const open = async (attributes: Readonly<Record<string, string>> = {}): Promise<void> => {
      await page.goto(`${server.origin}/shop.html?${new URLSearchParams(attributes)}`)
      await page.waitForFunction(
        () => typeof (globalThis as Partial<ShopWindow>).vitrine?.track === 'function',
      )
    }
    await run({ context, page, server, open })
  } finally {
    await browser.close()
    await server.close()
  }
}
