// SPDX-License-Identifier: MIT
// What servers render with: nothing is touched, nothing ever changes.

import { UNKNOWN_STATE } from './core/state-keeper.ts'
import type { VisitorState } from './types.ts'
import type { Vitrine } from './vitrine.ts'

/** Creates an instance that stays unknown. */
export function createInertVitrine(): Vitrine {
  const get = (): VisitorState => UNKNOWN_STATE
  const nothing = (): void => undefined
  return {
    get,
    subscribe: () => nothing,
    track: nothing,
    setConsent: nothing,
    consent: () => 'pending',
    status: () => 'waiting',
    refresh: async () => get(),
    export: async () => undefined,
    forget: async () => undefined,
    dispose: nothing,
  }
}
