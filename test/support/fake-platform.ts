// SPDX-License-Identifier: MIT
// A platform whose clock, idle slices and visibility the test moves by hand.

import type { Platform } from '../../src/platform/platform.ts'

/** A platform under the test's control. */
export interface FakePlatform extends Platform {
  /** Moves the clock and runs what is due, in order. */
  advance(ms: number): void
  /** Runs every idle task that waits now. */
  runIdle(): void
  setVisible(visible: boolean): void
  /** Listeners, delays and idle tasks that are still held. */
  held(): number
}

/** Creates a fake that starts visible, at 2026-01-01. */
export function createFakePlatform(startMs: number = Date.UTC(2026, 0, 1)): FakePlatform {
  let nowMs = startMs
  let visible = true
  let lastId = 0
  const delays = new Map<number, { readonly atMs: number; readonly task: () => void }>()
  const idles = new Map<number, () => void>()
  const listeners = new Set<(visible: boolean) => void>()
  return {
    now: () => (nowMs += 0.001),
    uuid: () => `00000000-0000-4000-8000-${String(++lastId).padStart(12, '0')}`,
    idle(task) {
      const id = ++lastId
      idles.set(id, task)
      return () => void idles.delete(id)
    },
    delay(task, delayMs) {
      const id = ++lastId
      delays.set(id, { atMs: nowMs + delayMs, task })
      return () => void delays.delete(id)
    },
    isVisible: () => visible,
    onVisibilityChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    advance(ms) {
      nowMs += ms
      for (const [id, { atMs, task }] of [...delays].sort((a, b) => a[1].atMs - b[1].atMs)) {
        if (atMs <= nowMs && delays.delete(id)) task()
      }
    },
    runIdle() {
      for (const [id, task] of [...idles]) if (idles.delete(id)) task()
    },
    setVisible(next) {
      visible = next
      for (const listener of [...listeners]) listener(next)
    },
    held: () => delays.size + idles.size + listeners.size,
  }
}
