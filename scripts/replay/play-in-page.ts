// SPDX-License-Identifier: MIT
// Plays visits through dist/ in headless Chromium, one new visitor a visit.

import type { Visit } from '../../src/train/visit.ts'
import { launchChromium } from '../launch-chromium.ts'
import { serveFolders } from '../../test/support/serve.ts'
import { looksOf } from './stops.ts'

/** What the page knew after some events of a visit. */
export interface Look {
  readonly events: number
  /** Calibrated probabilities of the intent head. */
  readonly intent: Readonly<Record<string, number>>
  readonly segment: string
  /** Time from the question to the fresh state, milliseconds. */
  readonly tookMs: number
}

interface ReplayWindow {
  start(engine: string): void
  play(visit: { events: readonly unknown[]; looks: readonly number[] }): Promise<{
    looks: (Look & { engine?: string })[]
    kept: number
    errors: string[]
  }>
}

/**
 * Plays them in order.
 * @param engine - Engine that must answer every time.
 * @param onPlayed - Called after each visit.
 * @returns For each visit, its looks.
 * @throws Error when an event is lost, an error is reported or another engine answers.
 */
export async function playInPage(
  visits: readonly Visit[],
  engine: string,
  onPlayed: (played: number) => void,
): Promise<Look[][]> {
  const server = await serveFolders({
    '/vitrine/': 'dist',
    '/idb/': 'node_modules/idb/build',
    '/replay/': 'scripts/replay',
  })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    const pageErrors: string[] = []
    page.on('pageerror', ({ message }) => pageErrors.push(message))
    await page.goto(`${server.origin}/replay/page.html`)
    await page.waitForFunction(() => 'play' in globalThis)
    await page.evaluate((name) => (globalThis as unknown as ReplayWindow).start(name), engine)
    const played: Look[][] = []
    for (const visit of visits) {
      const events = visit.events.map(({ id: _id, sessionId: _session, source: _source, ...event }) => event)
      const input = { events, looks: looksOf(events.length) }
      const { looks, kept, errors } = await page.evaluate(
        (given) => (globalThis as unknown as ReplayWindow).play(given),
        input,
      )
      const wrong = [...errors, ...pageErrors]
      if (kept !== events.length) wrong.push(`${events.length} events went in, ${kept} are kept`)
      for (const look of looks) {
        if (look.engine !== engine)
          wrong.push(`${look.engine ?? 'no engine'} answered after ${look.events} events`)
      }
      if (wrong.length > 0) throw new Error(`Visit ${visit.id}: ${wrong.join('; ')}.`)
      played.push(looks)
      onPlayed(played.length)
    }
    return played
  } finally {
    await browser.close()
    await server.close()
  }
}
