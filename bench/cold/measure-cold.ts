// SPDX-License-Identifier: MIT
// The cold start of the built library on a real page, in turns with a layers model in a worker: from `new Worker` to the
// first score, and long tasks of the page thread while the CPU is throttled.

import type { Browser, Page } from 'playwright-core'
import { OUT } from '../out.ts'
import { toSpread } from '../statistics.ts'
import type { Spread } from '../statistics.ts'
import type { ColdNotes } from './watch.ts'

/** One way to start. */
export interface ColdResult {
  readonly label: string
  /** From `new Worker` to the first score on the page, ms. */
  readonly firstMs: Spread
  /** Engines that gave the first score. */
  readonly engines: readonly string[]
  /** With the CPU of the page throttled: the same, and tasks of more than 50 ms on the page thread. */
  readonly throttled: { readonly firstMs: Spread; readonly longTasks: number; readonly longestMs: number }
}

/** The yardstick comes last. */
export const COLD_PATHS = [
  { label: 'Vitrine as it comes', path: 'cold-shop.html?consent=granted' },
  {
    label: 'Vitrine, WebGL first by name',
    path: 'cold-shop.html?consent=granted&engine=webgl+wasm+cpu',
  },
  { label: 'tfjs layers, WebGL, in a worker (naive)', path: 'cold-naive.html' },
] as const

/** How much slower than this machine the throttled page runs. */
export const THROTTLE = 4
const TIMEOUT_MS = 60_000

/** Opens `pages` fresh pages of each, then `throttledPages`, in turns. */
export async function measureCold(
  browser: Browser,
  origin: string,
  pages: number,
  throttledPages: number,
): Promise<ColdResult[]> {
  const runs = COLD_PATHS.map(() => ({ plain: [] as ColdNotes[], throttled: [] as ColdNotes[] }))
  for (let at = 0; at < pages + throttledPages; at++) {
    for (const [index, { path }] of COLD_PATHS.entries()) {
      const throttled = at >= pages
      const notes = await openOnce(browser, `${origin}/${path}`, throttled)
      runs[index]?.[throttled ? 'throttled' : 'plain'].push(notes)
    }
  }
  return COLD_PATHS.map(({ label }, index) => {
    const { plain = [], throttled = [] } = runs[index] ?? {}
    const longTasks = throttled.flatMap((notes) => notes.longTasksMs)
    return {
      label,
      firstMs: toSpread(plain.map(firstMs)),
      engines: [...new Set(plain.map(({ engine }) => engine ?? ''))],
      throttled: {
        firstMs: toSpread(throttled.map(firstMs)),
        longTasks: longTasks.length,
        longestMs: Math.max(0, ...longTasks),
      },
    }
  })
}

async function openOnce(browser: Browser, url: string, throttled: boolean): Promise<ColdNotes> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.addInitScript({ path: `${OUT}/cold-watch.js` })
    if (throttled) {
      const cdp = await context.newCDPSession(page)
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
    }
    const told = whenTold(page, throttled ? 'settled' : 'answered')
    await page.goto(url)
    return await told
  } finally {
    await context.close()
  }
}

async function whenTold(page: Page, when: 'answered' | 'settled'): Promise<ColdNotes> {
  const prefix = `cold ${when} `
  try {
    const message = await page.waitForEvent('console', {
      predicate: (one) => one.text().startsWith(prefix),
      timeout: TIMEOUT_MS,
    })
    return JSON.parse(message.text().slice(prefix.length)) as ColdNotes
  } catch (cause) {
    throw new Error(`${page.url()} gave no score within ${TIMEOUT_MS / 1000} s`, { cause })
  }
}

function firstMs({ workerMs, answerMs }: ColdNotes): number {
  return (answerMs ?? NaN) - (workerMs ?? NaN)
}
