// SPDX-License-Identifier: MIT
// The page's own clock, idle time, visibility and randomness.

import type { Platform } from './platform.ts'

/** `performance.now()` may stand still while the device sleeps; the wall clock shows by how much. */
const SLEEP_MS = 1_000
/** Least distance of two times. A double near 1.7e12 still tells 0.0003 apart. */
const STEP_MS = 0.001
/** Longer delays overflow the browser's timers and fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1

/**
 * Creates the platform of a page. Touches nothing before it is called, and works without a document (worker, Node).
 * @public
 */
export function createPagePlatform(): Platform {
  return {
    now: createClock(),
    uuid,
    idle(task, timeoutMs) {
      // WebKit has no idle callback.
      if (typeof requestIdleCallback !== 'function') return delay(task, Math.min(timeoutMs, 1))
      const handle = requestIdleCallback(task, { timeout: timeoutMs })
      return () => cancelIdleCallback(handle)
    },
    delay,
    isVisible,
    onVisibilityChange(listener) {
      if (typeof document === 'undefined') return () => undefined
      let last = isVisible()
      const tell = (): void => {
        const visible = isVisible()
        if (visible !== last) listener((last = visible))
      }
      const names = ['visibilitychange', 'prerenderingchange']
      for (const name of names) document.addEventListener(name, tell)
      return () => {
        for (const name of names) document.removeEventListener(name, tell)
      }
    },
  }
}

/** Monotonic and finer than a millisecond, yet never behind the wall clock by more than a second. */
function createClock(): () => number {
  let originMs = performance.timeOrigin
  let lastMs = 0
  return () => {
    const aheadMs = Date.now() - originMs - performance.now()
    // Forward after sleep; backward only before the first answer, when the origin itself may be off.
    if (aheadMs > SLEEP_MS || (lastMs === 0 && aheadMs < -SLEEP_MS)) originMs += aheadMs
    lastMs = Math.max(originMs + performance.now(), lastMs + STEP_MS)
    return lastMs
  }
}

function delay(task: () => void, delayMs: number): () => void {
  const handle = setTimeout(task, Math.min(delayMs, MAX_DELAY_MS))
  return () => clearTimeout(handle)
}

/** A prerendered page is not seen, whatever its visibility state says. */
function isVisible(): boolean {
  if (typeof document === 'undefined') return true
  return (
    document.visibilityState === 'visible' && (document as { prerendering?: boolean }).prerendering !== true
  )
}

/** `randomUUID` exists in secure contexts only; shops in development are not always one. */
function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
