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
  const listeners: readonly (readonly [string, (event: Event) => void])[] = [
    ['pagehide', watcher.onLeave],
    ['pageshow', watcher.onReturn],
    [
      'storage',
      (event) => {
        const { key, newValue } = event as StorageEvent
        if (key && newValue) watcher.onStorage(key)
      },
    ],
  ]
  for (const [name, listener] of listeners) page?.addEventListener(name, listener)
  const unwatch = platform.onVisibilityChange((visible) =>
    visible ? watcher.onReturn() : watcher.onHidden(),
  )
  return () => {
    for (const [name, listener] of listeners) page?.removeEventListener(name, listener)
    unwatch()
  }
}
