// SPDX-License-Identifier: MIT
// Tells what the visitor's erasure covers.

/** A marker further in the future than this was made by a clock that has been put right since. */
const TRUST_MS = 86_400_000

/**
 * Whether something of that time was erased and must not come back.
 * @param timeMs - When it happened, milliseconds since the Unix epoch.
 * @param forgottenAtMs - The marker; `undefined` when nothing was ever erased.
 * @param nowMs - Now, milliseconds since the Unix epoch.
 */
export function isForgotten(timeMs: number, forgottenAtMs: number | undefined, nowMs: number): boolean {
  return forgottenAtMs !== undefined && timeMs <= forgottenAtMs && forgottenAtMs <= nowMs + TRUST_MS
}
