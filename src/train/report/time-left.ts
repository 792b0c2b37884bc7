// SPDX-License-Identifier: MIT
// How long something still takes, by its speed so far.

/** Text of the time left by the speed since the first call; what was done before is not part of the speed. */
export function createTimeLeft(now: () => number): (share: number) => string {
  let first: { readonly share: number; readonly ms: number } | undefined
  return (share) => {
    first ??= { share, ms: now() }
    const own = share - first.share
    if (share >= 1) return 'done'
    if (own <= 0) return '…'
    const seconds = Math.round(((now() - first.ms) / 1000) * ((1 - share) / own))
    return seconds < 120 ? `${seconds} s left at most` : `${Math.round(seconds / 60)} min left at most`
  }
}
