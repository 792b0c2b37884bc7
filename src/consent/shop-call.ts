// SPDX-License-Identifier: MIT
// The shop's own word: its consent bar calls us.

import { OptionError } from '../errors.ts'
import type { ConsentState } from '../types.ts'
import type { ConsentSignal } from './consent-signal.ts'

const STATES: readonly unknown[] = ['pending', 'granted', 'denied']

/** The signal behind `setConsent`. */
export interface ShopCall extends ConsentSignal {
  /**
   * Takes the shop's word.
   * @throws {@link OptionError} for anything but a consent state.
   */
  set(state: ConsentState): void
}

/**
 * Creates the shop's signal.
 * @param initial - Its word at the start; silent where absent.
 */
export function createShopCall(initial?: ConsentState): ShopCall {
  let said = initial
  let report: ((state: ConsentState | undefined) => void) | undefined
  return {
    name: 'shop',
    start(context) {
      report = context.report
      report(said)
      return () => {
        report = undefined
      }
    },
    set(state) {
      if (!STATES.includes(state)) throw new OptionError('consent', "'pending', 'granted' or 'denied'", state)
      said = state
      report?.(state)
    },
  }
}
