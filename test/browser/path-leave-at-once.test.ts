// SPDX-License-Identifier: MIT
// "Add to cart, then leave the page at once", again and again: every event is in the store afterwards.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import process from 'node:process'
import { withShop } from '../support/with-shop.ts'
import type { ShopWindow } from '../support/with-shop.ts'

const shopWindow = globalThis as unknown as ShopWindow
/** VITRINE_EXITS=1000 for the long run. */
const EXITS = Number(process.env['VITRINE_EXITS'] ?? 150)

test(`${EXITS} times "add to cart, then leave at once" are ${EXITS} events in the store`, () =>
  withShop(async ({ page, server }) => {
    await page.goto(`${server.origin}/leave.html?left=${EXITS}`)
    await page.waitForURL('**/leave.html?left=0', { timeout: 30_000 + EXITS * 1000 })
    await page.waitForFunction(() => 'vitrine' in globalThis)
    const ids = await page.evaluate(async () => {
      await shopWindow.vitrine.refresh()
      const kept = await shopWindow.vitrine.export()
      return (kept?.events ?? []).flatMap((event) =>
        event.name === 'add_to_cart' ? event.items.map((item) => item.item_id) : [],
      )
    })
    console.log(`${EXITS} exits, ${ids.length} events kept`)
    assert.equal(ids.length, EXITS)
    assert.equal(new Set(ids).size, EXITS)
  }))
