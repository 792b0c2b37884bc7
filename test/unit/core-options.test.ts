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
  shop: { conversionRate: 2.1 },
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

test('figures of the shop are taken as they are, each alone or both', () => {
  for (const shop of [
    {},
    { conversionRate: 0.021 },
    { typicalOrderValue: 80 },
    { conversionRate: 0.9, typicalOrderValue: 1e6 },
  ])
    assert.deepEqual(resolveOptions({ shop }).shop, shop)
  assert.equal(resolveOptions({}).shop, undefined)
})

for (const shop of [
  { conversionRate: 0 },
  { conversionRate: 1 },
  { conversionRate: NaN },
  { conversionRate: '0.02' },
  { typicalOrderValue: 0 },
  { typicalOrderValue: -5 },
  { typicalOrderValue: Infinity },
  null,
  0.02,
]) {
  test(`a shop of ${JSON.stringify(shop)} is refused`, () => {
    assert.throws(() => resolveOptions({ shop } as unknown as VitrineOptions), {
      name: 'OptionError',
      message: /^shop must be a conversionRate between 0 and 1, a typicalOrderValue above 0, or both/,
    })
  })
}
