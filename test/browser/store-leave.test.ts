// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import process from 'node:process'
import test from 'node:test'
import type { StoreWindow } from './store-page.ts'
import { withStorePages } from './store-support.ts'

/** More for a figure to report; 100 for every run. */
const EXITS = Number(process.env['VITRINE_EXITS'] ?? 100)

/** A chain of pages: each appends one event and leaves in the same task, until `count` were left. */
function leave(before: string, bounce: string): string {
  return `
    const query = new URLSearchParams(location.search)
    const count = Number(query.get('count')), number = Number(query.get('number'))
    const counters = JSON.parse(sessionStorage.getItem('counters') ?? '{"records":0}')
    counters.records += Object.keys(localStorage).filter((key) => key.startsWith('vitrine.exit.')).length
    sessionStorage.setItem('counters', JSON.stringify(counters))
    async function visit() {
      open()
      ${before}
      if (number === count) return
      const next = location.pathname + '?count=' + count + '&number=' + (number + 1)
      void store.append([draft('event-' + number)])
      location.assign(${bounce})
    }
    // A navigation before the load event would replace this one.
    addEventListener('load', () => setTimeout(visit))`
}

const scripts = {
  // The store has just been opened: the database is not there yet.
  '/cold': leave('', 'next'),
  // The database is open.
  '/warm': leave('await store.history(1)', 'next'),
  // Leaves to another site, whose process takes over before this page's last task has run.
  '/away': leave(
    '',
    `location.origin.replace('127.0.0.1', 'localhost') + '/back?to=' + encodeURIComponent(next)`,
  ),
  '/back': `location.replace(location.origin.replace('localhost', '127.0.0.1') + new URLSearchParams(location.search).get('to'))`,
}

for (const [path, how] of [
  ['/warm', 'with the database open'],
  ['/cold', 'before the database is open'],
  ['/away', 'to another site, before the database is open'],
] as const) {
  test(`${EXITS} times "add to cart, then leave at once" ${how}: ${EXITS} events, each once`, async (t) => {
    await withStorePages(async ({ newPage }) => {
      const page = await newPage(`${path}?count=${EXITS}&number=0`)
      await page.waitForURL(`**${path}?count=${EXITS}&number=${EXITS}`, { timeout: 60_000 + EXITS * 300 })
      // The last page of the chain may still write its record while this one runs.
      const found = await page.evaluate(
        (count) => (globalThis as unknown as StoreWindow).idsWhen(count),
        EXITS,
      )
      const { errors, records, left } = await page.evaluate(() => ({
        errors: (globalThis as unknown as StoreWindow).errors,
        records: (JSON.parse(sessionStorage.getItem('counters') ?? '{}') as { records: number }).records,
        left: Object.keys(localStorage),
      }))
      t.diagnostic(`${found.length} of ${EXITS} events kept; ${records} came through the exit log`)
      assert.deepEqual(
        new Set(found),
        new Set(Array.from({ length: EXITS }, (_, number) => `event-${number}`)),
      )
      assert.equal(found.length, EXITS)
      assert.deepEqual(errors, [])
      assert.deepEqual(left, [])
      const sessions = await page.evaluate(
        async () => (await (globalThis as unknown as StoreWindow).store.export()).sessions,
      )
      assert.equal(sessions.length, 1)
    }, scripts)
  })
}
