// SPDX-License-Identifier: MIT
// One contestant in fresh pages: how long until the first score, what it costs the page thread, how much heap.

import type { Browser, CDPSession, Page } from 'playwright-core'
import type { BenchPage, LongTasks, StartOptions } from '../page/page.ts'
import { median } from '../statistics.ts'

/** What a fresh page shows. */
export interface Fresh {
  /** From the module's being there to the first scores; median of all pages, ms. */
  readonly firstMs: number
  /** Of the page thread up to there: how many a page, median, and the longest of all. */
  readonly longTasks: LongTasks
  /** Work of the page thread a warm score, ms. */
  readonly busyMs: number
  /** Of that, until the call hands out its promise; median, ms. */
  readonly callMs: number
  /** Growth of the JavaScript heap from the empty page, bytes. */
  readonly heapBytes: number
  /** The same of array buffers, which hold what typed arrays show. */
  readonly bufferBytes: number
}

const WARM_SCORES = 10

type BenchWindow = { bench: BenchPage }

interface FreshPage {
  readonly firstMs: number
  readonly longTasks: LongTasks
}

/** Opens `pages` pages, one after the other, each with a profile of its own; what stays is measured in the last. */
export async function measureFresh(
  browser: Browser,
  origin: string,
  options: StartOptions,
  pages: number,
): Promise<Fresh> {
  const all: FreshPage[] = []
  for (let at = 1; at < pages; at++)
    all.push(await withPage(browser, origin, (page) => startIn(page, options)))
  const kept = await withPage(browser, origin, async (page, cdp) => {
    await cdp.send('Performance.enable')
    const empty = await readHeap(cdp)
    all.push(await startIn(page, options))
    const before = await readBusyMs(cdp)
    await page.evaluate((times) => (globalThis as unknown as BenchWindow).bench.time(1, times), WARM_SCORES)
    const busyMs = ((await readBusyMs(cdp)) - before) / WARM_SCORES
    const calls = await page.evaluate(
      (times) => (globalThis as unknown as BenchWindow).bench.timeCall(times),
      WARM_SCORES,
    )
    const { heapBytes, bufferBytes } = await readHeap(cdp)
    return {
      busyMs,
      callMs: median(calls),
      heapBytes: heapBytes - empty.heapBytes,
      bufferBytes: bufferBytes - empty.bufferBytes,
    }
  })
  return {
    firstMs: median(all.map(({ firstMs }) => firstMs)),
    longTasks: {
      count: median(all.map(({ longTasks }) => longTasks.count)),
      longestMs: Math.max(...all.map(({ longTasks }) => longTasks.longestMs)),
    },
    ...kept,
  }
}

async function withPage<T>(
  browser: Browser,
  origin: string,
  run: (page: Page, cdp: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/page.html`)
    return await run(page, await context.newCDPSession(page))
  } finally {
    await context.close()
  }
}

function startIn(page: Page, options: StartOptions): Promise<FreshPage> {
  return page.evaluate(async (options) => {
    const { bench } = globalThis as unknown as BenchWindow
    const { firstMs } = await bench.start(options)
    return { firstMs, longTasks: await bench.longTasks() }
  }, options)
}

async function readBusyMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
  if (seconds === undefined) throw new Error('Chromium does not say how busy the page thread is')
  return 1000 * seconds
}

async function readHeap(cdp: CDPSession): Promise<Pick<Fresh, 'heapBytes' | 'bufferBytes'>> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage')
  return { heapBytes: usedSize, bufferBytes: backingStorageSize }
}
