// SPDX-License-Identifier: MIT
// What Vitrine asks of its surroundings, passed in so that tests never sleep and servers never fail.

/**
 * The environment: clock, idle time, visibility, randomness. The page's own is made by `createPagePlatform`.
 * @public
 */
export interface Platform {
  /** Milliseconds since the Unix epoch, strictly increasing within the page, finer than 1 ms where possible. */
  now(): number
  /** A UUID, version 4. */
  uuid(): string
  /** Runs the task when the page is idle, after `timeoutMs` at the latest; returns the undo. */
  idle(task: () => void, timeoutMs: number): () => void
  /** Runs the task after `delayMs`; returns the undo. */
  delay(task: () => void, delayMs: number): () => void
  /** Whether the page is visible now; true where there is no page. */
  isVisible(): boolean
  /** Calls the listener whenever visibility changes; returns the undo. */
  onVisibilityChange(listener: (visible: boolean) => void): () => void
}
