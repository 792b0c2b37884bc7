// SPDX-License-Identifier: MIT
// Runs in a page of the cold start before anything else: notes when a worker is started, when the first score is there,
// and every long task of the page thread.

/** What was noted; times are since the navigation, ms. */
export interface ColdNotes {
  workerMs?: number
  answerMs?: number
  /** Which engine gave the first score. */
  engine?: string
  readonly longTasksMs: number[]
}

const notes: ColdNotes = { longTasksMs: [] }
;(globalThis as unknown as { coldNotes: ColdNotes }).coldNotes = notes

function answer(engine: string): void {
  if (notes.answerMs !== undefined) return
  notes.answerMs = performance.now()
  notes.engine = engine
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
