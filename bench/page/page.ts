// SPDX-License-Identifier: MIT
// Runs in a page with one contestant, or in a frame of the page that holds them all: loads the contestant, checks it,
// times it.

import type { Running, Task, ContestantModule } from '../contestants/contestant.ts'
import { drawKnownBatch } from './draw-known-batch.ts'
import type { InputSizes } from './draw-known-batch.ts'

/** What a contestant is started with. */
export interface StartOptions {
  /** Address of the contestant's module. */
  readonly moduleUrl: string
  readonly task: Task
  readonly sizes: InputSizes
}

/** How the start went. */
export interface Started {
  /** From the module's being there to the first scores, ms. */
  readonly firstMs: number
  /** Scores of the known visit. */
  readonly scores: number[]
}

/** Long tasks of the page thread, as the browser reports them: more than 50 ms. */
export interface LongTasks {
  readonly count: number
  readonly longestMs: number
}

/** What a page offers to the bench. */
export interface BenchPage {
  start(options: StartOptions): Promise<Started>
  /** Milliseconds of each of some scores of a known batch of `size` visits, one after the other. */
  time(size: number, times: number): Promise<number[]>
  /** Milliseconds that the call itself takes until it hands out its promise, of some scores of one visit. */
  timeCall(times: number): Promise<number[]>
  /** So far. The observer is told a task later, so this waits for one. */
  longTasks(): Promise<LongTasks>
  weightBytes(): number | undefined
}

let running: Running | undefined
let sizes: InputSizes | undefined
const longTasks: number[] = []

function started(): { running: Running; sizes: InputSizes } {
  if (running === undefined || sizes === undefined) throw new Error('no contestant was started here')
  return { running, sizes }
}

const bench: BenchPage = {
  async start(options) {
    const { contestant } = (await import(options.moduleUrl)) as ContestantModule
    sizes = options.sizes
    const batch = drawKnownBatch(sizes, 1)
    const from = performance.now()
    running = await contestant.start(options.task)
    const scores = await running.score(batch)
    return { firstMs: performance.now() - from, scores: [...scores] }
  },

  async time(size, times) {
    const { running, sizes } = started()
    const batch = drawKnownBatch(sizes, size)
    const spent: number[] = []
    for (let at = 0; at < times; at++) {
      const from = performance.now()
      await running.score(batch)
      spent.push(performance.now() - from)
    }
    return spent
  },

  async timeCall(times) {
    const { running, sizes } = started()
    const batch = drawKnownBatch(sizes, 1)
    const spent: number[] = []
    for (let at = 0; at < times; at++) {
      const from = performance.now()
      const scores = running.score(batch)
      spent.push(performance.now() - from)
      await scores
    }
    return spent
  },

  async longTasks() {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { count: longTasks.length, longestMs: Math.max(0, ...longTasks) }
  },
  weightBytes: () => running?.weightBytes?.(),
}

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longTasks.push(duration)
}).observe({ type: 'longtask', buffered: true })
;(globalThis as unknown as { bench: BenchPage }).bench = bench
