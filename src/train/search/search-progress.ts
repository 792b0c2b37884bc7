// SPDX-License-Identifier: MIT
// Progress of a search: a bar with the time left on a terminal, a line a trial elsewhere.

import process from 'node:process'
import { importPeer } from '../import-peer.ts'
import { createTimeLeft } from '../report/time-left.ts'
import type { SearchProgress } from './run-round.ts'
import type { Trial } from './search-results.ts'

/** Shows progress until it is stopped. */
export interface SearchView {
  show(progress: SearchProgress): void
  stop(): void
}

/** Steps of the bar. */
const STEPS = 1000

/**
 * Creates a view.
 * @param stream - Where to write; a bar is drawn only on a terminal.
 * @param now - Clock in milliseconds.
 * @throws `MissingPeerError` when the bar is wanted and `cli-progress` is not installed.
 */
export async function createSearchView(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Promise<SearchView> {
  const timeLeft = createTimeLeft(now)
  if (!stream.isTTY) {
    return {
      show(progress) {
        const left = timeLeft(progress.share)
        const { done, trials, latest, best } = progress
        if (latest) stream.write(`${done} of ${trials}: ${textOf(latest)}; best ${textOf(best!)}; ${left}\n`)
      },
      stop: () => undefined,
    }
  }
  const { SingleBar, Presets } = (await importPeer('cli-progress', () => import('cli-progress'))).default
  const format = 'Searching {bar} {percentage} % | {done} of {trials} | best {best} | {left}'
  const bar = new SingleBar({ format, stream, hideCursor: true }, Presets.shades_classic)
  let isStarted = false
  return {
    show({ share, done, trials, best }) {
      const payload = { done, trials, best: best ? textOf(best) : '…', left: timeLeft(share) }
      if (isStarted) bar.update(Math.floor(share * STEPS), payload)
      else bar.start(STEPS, Math.floor(share * STEPS), payload)
      isStarted = true
    },
    stop() {
      if (isStarted) bar.stop()
    },
  }
}

function textOf({ number, value, status }: Trial): string {
  return `trial ${number} ${value === null ? status : value.toFixed(4)}`
}
