// SPDX-License-Identifier: MIT
// The one rule that makes a single word of several signals: the strictest wins, silence grants nothing.

import type { ConsentState } from '../types.ts'

/**
 * Merges what the signals say.
 * @param states - One per signal; `undefined` where a signal has not spoken.
 * @returns `denied` if any says so, else `pending` if any says so or none speaks, else `granted`.
 */
export function mergeConsent(states: readonly (ConsentState | undefined)[]): ConsentState {
  if (states.includes('denied')) return 'denied'
  if (states.includes('pending')) return 'pending'
  return states.includes('granted') ? 'granted' : 'pending'
}
