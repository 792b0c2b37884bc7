// SPDX-License-Identifier: MIT
// What Vitrine knows after a step, and what its two widgets show: read from the page as anyone can.

import type { Page } from 'playwright-core'
import type { VisitorState } from '../../src/types.ts'
import type { Vitrine } from '../../src/vitrine.ts'

/** The part of a page's `window` that is read here. */
interface ShopWindow {
  readonly vitrine: Vitrine
}

/** What is known after a step. */
export interface Insight {
  readonly state: VisitorState
  /** Names of all events in the journal, oldest first; none before consent. */
  readonly events: readonly string[]
  /** From asking for a fresh state to having it, in milliseconds; nearly nothing while consent is missing. */
  readonly tookMs: number
}

/** What the visitor sees of Vitrine. */
export interface Widgets {
  /** Text of the banner. */
  readonly banner: string
  /** Names in the row of picks, in order. */
  readonly row: readonly string[]
}

/**
 * Asks for a fresh state and reads the journal.
 * @param page - A page of the shop.
 * @throws Error when the script tag has not brought `window.vitrine` within 15 seconds.
 */
export async function readInsight(page: Page): Promise<Insight> {
  await page.waitForFunction(() => 'vitrine' in window, undefined, { timeout: 15_000 })
  return page.evaluate(async () => {
    const { vitrine } = window as unknown as ShopWindow
    const before = performance.now()
    const state = await vitrine.refresh()
    const tookMs = performance.now() - before
    const kept = await vitrine.export()
    return { state, tookMs, events: (kept?.events ?? []).map(({ name }) => name) }
  })
}

/**
 * Reads the widgets of the home page.
 * @param page - The home page.
 */
export async function readWidgets(page: Page): Promise<Widgets> {
  const [banner = ''] = await readTexts(page, 'vitrine-slot > [for]:not([hidden])')
  return { banner, row: await readTexts(page, 'vitrine-items [data-item-id] .name') }
}

async function readTexts(page: Page, selector: string): Promise<string[]> {
  const texts = await page.locator(selector).allTextContents()
  return texts.map((text) => text.replace(/\s+/g, ' ').trim())
}
