// SPDX-License-Identifier: MIT
// Google Consent Mode on the data layer, and the shop's own call beside it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConsent } from '../../src/consent/consent.ts'
import type { Consent } from '../../src/consent/consent.ts'
import { OptionError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import type { ConsentState } from '../../src/types.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'

interface Page {
  readonly consent: Consent
  readonly layer: unknown[]
  readonly platform: FakePlatform
  readonly errors: VitrineError[]
  /** Every change that a subscriber was told. */
  readonly told: ConsentState[]
  gtag(...args: unknown[]): void
}

function open({ before = [] as unknown[][], initial = undefined as ConsentState | undefined } = {}): Page {
  const layer: unknown[] = [...before]
  const platform = createFakePlatform()
  const errors: VitrineError[] = []
  const told: ConsentState[] = []
  const host = Object.assign(new EventTarget(), { dataLayer: layer })
  const consent = createConsent({
    host,
    layerName: 'dataLayer',
    initial,
    platform,
    onError: (error) => errors.push(error),
  })
  consent.subscribe((state) => told.push(state))
  function gtag(..._args: unknown[]): void {
    // eslint-disable-next-line prefer-rest-params -- this is what gtag pushes
    layer.push(arguments)
  }
  return { consent, layer, platform, errors, told, gtag }
}

/** The seven types, as consent platforms send them. */
const all = (value: string, rest: object = {}): object => ({
  ad_storage: value,
  ad_user_data: value,
  ad_personalization: value,
  analytics_storage: value,
  personalization_storage: value,
  functionality_storage: value,
  security_storage: 'granted',
  ...rest,
})

test('nobody speaks: pending', () => {
  const { consent, gtag, layer } = open()
  layer.push({ event: 'login' }, null, ['consent'], ['consent', 'default'], ['consent', 'default', 'denied'])
  gtag('config', 'G-1')
  assert.equal(consent.get(), 'pending')
})

test('a denied default is a wait for the choice, not a refusal; the choice decides', () => {
  const { consent, gtag, told } = open()
  gtag('consent', 'default', all('denied'))
  assert.equal(consent.get(), 'pending')
  gtag('consent', 'update', all('granted'))
  assert.equal(consent.get(), 'granted')
  gtag('consent', 'update', all('denied'))
  assert.deepEqual(told, ['granted', 'denied'])
})

test('somebody who agreed on the page before is never told as denied on the next one', () => {
  const { told, gtag } = open({ before: [['consent', 'default', all('denied', { wait_for_update: 500 })]] })
  gtag('consent', 'update', all('granted'))
  assert.deepEqual(told, ['granted'])
})

test('what was pushed before the start is known at once', () => {
  const denied = ['consent', 'default', all('denied')]
  assert.equal(open({ before: [denied, ['consent', 'update', all('granted')]] }).consent.get(), 'granted')
  assert.equal(open({ before: [denied, ['consent', 'update', all('denied')]] }).consent.get(), 'denied')
  assert.equal(open({ before: [['consent', 'default', all('granted')]] }).consent.get(), 'granted')
})

test('both of our types must be granted', () => {
  for (const refused of ['analytics_storage', 'personalization_storage']) {
    const { consent, gtag } = open()
    gtag('consent', 'default', all('denied'))
    gtag('consent', 'update', all('granted', { [refused]: undefined }))
    assert.equal(consent.get(), 'pending', refused)
    gtag('consent', 'update', { [refused]: 'denied' })
    assert.equal(consent.get(), 'denied', refused)
    gtag('consent', 'update', { [refused]: 'granted' })
    assert.equal(consent.get(), 'granted', refused)
  }
})

test('types that are not ours decide nothing', () => {
  const { consent, gtag, told } = open({ initial: 'granted' })
  gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied' })
  gtag('consent', 'update', { ad_storage: 'denied' })
  assert.equal(consent.get(), 'granted')
  assert.deepEqual(told, [])
})

test('a page that never mentions one of our types grants nothing by itself; the shop has to say the rest', () => {
  const { consent, gtag } = open()
  gtag('consent', 'default', { analytics_storage: 'denied' })
  gtag('consent', 'update', { analytics_storage: 'granted' })
  assert.equal(consent.get(), 'pending')
  consent.set('granted')
  assert.equal(consent.get(), 'granted')
  gtag('consent', 'update', { analytics_storage: 'denied' })
  assert.equal(consent.get(), 'denied')
})

test('a default that comes after an update does not undo it', () => {
  const { consent, gtag } = open()
  gtag('consent', 'update', all('granted'))
  gtag('consent', 'default', all('denied'))
  assert.equal(consent.get(), 'granted')
})

test('a later default replaces an earlier one', () => {
  const { consent, gtag } = open()
  gtag('consent', 'default', all('denied'))
  gtag('consent', 'default', all('granted'))
  assert.equal(consent.get(), 'granted')
})

test('a default for some regions counts where it denies and not where it grants', () => {
  const { consent, gtag } = open()
  gtag('consent', 'default', all('granted', { region: ['US'] }))
  assert.equal(consent.get(), 'pending')
  gtag('consent', 'default', all('granted'))
  assert.equal(consent.get(), 'granted')
  gtag('consent', 'default', all('denied', { region: ['ES', 'FR'] }))
  assert.equal(consent.get(), 'pending')
  gtag('consent', 'update', all('granted'))
  assert.equal(consent.get(), 'granted')
})

test('a granted default that announces an update waits for it, and no longer', () => {
  const { consent, gtag, platform, told } = open()
  gtag('consent', 'default', all('granted', { wait_for_update: 500 }))
  platform.advance(499)
  assert.equal(consent.get(), 'pending')
  platform.advance(1)
  assert.equal(consent.get(), 'granted')
  assert.deepEqual(told, ['granted'])

  const refused = open()
  refused.gtag('consent', 'default', all('granted', { wait_for_update: '500' }))
  refused.gtag('consent', 'update', all('denied'))
  assert.deepEqual(refused.told, ['denied'])
  assert.equal(refused.platform.held(), 0)
})

test('waiting long for an update is no refusal', () => {
  const { consent, gtag, platform } = open()
  gtag('consent', 'default', all('denied', { wait_for_update: 500 }))
  platform.advance(3_600_000)
  assert.equal(consent.get(), 'pending')
})

test('values and commands that consent mode does not have change nothing', () => {
  const { consent, gtag, errors } = open()
  gtag('consent', 'update', all('granted'))
  for (const odd of ['Denied', 'deny', false, 0, null, ['denied'], {}])
    gtag('consent', 'update', { analytics_storage: odd })
  gtag('consent', 'declare', all('denied'))
  gtag('consent', 'update', 'denied')
  gtag('consent', 'update', null)
  gtag('consent')
  gtag('consent', 'update', JSON.parse('{"__proto__":{"analytics_storage":"denied"}}'))
  assert.equal(consent.get(), 'granted')
  assert.equal(errors.length, 0)
})

test('a consent entry that cannot be read is one SourceError, and the next one is read', () => {
  const { consent, gtag, errors } = open()
  gtag('consent', 'update', {
    get analytics_storage(): string {
      throw new Error('no')
    },
  })
  assert.deepEqual(
    errors.map((error) => [error.code, error.details['source']]),
    [['source', 'consentMode']],
  )
  gtag('consent', 'update', all('granted'))
  assert.equal(consent.get(), 'granted')
})

test("the shop's own call decides alone where no consent mode speaks", () => {
  const { consent, told } = open()
  consent.set('granted')
  consent.set('granted')
  consent.set('denied')
  consent.set('pending')
  assert.deepEqual(told, ['granted', 'denied', 'pending'])
  assert.equal(open({ initial: 'granted' }).consent.get(), 'granted')
  assert.equal(open({ initial: 'denied' }).consent.get(), 'denied')
})

test('the strictest of shop and consent mode wins, whoever speaks last', () => {
  const { consent, gtag } = open({ initial: 'granted' })
  gtag('consent', 'default', all('denied'))
  assert.equal(consent.get(), 'pending')
  gtag('consent', 'update', all('granted'))
  assert.equal(consent.get(), 'granted')
  consent.set('denied')
  gtag('consent', 'update', all('granted'))
  assert.equal(consent.get(), 'denied')
})

test('a word that is not a consent state is the caller’s mistake and changes nothing', () => {
  const { consent } = open({ initial: 'granted' })
  for (const word of ['yes', true, undefined, null, 'Granted']) {
    assert.throws(() => consent.set(word as ConsentState), OptionError)
  }
  assert.equal(consent.get(), 'granted')
})

test('subscribers are told changes only, until their undo; one that throws is reported and harms nobody', () => {
  const { consent, errors, told } = open()
  const stopThrowing = consent.subscribe(() => {
    throw new Error('listener')
  })
  const later: ConsentState[] = []
  const stop = consent.subscribe((state) => later.push(state))
  consent.set('granted')
  stopThrowing()
  stop()
  consent.set('denied')
  assert.deepEqual(told, ['granted', 'denied'])
  assert.deepEqual(later, ['granted'])
  assert.deepEqual(
    errors.map((error) => error.code),
    ['listener'],
  )
})

test('a subscriber that changes consent leaves everybody with the newest word', () => {
  const { consent } = open()
  const stop = consent.subscribe((state) => {
    if (state === 'granted') consent.set('denied')
  })
  const last: ConsentState[] = []
  consent.subscribe((state) => last.push(state))
  consent.set('granted')
  stop()
  assert.deepEqual(last, ['denied'])
  assert.equal(consent.get(), 'denied')
})

test('dispose gives the data layer back and ends timers and subscriptions', () => {
  const { consent, gtag, layer, platform, told } = open()
  gtag('consent', 'default', all('granted', { wait_for_update: 500 }))
  consent.dispose()
  assert.equal(platform.held(), 0)
  assert.equal(Object.hasOwn(layer, 'push'), false)
  gtag('consent', 'update', all('denied'))
  consent.set('granted')
  assert.deepEqual(told, [])
})
