// SPDX-License-Identifier: MIT
// Tells what the visitor's erasure covers.

/** A marker further in the future than this was made by a clock that has been put right since. */
const TRUST_MS = 86_400_000

/**
 * Gives the time up to which everything was erased and must not come back.
 * @param atMs - The marker, milliseconds since the Unix epoch; `undefined` when nothing was ever erased.
 * @param nowMs - Now, milliseconds since the Unix epoch.
 * @returns Milliseconds since the Unix epoch; -1 when nothing was erased, or a wrong clock said when.
 */
export function forgottenUntil(atMs: number | undefined, nowMs: number): number {
  return atMs === undefined || atMs > nowMs + TRUST_MS ? -1 : atMs
}
