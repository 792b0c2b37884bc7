// SPDX-License-Identifier: MIT
// Runs in the browser: puts a store, and what the tests ask of it, on `window`.

import { createPagePlatform } from '../../src/platform/page-platform.ts'
import type { EventDraft } from '../../src/store/event-draft.ts'
import { openStore } from '../../src/store/open-store.ts'
import { readHistory } from '../../src/store/read-history.ts'
import type { StoreOptions } from '../../src/store/store-options.ts'
import type { VisitorStore } from '../../src/store/visitor-store.ts'
import type { StoredEvent } from '../../src/types.ts'

/** What the tests find on `window`. */
export interface StoreWindow {
  /** The page's store, once `open` was called. */
  store: VisitorStore
  /** Codes of the errors that the store reported, and messages of those that nobody caught. */
  errors: string[]
  /** Every `pageshow`: whether the page came from the back-forward cache. */
  shown: boolean[]
  platform: ReturnType<typeof createPagePlatform>
  open(options?: Partial<StoreOptions>): VisitorStore
  draft(id: string, timeMs?: number): EventDraft
  ids(): Promise<string[]>
  readHistory(limit: number): Promise<readonly StoredEvent[]>
  /** Resolves once the journal has so many events, or after 10 s, with the identifiers that it has then. */
  idsWhen(count: number): Promise<string[]>
}

const page = globalThis as unknown as StoreWindow & Record<string, unknown>
// The test runner's compiler names functions with a helper that evaluated code does not bring along.
page['__name'] = (value: unknown) => value
page.errors = []
page.shown = []
addEventListener('error', (event) => page.errors.push(event.message))
addEventListener('unhandledrejection', (event) => page.errors.push(`unhandled: ${String(event.reason)}`))
addEventListener('pageshow', (event) => page.shown.push(event.persisted))
page.platform = createPagePlatform()
page.open = (options = {}) => {
  page.store = openStore({
    platform: page.platform,
    onError: (error) => page.errors.push(error.code),
    prepare: (event, salt) =>
      'search_term' in event ? { name: event.name, search_hashes: [salt >>> 0] } : event,
    ...options,
  })
  return page.store
}
page.draft = (id, timeMs = page.platform.now()) => ({
  name: 'add_to_cart',
  currency: 'EUR',
  value: 49.9,
  items: [{ item_id: `sku-${id}`, item_name: 'Reading lamp', item_category: 'Lamps', price: 49.9 }],
  id,
  timeMs,
  source: 'track',
})
page.ids = async () => (await page.store.history(10_000)).map((event) => event.id)
page.idsWhen = async (count) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((page.store as VisitorStore | undefined) && (await page.ids()).length === count) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return page.ids()
}
page.readHistory = readHistory
