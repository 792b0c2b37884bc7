// SPDX-License-Identifier: MIT
// What the types of the built package accept, and the misuse that they refuse. Compiled, never run.

import { createVitrine, isVitrineError, ModelLoadError } from 'vitrine'
import type { ConsentState, Platform, Source, Vitrine, VitrineError, VitrineOptions } from 'vitrine'

declare const platform: Platform
declare const source: Source

export const bare: Vitrine = createVitrine()
export const full: Vitrine = createVitrine({
  consent: 'granted',
  classifyWhilePending: true,
  sources: ['dataLayer', source],
  dataLayerName: 'shopLayer',
  engine: ['wasm', 'cpu'],
  workerUrl: '/assets/worker.js',
  modelUrl: '/models/mine/model.json',
  maxEvents: 500,
  maxAgeDays: 30,
  sessionTimeoutMinutes: 30,
  keepSearchText: false,
  shop: { conversionRate: 0.021, typicalOrderValue: 80 },
  platform,
  onError: (error) => {
    const code: string = error.code
    return code
  },
})

// @ts-expect-error - consent has three states
createVitrine({ consent: 'yes' })
// @ts-expect-error - there is no such engine
createVitrine({ engine: 'webgpu' })
// @ts-expect-error - there is no such source
createVitrine({ sources: ['segment'] })
// @ts-expect-error - a misspelt option is refused
createVitrine({ maxEvent: 500 })
// @ts-expect-error - a conversion rate is a number, not a text
createVitrine({ shop: { conversionRate: '2.1 %' } })
// @ts-expect-error - a misspelt figure of the shop is refused
createVitrine({ shop: { conversion: 0.021 } })
// @ts-expect-error - an option that is not given is left out, not undefined
createVitrine({ consent: undefined })
// @ts-expect-error - the consent state is one of three
bare.setConsent('accepted')

export const consent: ConsentState = bare.consent()

export function explain(error: unknown): string {
  // @ts-expect-error - nothing is known before the guard
  error.code
  if (!isVitrineError(error)) return 'not ours'
  const details: Readonly<Record<string, unknown>> = error.details
  return `${error.code} ${Object.keys(details).join()}`
}

export const name: 'ModelLoadError' = new ModelLoadError('/model.json', 'HTTP 404').name
export const base: VitrineError = new ModelLoadError('/model.json', 'HTTP 404')

export const options: VitrineOptions = { consent: 'pending' }
// @ts-expect-error - options are read, never written
options.consent = 'granted'
