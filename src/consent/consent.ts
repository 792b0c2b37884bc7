// SPDX-License-Identifier: MIT
// The one tri-state that everything else obeys: all signals, merged, with a subscription.

import { ListenerError, SourceError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import type { DataLayerHost } from '../platform/watch-data-layer.ts'
import type { Platform } from '../platform/platform.ts'
import type { ConsentState } from '../types.ts'
import { createConsentMode } from './consent-mode.ts'
import type { ConsentContext, ConsentSignal } from './consent-signal.ts'
import { mergeConsent } from './merge-consent.ts'
import { createShopCall } from './shop-call.ts'

/** Consent as it stands. */
export interface Consent {
  /** The strictest of what the signals say. */
  get(): ConsentState
  /**
   * The shop's own word; the other signals stay what they are.
   * @throws `OptionError` for anything but a consent state.
   */
  set(state: ConsentState): void
  /** Calls the listener at every change of {@link Consent.get}; returns the undo. */
  subscribe(listener: (state: ConsentState) => void): () => void
  /** Stops every signal and drops every listener. */
  dispose(): void
}

/** Options of {@link createConsent}. */
export interface ConsentOptions {
  /** The global object. */
  readonly host: DataLayerHost
  /** Name of the data layer that carries consent mode. */
  readonly layerName: string
  /** The shop's word at the start; silent where absent. */
  readonly initial?: ConsentState | undefined
  /** Timers. */
  readonly platform: Pick<Platform, 'delay'>
  /** Told of a signal or listener that throws. */
  readonly onError: (error: VitrineError) => void
}

/**
 * Starts every signal. What they know already is in `get()` when this returns, so create it before the sources.
 */
export function createConsent(options: ConsentOptions): Consent {
  const { host, layerName, initial, platform, onError } = options
  const shop = createShopCall(initial)
  const signals: readonly ConsentSignal[] = [shop, createConsentMode(layerName)]
  const states: (ConsentState | undefined)[] = signals.map(() => undefined)
  const listeners = new Set<(state: ConsentState) => void>()
  const undo: (() => void)[] = []
  let merged: ConsentState = 'pending'

  function tell(index: number, state: ConsentState | undefined): void {
    states[index] = state
    const next = mergeConsent(states)
    if (next === merged) return
    merged = next
    for (const listener of [...listeners]) {
      // A listener may have changed it again; then everybody has been told the newer word.
      if (merged !== next) return
      try {
        listener(next)
      } catch (cause) {
        onError(new ListenerError({ cause }))
      }
    }
  }

  signals.forEach((signal, index) => {
    const report: ConsentContext['report'] = (state) => tell(index, state)
    try {
      undo.push(signal.start({ report, onError, host, platform }))
    } catch (cause) {
      // What cannot be asked has not agreed.
      report('pending')
      onError(new SourceError(signal.name, { cause }))
    }
  })

  return {
    get: () => merged,
    set: shop.set,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose() {
      for (const stop of undo.splice(0)) stop()
      listeners.clear()
    },
  }
}
