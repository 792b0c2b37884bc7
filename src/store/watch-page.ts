// SPDX-License-Identifier: MIT
// Listens to the page's coming and going.

import type { Platform } from '../platform/platform.ts'

/** What is called when. */
export interface PageWatcher {
  /** The page leaves, perhaps into the back-forward cache. */
  onLeave(): void
  /** The page cannot be seen any more; it may be ended without another word. */
  onHidden(): void
  /** The page is back: from the back-forward cache, or in sight. */
  onReturn(): void
  /** Another page has written to `localStorage`. */
  onStorage(key: string): void
}

/**
 * Listens until the undo is called.
 * @param given - Where `pagehide`, `pageshow` and `storage` arrive, instead of the window.
 * @param platform - Its visibility is used.
 * @param watcher - What is called.
 * @returns The undo.
 */
export function watchPage(
  given: EventTarget | undefined,
  platform: Platform,
  watcher: PageWatcher,
): () => void {
  // A server has no window, and nothing that could leave.
  const page = given ?? (typeof globalThis.addEventListener === 'function' ? globalThis : undefined)
  const stop = new AbortController()
  const listen = (name: string, listener: (event: Event) => void): void =>
    page?.addEventListener(name, listener, { signal: stop.signal })
  listen('pagehide', watcher.onLeave)
  listen('pageshow', watcher.onReturn)
  listen('storage', (event) => {
    const { key, newValue } = event as StorageEvent
    if (key && newValue) watcher.onStorage(key)
  })
  const unwatch = platform.onVisibilityChange((visible) =>
    visible ? watcher.onReturn() : watcher.onHidden(),
  )
  return () => {
    stop.abort()
    unwatch()
  }
}
