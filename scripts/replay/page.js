// SPDX-License-Identifier: MIT
// Plays visits through the built library in the page: track(), IndexedDB, worker, engine, visitor state.

import { createPagePlatform, createVitrine } from 'vitrine'

const DAY_MS = 24 * 3600 * 1000
let clockMs = Date.UTC(2026, 0, 1)
let vitrine
const errors = []

/** Starts the library on a clock that the replay moves, so that gaps between events are those of the data. */
window.start = (engine) => {
  vitrine = createVitrine({
    engine,
    platform: { ...createPagePlatform(), now: () => (clockMs += 0.001) },
    consent: 'granted',
    sources: [],
    onError: (error) => errors.push(`${error.name}: ${error.message}`),
  })
}

/**
 * Plays one visit for a new visitor.
 * @param visit - `events` with `timeMs`, and `looks`: after how many events to look.
 * @returns What the state says at each look, and how many events the journal holds at the end.
 */
window.play = async ({ events, looks }) => {
  await vitrine.forget()
  const startMs = clockMs + DAY_MS
  const seen = []
  for (const [index, { timeMs, ...event }] of events.entries()) {
    clockMs = Math.max(clockMs, startMs + timeMs - events[0].timeMs)
    vitrine.track(event)
    if (!looks.includes(index + 1)) continue
    const startedMs = performance.now()
    const { probabilities, segment, engine } = await vitrine.refresh()
    const tookMs = performance.now() - startedMs
    seen.push({ events: index + 1, intent: probabilities.intent, segment, engine, tookMs })
  }
  return { looks: seen, kept: (await vitrine.export()).events.length, errors: errors.splice(0) }
}
