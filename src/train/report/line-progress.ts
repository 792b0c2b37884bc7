// SPDX-License-Identifier: MIT
// Progress of work that has a number of steps, as a line now and then.

import { createTimeLeft } from './time-left.ts'

/** Least time between two lines. */
const LINE_EVERY_MS = 5000

/**
 * Makes what shows progress.
 * @param what - What is counted, such as `visits encoded`.
 * @param write - Writes a line.
 * @param now - Clock in milliseconds.
 */
export function createLineProgress(
  what: string,
  write: (line: string) => void,
  now: () => number = Date.now,
): (done: number, total: number) => void {
  const timeLeft = createTimeLeft(now)
  let lastMs = now()
  return (done, total) => {
    const left = timeLeft(done / Math.max(total, 1))
    if (now() - lastMs < LINE_EVERY_MS) return
    lastMs = now()
    write(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${what}, ${left}`)
  }
}
