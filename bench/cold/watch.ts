// SPDX-License-Identifier: MIT
// Runs in a page of the cold start before anything else: notes when a worker is started, when the first score is there,
// and every long task of the page thread. It tells them through the console: to look into the page from outside,
// Playwright runs scripts of its own there, and those are long tasks.

/** What was noted; times are since the navigation, ms. */
export interface ColdNotes {
  workerMs?: number
  answerMs?: number
  /** Which engine gave the first score. */
  engine?: string
  readonly longTasksMs: number[]
}

/** What the page thread does after the first score also counts: another engine may be getting ready. */
const SETTLE_MS = 1000

const notes: ColdNotes = { longTasksMs: [] }

function tell(when: 'answered' | 'settled'): void {
  console.debug(`cold ${when} ${JSON.stringify(notes)}`)
}

function answer(engine: string): void {
  if (notes.answerMs !== undefined) return
  notes.answerMs = performance.now()
  notes.engine = engine
  tell('answered')
  setTimeout(() => tell('settled'), SETTLE_MS)
}

const NativeWorker = Worker
globalThis.Worker = class extends NativeWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    notes.workerMs ??= performance.now()
    super(url, options)
  }
}

document.addEventListener('vitrine:change', (event) => {
  const { stage, engine } = (event as CustomEvent<{ stage: string; engine?: string }>).detail
  if (stage === 'fresh') answer(engine ?? '')
})
document.addEventListener('naive:scores', () => answer('tfjs layers'))

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) notes.longTasksMs.push(duration)
}).observe({ type: 'longtask', buffered: true })
