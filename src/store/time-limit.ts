// SPDX-License-Identifier: MIT
// Gives up waiting for something that may never answer.

import type { Platform } from '../platform/platform.ts'

/**
 * Waits for a promise, but not for ever.
 * @param platform - Its `delay` is the clock.
 * @param promise - What to wait for; its own outcome after the limit is ignored.
 * @param limitMs - Longest wait in milliseconds.
 * @throws Error when the limit has passed, or what the promise was rejected with.
 */
export function withTimeLimit<T>(
  platform: Pick<Platform, 'delay'>,
  promise: Promise<T>,
  limitMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const undo = platform.delay(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
    promise.then(resolve, reject).finally(undo)
  })
}
