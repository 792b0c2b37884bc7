// SPDX-License-Identifier: MIT
// `gtag('event', …)` pushes its `arguments` onto the data layer: an array-like that is not an array.

/**
 * Reads an entry of the data layer as a gtag command.
 * @param entry - Anything that was pushed.
 * @returns The command word and its first two arguments, or `undefined` for any other entry.
 * @see https://developers.google.com/tag-platform/gtagjs/reference
 */
export function toGtagCommand(entry: unknown): readonly [string, unknown, unknown] | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  try {
    const { 0: command, 1: first, 2: second, length } = entry as ArrayLike<unknown>
    return typeof length === 'number' && typeof command === 'string' ? [command, first, second] : undefined
  } catch {
    // An entry that cannot be read (throwing getter, revoked proxy) is no command; it is the page's own affair.
    return undefined
  }
}
