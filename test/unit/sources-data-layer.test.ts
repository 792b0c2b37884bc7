// SPDX-License-Identifier: MIT
// The GA4 data layer as a source: both wire shapes, what is noise, and what a hostile page can push.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InvalidEventError, isVitrineError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import { createDeduplicator } from '../../src/events/deduplicate.ts'
import { EVENT_NAMES } from '../../src/events/event-names.ts'
import { parseEvent } from '../../src/events/parse-event.ts'
import { createDataLayerSource } from '../../src/sources/data-layer.ts'
import type { SourceWindow } from '../../src/sources/source.ts'
import type { ShopEvent } from '../../src/types.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'

// The page's own window must do for a source.
export const realWindowFits = (window: Window): SourceWindow => window

interface Page {
  /** What the page pushes onto. */
  readonly layer: unknown[]
  readonly events: ShopEvent[]
  readonly errors: VitrineError[]
  readonly platform: FakePlatform
  readonly stop: () => void
  /** `gtag()` as every snippet defines it. */
  gtag(...args: unknown[]): void
}

/** Starts the source behind the same validation that the product has. */
function open({ before = [] as unknown[], visible = true, layerName = 'dataLayer' } = {}): Page {
  const layer = [...before]
  const events: ShopEvent[] = []
  const errors: VitrineError[] = []
  const platform = createFakePlatform()
  platform.setVisible(visible)
  const window = Object.assign(new EventTarget(), {
    location: { href: 'https://shop.example/here?q=1' },
    document: { title: 'Here', referrer: '' },
    [layerName]: layer,
  })
  const source = createDataLayerSource(layerName === 'dataLayer' ? {} : { layerName })
  const onError = (error: unknown): void => {
    assert.ok(isVitrineError(error))
    errors.push(error)
  }
  const stop = source.start({
    platform,
    window,
    onError,
    emit(candidate) {
      try {
        events.push(parseEvent(candidate, source.name))
      } catch (error) {
        onError(error)
      }
    },
  })
  function gtag(..._args: unknown[]): void {
    // eslint-disable-next-line prefer-rest-params -- this is what gtag pushes
    layer.push(arguments)
  }
  return { layer, events, errors, platform, stop, gtag }
}

const LAMP = { item_id: 'L-3', item_name: 'Desk lamp', price: 29.5, quantity: 1 }
const DESK = { item_id: 'D-1', item_name: 'Oak desk', price: 240, quantity: 1 }
const ADDED: ShopEvent = { name: 'add_to_cart', currency: 'EUR', value: 29.5, items: [LAMP] }

const paths = (page: Page): unknown[] => page.errors.map((error) => error.details['path'])

test('an event with its parameters under `ecommerce` is read', () => {
  const { layer, events, errors } = open()
  layer.push({ event: 'add_to_cart', ecommerce: { currency: 'EUR', value: 29.5, items: [LAMP] } })
  assert.deepEqual(events, [ADDED])
  assert.equal(errors.length, 0)
})

test('an event with its parameters beside the name is read, and a parameter called `name` is not the event', () => {
  const { layer, events } = open()
  layer.push({ event: 'add_to_cart', currency: 'EUR', value: 29.5, items: [LAMP] })
  layer.push({ event: 'login', method: 'email', name: 'Ann' })
  assert.deepEqual(events, [ADDED, { name: 'login', method: 'email' }])
})

test('parameters in both places are one event, `ecommerce` first', () => {
  const { layer, events } = open()
  layer.push({
    event: 'purchase',
    transaction_id: 'T-1',
    value: 1,
    ecommerce: { value: 29.5, items: [LAMP] },
  })
  assert.deepEqual(events, [{ name: 'purchase', transaction_id: 'T-1', value: 29.5, items: [LAMP] }])
})

test('a gtag call, whose arguments object is on the layer, is read; so is the array that some write', () => {
  const { layer, events, errors, gtag } = open()
  gtag('event', 'add_to_cart', { currency: 'EUR', value: 29.5, items: [LAMP] })
  layer.push(['event', 'add_to_cart', { currency: 'EUR', value: 29.5, items: [LAMP] }])
  gtag('event', 'login')
  assert.deepEqual(events, [ADDED, ADDED, { name: 'login' }])
  assert.equal(errors.length, 0)
})

test('what was pushed before the start comes first, in order', () => {
  const { layer, events } = open({
    before: [{ event: 'view_item', ecommerce: { items: [LAMP] } }, { event: 'login' }],
  })
  layer.push({ event: 'sign_up' })
  assert.deepEqual(
    events.map((event) => event.name),
    ['view_item', 'login', 'sign_up'],
  )
})

test('resets, tag manager events, commands, functions and scalars are noise and no error', () => {
  const { layer, events, errors, gtag } = open()
  layer.push({ ecommerce: null }, { ecommerce: undefined }, { 'gtm.start': 1, event: 'gtm.js' })
  layer.push({ event: 'constructor' }, { event: '__proto__' }, { event: null }, { event: ['login'] }, {}, [])
  layer.push(null, undefined, 0, '', 'login', true, Symbol('x'), 1n, () => undefined, new Map(), new Date())
  layer.push(function (this: { set: unknown }) {
    return this.set
  })
  layer.push(['event'], ['event', 'custom_thing', {}], { length: 3, 0: 'config', 1: 'G-1' })
  gtag('js', new Date())
  gtag('config', 'G-1', { send_page_view: false })
  gtag('set', { currency: 'EUR' })
  gtag('consent', 'default', { analytics_storage: 'denied' })
  assert.equal(events.length, 0)
  assert.equal(errors.length, 0)
})

test('only the pushed object is read: items of an earlier push, or after a reset, are never dragged along', () => {
  const page = open()
  page.layer.push({ event: 'view_item', ecommerce: { currency: 'EUR', items: [LAMP] } })
  page.layer.push({ event: 'add_to_cart' })
  page.layer.push({ ecommerce: { items: [DESK] } })
  page.layer.push({ ecommerce: null }, { event: 'add_to_cart', ecommerce: null })
  assert.deepEqual(page.events, [{ name: 'view_item', currency: 'EUR', items: [LAMP] }])
  assert.deepEqual(paths(page), ['items', 'items'])
})

test('numbers as strings are read', () => {
  const { layer, events } = open()
  layer.push({
    event: 'add_to_cart',
    ecommerce: { value: '29.50', currency: 'eur', items: [{ ...LAMP, price: '29,50', quantity: '1' }] },
  })
  assert.deepEqual(events, [ADDED])
})

test('a malformed event of the vocabulary is one named error, and the next event goes on', () => {
  const page = open()
  page.layer.push({ event: 'add_to_cart', ecommerce: { items: [{ ...LAMP, price: 'free' }] } })
  page.layer.push({ event: 'add_to_cart', currency: 'EUR', value: 29.5, items: [LAMP] })
  assert.deepEqual(paths(page), ['items[0].price'])
  assert.equal(page.errors[0]?.details['source'], 'dataLayer')
  assert.deepEqual(page.events, [ADDED])
})

test('getters that throw never reach the page; only under a name of the vocabulary are they an error', () => {
  const page = open()
  const thrown = (key: string, holder: object): object =>
    Object.defineProperty(holder, key, {
      enumerable: true,
      get() {
        throw new Error('ann@example.org')
      },
    })
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  page.layer.push(thrown('event', {}), thrown('length', {}), proxy, thrown('ecommerce', { event: 'gtm.dom' }))
  assert.equal(page.errors.length, 0)
  page.layer.push(thrown('ecommerce', { event: 'view_item' }))
  page.layer.push({ event: 'view_item', ecommerce: thrown('items', {}) })
  page.layer.push(['event', 'view_item', thrown('items', {})])
  page.layer.push({ event: 'view_item', ecommerce: { items: [thrown('price', { item_id: 'a' })] } })
  assert.equal(page.errors.length, 4)
  for (const error of page.errors) {
    assert.ok(error instanceof InvalidEventError)
    assert.ok(!`${error.message}${JSON.stringify(error.details)}${String(error.cause)}`.includes('ann@'))
  }
  assert.equal(page.events.length, 0)
})

test('the pushed objects and the layer itself are not changed', () => {
  const { layer } = open()
  const entry = Object.freeze({
    event: 'view_item',
    ecommerce: Object.freeze({ items: [Object.freeze(LAMP)] }),
  })
  layer.push(entry)
  assert.deepEqual([...layer], [entry])
})

test('a page view that does not say where is about this page, so that the page source adds no second one', () => {
  const { layer, events } = open()
  layer.push(['event', 'page_view'], { event: 'page_view', page_location: 'https://shop.example/there#x' })
  assert.deepEqual(events, [
    { name: 'page_view', page_location: 'https://shop.example/here' },
    { name: 'page_view', page_location: 'https://shop.example/there' },
  ])
  const isNew = createDeduplicator()
  const told: ShopEvent = {
    name: 'page_view',
    page_location: 'https://shop.example/here',
    page_title: 'Here',
  }
  assert.equal(isNew(events[0]!, 'dataLayer', 0), true)
  assert.equal(isNew(told, 'page', 100), false)
})

test('a prerendered or hidden page is read once it is seen, from the start and in order', () => {
  const { layer, events, platform, stop } = open({ before: [{ event: 'login' }], visible: false })
  layer.push({ event: 'sign_up' })
  assert.equal(events.length, 0)
  platform.setVisible(true)
  layer.push({ event: 'view_cart' })
  platform.setVisible(false)
  layer.push({ event: 'login' })
  assert.deepEqual(
    events.map((event) => event.name),
    ['login', 'sign_up', 'view_cart', 'login'],
  )
  stop()
  assert.equal(Object.hasOwn(layer, 'push'), false)
  assert.equal(platform.held(), 0)
})

test('a page that is never seen leaves nothing, also when it is stopped before', () => {
  const { layer, events, platform, stop } = open({ before: [{ event: 'login' }], visible: false })
  stop()
  platform.setVisible(true)
  layer.push({ event: 'login' })
  assert.equal(events.length, 0)
  assert.equal(platform.held(), 0)
})

test('a layer of another name is read', () => {
  const { layer, events } = open({ layerName: 'shopLayer' })
  layer.push({ event: 'login' })
  assert.equal(events.length, 1)
})

test('after the undo nothing is read and the array is as it was', () => {
  const { layer, events, stop } = open()
  stop()
  layer.push({ event: 'login' })
  assert.equal(events.length, 0)
  assert.deepEqual(Object.getOwnPropertyNames(layer), ['0', 'length'])
})

test('a layer that cannot be watched is one SourceError', () => {
  const errors: VitrineError[] = []
  const window = Object.assign(new EventTarget(), {
    location: { href: '' },
    document: { title: '', referrer: '' },
    dataLayer: 'text',
  })
  const onError = (error: VitrineError): void => void errors.push(error)
  createDataLayerSource().start({
    platform: createFakePlatform(),
    window,
    onError,
    emit: () => assert.fail(),
  })
  assert.equal(errors[0]?.code, 'source')
  assert.equal(errors[0].details['source'], 'dataLayer')
  assert.equal(errors.length, 1)
})

test('2,000 random pushes: no exception in the page, nothing invalid, and the good event after them arrives', () => {
  const field = fc.constantFrom(
    ...[
      'event',
      'ecommerce',
      'items',
      'item_id',
      'price',
      'value',
      'currency',
      'transaction_id',
      'length',
      '0',
      '1',
    ],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then', 'push'],
  )
  const leaf = fc.oneof(
    fc.constantFrom(...EVENT_NAMES, 'event', 'consent', null),
    fc.string(),
    fc.double(),
    fc.boolean(),
  )
  // Through JSON text, as pages get it from servers: there `__proto__` is a plain property.
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      leaf.map((value) => JSON.stringify(value)),
      fc
        .array(fc.tuple(field, tie('json')), { maxLength: 5 })
        .map(
          (pairs) =>
            `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value as string}`).join(',')}}`,
        ),
      fc.array(tie('json'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
    ),
  }))
  const push = fc.oneof(
    json as fc.Arbitrary<string>,
    fc
      .tuple(fc.constantFrom(...EVENT_NAMES), json as fc.Arbitrary<string>)
      .map(([name, rest]) => `{"event":"${name}","ecommerce":${rest}}`),
    fc
      .tuple(fc.constantFrom(...EVENT_NAMES), json as fc.Arbitrary<string>)
      .map(([name, rest]) => `["event","${name}",${rest}]`),
  )
  const page = open()
  const prototypeBefore = Object.getOwnPropertyNames(Object.prototype)
  let pushes = 0
  fc.assert(
    fc.property(push, (text) => {
      const entry: unknown = JSON.parse(text)
      assert.equal(page.layer.push(entry), ++pushes)
      assert.deepEqual(entry, JSON.parse(text))
    }),
    { numRuns: 2000, seed: 20261124 },
  )
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), prototypeBefore)
  for (const error of page.errors) assert.equal(error.code, 'invalid-event', error.message)
  for (const event of page.events) assert.deepEqual(parseEvent(event, 'again'), event)
  assert.ok(
    page.events.length > 100 && page.errors.length > 100,
    `${page.events.length} / ${page.errors.length}`,
  )
  page.layer.push({ event: 'add_to_cart', currency: 'EUR', value: 29.5, items: [LAMP] })
  assert.deepEqual(page.events.at(-1), ADDED)
})
