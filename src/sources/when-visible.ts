// SPDX-License-Identifier: MIT
// Pages that are prerendered, or opened in a tab that nobody ever looks at, are not visits.

import type { Platform } from '../platform/platform.ts'

/**
 * Begins at once where the page is visible, else as soon as it is for the first time.
 * @param begin - Starts something and returns its undo.
 * @returns The undo of whatever has begun.
 */
export function whenVisible(platform: Platform, begin: () => () => void): () => void {
  if (platform.isVisible()) return begin()
  let stop = platform.onVisibilityChange((visible) => {
    if (!visible) return
    stop()
    stop = begin()
  })
  return () => stop()
}
