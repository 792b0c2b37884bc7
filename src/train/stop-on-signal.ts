// SPDX-License-Identifier: MIT
// Ctrl-C: the first asks the work to stop where nothing is lost, the second ends the process at once.

import process from 'node:process'
import { StoppedError } from './train-errors.ts'

/** Listens until it is closed. */
export interface StopListener {
  /** Aborts with a `StoppedError` on the first signal. */
  readonly signal: AbortSignal
  /** Stops listening: signals do again what they do by default. */
  close(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Listens for SIGINT and SIGTERM.
 * @param say - Called with a line on what happens now.
 */
export function stopOnSignal(say: (line: string) => void): StopListener {
  const controller = new AbortController()
  const stop = (name: NodeJS.Signals): void => {
    const error = new StoppedError(name === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    if (controller.signal.aborted) process.exit(error.exitCode)
    say('Stopping as soon as nothing is lost; once more, and it ends at once.')
    controller.abort(error)
  }
  for (const name of SIGNALS) process.on(name, stop)
  return {
    signal: controller.signal,
    close: () => SIGNALS.forEach((name) => process.off(name, stop)),
  }
}
