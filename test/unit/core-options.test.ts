// SPDX-License-Identifier: MIT
// Options: defaults, and an error at once for each mistake.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveOptions } from '../../src/core/options.ts'
import type { VitrineOptions } from '../../src/core/options.ts'

test('nothing given means pending consent, the data layer, page views and the automatic engine order', () => {
  const { consent, sources, engines, allowSoftwareWebgl, maxEvents, maxAgeDays } = resolveOptions({})
  assert.deepEqual(
    { consent, sources, engines, allowSoftwareWebgl, maxEvents, maxAgeDays },
    {
      consent: undefined,
      sources: ['dataLayer', 'page'],
      engines: ['webgl', 'wasm', 'cpu'],
      allowSoftwareWebgl: false,
      maxEvents: 2000,
      maxAgeDays: 90,
    },
  )
})

test('an engine asked for by name may run on a software rasteriser', () => {
  const { engines, allowSoftwareWebgl } = resolveOptions({ engine: 'webgl' })
  assert.deepEqual({ engines, allowSoftwareWebgl }, { engines: ['webgl'], allowSoftwareWebgl: true })
})

const mistakes: Readonly<Record<string, unknown>> = {
  consent: 'yes',
  engine: 'cuda',
  sources: ['ga4'],
  dataLayerName: '',
  maxEvents: 1,
  maxAgeDays: NaN,
  sessionTimeoutMinutes: '30',
  onError: true,
  workerUrl: 7,
}
for (const [option, value] of Object.entries(mistakes)) {
  test(`a wrong ${option} throws an OptionError that names it`, () => {
    assert.throws(() => resolveOptions({ [option]: value } as VitrineOptions), {
      name: 'OptionError',
      code: 'option',
      message: new RegExp(`^${option} must be `),
    })
  })
}
