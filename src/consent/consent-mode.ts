// SPDX-License-Identifier: MIT
// Google Consent Mode v2, as pages write it onto the data layer: gtag('consent', 'default' | 'update', {…}).
//
// A `default` is what holds until the visitor has chosen; shops push "denied" on every page before their banner (or its
// stored answer) speaks. Taking it for a refusal would wipe, page after page, the history of somebody who agreed long
// ago. So a denied default is `pending`: nothing is written, nothing is lost. An `update` is the visitor's word: denied
// means denied, and wipes.
//
// A default for some regions only may or may not be about this visitor, and we do not ask where they are: a denied one
// counts, a granted one does not. `wait_for_update` announces that a stored answer is about to come, so a granted
// default is `pending` for that long. Everything that an absent update would change is a wait, never a refusal.

import { SourceError } from '../errors.ts'
import { toGtagCommand } from '../events/gtag-command.ts'
import { toNumber } from '../events/to-number.ts'
import { watchDataLayer } from '../platform/watch-data-layer.ts'
import type { ConsentState } from '../types.ts'
import type { ConsentSignal } from './consent-signal.ts'
import { mergeConsent } from './merge-consent.ts'

/** Consent types that Vitrine needs: it keeps a history, and it personalises. */
export const CONSENT_TYPES: readonly string[] = ['analytics_storage', 'personalization_storage']

/** What consent mode knows of one type. */
interface TypeState {
  readonly type: string
  byDefault?: Choice
  deniedSomewhere?: boolean
  update?: Choice
}

type Choice = 'granted' | 'denied'

/**
 * Creates the signal that reads Google Consent Mode.
 * @remarks Denied if any of the types is; pending while any of them is; granted if all are. Where some are granted and
 * the page never mentions the others it takes no side: the shop's own call has to say the rest. What a tag manager
 * template sets inside its own sandbox is not on the data layer and is not seen.
 * @param layerName - Name of the global array.
 * @param types - Consent types that count.
 */
export function createConsentMode(
  layerName: string,
  types: readonly string[] = CONSENT_TYPES,
): ConsentSignal {
  const name = 'consentMode'
  return {
    name,
    start({ report, onError, host, platform }) {
      const known = types.map((type): TypeState => ({ type }))
      let stopWaiting: (() => void) | undefined

      const tell = (): void => {
        const spoken = known.map((state) => toConsent(state, stopWaiting !== undefined)).filter(isTold)
        const merged = mergeConsent(spoken)
        const decides = spoken.length === known.length || (spoken.length > 0 && merged !== 'granted')
        report(decides ? merged : undefined)
      }

      const endWaiting = (): void => {
        stopWaiting?.()
        stopWaiting = undefined
      }

      const onEntry = (entry: unknown): void => {
        const command = toGtagCommand(entry)
        if (command?.[0] !== 'consent' || typeof command[2] !== 'object' || command[2] === null) return
        const kind = command[1]
        if (kind !== 'default' && kind !== 'update') return
        const settings = command[2] as Readonly<Record<string, unknown>>
        for (const state of known) {
          const value = settings[state.type]
          if (value === 'granted' || value === 'denied') learn(state, kind, value, settings['region'])
        }
        const waitMs = kind === 'default' ? toNumber(settings['wait_for_update']) : 0
        if (kind === 'update' || waitMs > 0) endWaiting()
        if (waitMs > 0) {
          stopWaiting = platform.delay(() => {
            stopWaiting = undefined
            tell()
          }, waitMs)
        }
        tell()
      }

      const stop = watchDataLayer(host, layerName, onEntry, (cause) =>
        onError(new SourceError(name, { cause })),
      )
      return () => {
        endWaiting()
        stop()
      }
    },
  }
}

function learn(state: TypeState, kind: 'default' | 'update', value: Choice, region: unknown): void {
  if (kind === 'update') state.update = value
  else if (region === undefined || region === null) state.byDefault = value
  else if (value === 'denied') state.deniedSomewhere = true
}

function toConsent(state: TypeState, isWaiting: boolean): ConsentState | undefined {
  if (state.update) return state.update
  if (state.deniedSomewhere || state.byDefault === 'denied') return 'pending'
  return state.byDefault && (isWaiting ? 'pending' : 'granted')
}

function isTold(state: ConsentState | undefined): state is ConsentState {
  return state !== undefined
}
