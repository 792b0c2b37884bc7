// SPDX-License-Identifier: MIT
// Validation and normalisation of events: GA4's documented shapes with products of our own, and what breaks them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InvalidEventError } from '../../src/errors.ts'
import { EVENT_NAMES, isEventName } from '../../src/events/event-names.ts'
import { MAX_ITEMS, MAX_TEXT_LENGTH, parseEvent } from '../../src/events/parse-event.ts'
import { ITEM_PARAMETERS, PARAMETERS } from '../../src/events/vocabulary.ts'

const KETTLE = {
  item_id: 'KET-17',
  item_name: 'Stove kettle, 1.7 l',
  affiliation: 'Harbour store',
  coupon: 'TEA10',
  discount: 4.5,
  index: 0,
  item_brand: 'Nordlys',
  item_category: 'Kitchen',
  item_category2: 'Kettles',
  item_category3: 'Stove',
  item_category4: 'Steel',
  item_category5: 'Under 2 l',
  item_list_id: 'tea_time',
  item_list_name: 'Tea time',
  item_variant: 'brushed',
  location_id: 'ChIJd8BlQ2BZwokRAFUEcm_qrcA',
  price: 45,
  quantity: 2,
}
const TOWEL = { item_id: '90210', item_name: 'Tea towel', price: 9.5, quantity: 1 }

// One full example an event, every parameter that GA4 documents for it and that Vitrine keeps.
const GOLDEN: Readonly<Record<string, object>> = {
  page_view: {
    page_location: 'https://shop.example/kitchen',
    page_title: 'Kitchen',
    page_referrer: 'https://shop.example/',
  },
  search: { search_term: 'whistling kettle' },
  view_search_results: { search_term: 'whistling kettle' },
  view_item_list: { item_list_id: 'tea_time', item_list_name: 'Tea time', items: [KETTLE, TOWEL] },
  select_item: { item_list_id: 'tea_time', item_list_name: 'Tea time', items: [KETTLE] },
  view_item: { currency: 'EUR', value: 40.5, items: [KETTLE] },
  add_to_cart: { currency: 'EUR', value: 81, items: [KETTLE] },
  remove_from_cart: { currency: 'EUR', value: 40.5, items: [KETTLE] },
  view_cart: { currency: 'EUR', value: 90.5, items: [KETTLE, TOWEL] },
  add_to_wishlist: { currency: 'EUR', value: 9.5, items: [TOWEL] },
  begin_checkout: { currency: 'EUR', value: 90.5, coupon: 'TEA10', items: [KETTLE, TOWEL] },
  add_shipping_info: {
    currency: 'EUR',
    value: 90.5,
    coupon: 'TEA10',
    shipping_tier: 'Ground',
    items: [KETTLE],
  },
  add_payment_info: {
    currency: 'EUR',
    value: 90.5,
    coupon: 'TEA10',
    payment_type: 'Invoice',
    items: [KETTLE],
  },
  purchase: {
    transaction_id: 'H-2041',
    currency: 'EUR',
    value: 90.5,
    tax: 14.45,
    shipping: 4.9,
    coupon: 'TEA10',
    items: [KETTLE, TOWEL],
  },
  refund: {
    transaction_id: 'H-2041',
    currency: 'EUR',
    value: 9.5,
    tax: 1.52,
    shipping: 0,
    coupon: 'TEA10',
    items: [TOWEL],
  },
  view_promotion: {
    promotion_id: 'P-9',
    promotion_name: 'Autumn tea',
    creative_name: 'steam.svg',
    creative_slot: 'home_top',
    items: [KETTLE],
  },
  select_promotion: {
    promotion_id: 'P-9',
    promotion_name: 'Autumn tea',
    creative_name: 'steam.svg',
    creative_slot: 'home_top',
    items: [KETTLE],
  },
  login: { method: 'passkey' },
  sign_up: { method: 'email' },
}

function refusal(candidate: unknown): InvalidEventError {
  try {
    parseEvent(candidate, 'test')
  } catch (error) {
    assert.ok(error instanceof InvalidEventError, `threw ${String(error)} instead`)
    return error
  }
  return assert.fail('was not refused')
}

const pathOf = (candidate: unknown): unknown => refusal(candidate).details['path']
const cart = (item: object, rest: object = {}): object => ({
  name: 'add_to_cart',
  items: [{ item_id: 'a', ...item }],
  ...rest,
})

test('every documented example passes unchanged', () => {
  assert.deepEqual(Object.keys(GOLDEN), EVENT_NAMES)
  for (const [name, parameters] of Object.entries(GOLDEN)) {
    assert.deepEqual(parseEvent({ name, ...parameters }, 'test'), { name, ...parameters })
  }
})

test('the table has a line for each name, in the same order, and the names are those alone', () => {
  assert.deepEqual(Object.keys(PARAMETERS), EVENT_NAMES)
  assert.equal(new Set(EVENT_NAMES).size, 19)
  assert.ok(EVENT_NAMES.every(isEventName))
  for (const other of [
    'constructor',
    '__proto__',
    'toString',
    'Add_To_Cart',
    'gtm.js',
    '',
    null,
    undefined,
    7,
    {},
  ]) {
    assert.equal(isEventName(other), false)
  }
})

test('the result shares no object with the candidate, and the candidate is not changed', () => {
  const candidate = { name: 'add_to_cart', items: [{ item_id: ' a ', price: '1,50', custom: [1] }] }
  const before = structuredClone(candidate)
  const event = parseEvent(candidate, 'test')
  assert.deepEqual(candidate, before)
  assert.ok('items' in event)
  assert.notEqual(event.items, candidate.items)
  assert.notEqual(event.items?.[0], candidate.items[0])
})

test('custom parameters of event and item are not kept', () => {
  const event = parseEvent(cart({ email: 'ann@example.org' }, { user_id: 'u1', ecomm_pagetype: 'x' }), 'test')
  assert.deepEqual(event, { name: 'add_to_cart', items: [{ item_id: 'a' }] })
})

test('numbers as strings are numbers, ids as numbers are text', () => {
  const event = parseEvent(
    cart({ item_id: 90210, item_name: 12n, price: '19.90', quantity: ' 2 ', index: '0' }, { value: '39,80' }),
    'test',
  )
  assert.deepEqual(event, {
    name: 'add_to_cart',
    value: 39.8,
    items: [{ item_id: '90210', item_name: '12', price: 19.9, quantity: 2, index: 0 }],
  })
})

test('undefined, null and blank parameters are absent', () => {
  const event = parseEvent(
    cart({ item_name: '', item_brand: '  ', price: null, quantity: '' }, { value: undefined, currency: ' ' }),
    'test',
  )
  assert.deepEqual(event, { name: 'add_to_cart', items: [{ item_id: 'a' }] })
})

test('text is trimmed and capped, and the cut never splits a character', () => {
  const parse = (method: string): unknown => parseEvent({ name: 'login', method }, 'test')
  assert.deepEqual(parse('  email \n'), { name: 'login', method: 'email' })
  assert.deepEqual(parse('x'.repeat(1000)), { name: 'login', method: 'x'.repeat(MAX_TEXT_LENGTH) })
  const almost = 'x'.repeat(MAX_TEXT_LENGTH - 1)
  assert.deepEqual(parse(`${almost}🫖`), { name: 'login', method: almost })
})

test('items beyond the limit are cut, not refused, and are not even read', () => {
  const items: unknown[] = Array.from({ length: MAX_ITEMS }, (_, index) => ({ item_id: index }))
  items.push('broken')
  const event = parseEvent({ name: 'view_item_list', items }, 'test')
  assert.ok('items' in event)
  assert.equal(event.items?.length, MAX_ITEMS)
  assert.equal(event.items?.[MAX_ITEMS - 1]?.item_id, String(MAX_ITEMS - 1))
})

test('addresses lose query, fragment, path parameters and user name', () => {
  const location = (page_location: string): unknown => {
    const event = parseEvent({ name: 'page_view', page_location }, 'test')
    return 'page_location' in event ? event.page_location : undefined
  }
  assert.equal(location('https://shop.example/a/b?email=ann@example.org#top'), 'https://shop.example/a/b')
  assert.equal(location('https://shop.example/a#/cart?x=1'), 'https://shop.example/a')
  assert.equal(location('https://shop.example/a;jsessionid=3F2A?x'), 'https://shop.example/a')
  assert.equal(location('https://ann:secret@shop.example/a'), 'https://shop.example/a')
  assert.equal(location('/a?b\nc'), '/a')
  assert.equal(location('https://shop.example/a ?q'), 'https://shop.example/a')
  assert.equal(location('?q=tea'), undefined)
  const long = parseEvent(
    { name: 'page_view', page_referrer: `https://x.example/?${'q'.repeat(5000)}` },
    'test',
  )
  assert.deepEqual(long, { name: 'page_view', page_referrer: 'https://x.example/' })
})

test('currencies are upper-cased, anything but three letters is refused', () => {
  const event = parseEvent(cart({}, { currency: ' eur ' }), 'test')
  assert.equal('currency' in event && event.currency, 'EUR')
  for (const currency of ['€', 'EURO', 'E1R', 978, {}])
    assert.equal(pathOf(cart({}, { currency })), 'currency')
})

test('the first offending path is named', () => {
  assert.equal(pathOf(undefined), 'event')
  assert.equal(pathOf([]), 'event')
  assert.equal(pathOf('add_to_cart'), 'event')
  assert.equal(pathOf({}), 'name')
  assert.equal(pathOf({ name: 'add_to_basket' }), 'name')
  assert.equal(pathOf({ name: 'search' }), 'search_term')
  assert.equal(pathOf({ name: 'search', search_term: '  ' }), 'search_term')
  assert.equal(pathOf({ name: 'purchase', items: [{}] }), 'transaction_id')
  assert.equal(pathOf({ name: 'refund', transaction_id: '' }), 'transaction_id')
  assert.equal(pathOf({ name: 'add_to_cart' }), 'items')
  assert.equal(pathOf({ name: 'add_to_cart', items: [] }), 'items')
  assert.equal(pathOf({ name: 'add_to_cart', items: { item_id: 'a' } }), 'items')
  assert.equal(pathOf({ name: 'view_item', items: [{ item_id: 'a' }, {}] }), 'items[1]')
  assert.equal(pathOf({ name: 'view_item', items: [null] }), 'items[0]')
  assert.equal(pathOf({ name: 'view_item', items: ['a'] }), 'items[0]')
  assert.equal(pathOf({ name: 'view_item', items: [{ item_brand: 'Nordlys' }] }), 'items[0]')
  assert.equal(pathOf(cart({ item_brand: ['Nordlys'] })), 'items[0].item_brand')
  assert.equal(pathOf(cart({ item_variant: true })), 'items[0].item_variant')
})

test('prices, quantities and values are finite and at least 0', () => {
  for (const bad of [-1, '-0.5', NaN, Infinity, 'free', '1,299', true, [], {}]) {
    assert.equal(pathOf(cart({ price: bad })), 'items[0].price')
    assert.equal(pathOf(cart({ quantity: bad })), 'items[0].quantity')
    assert.equal(pathOf(cart({}, { value: bad })), 'value')
  }
  assert.deepEqual(parseEvent(cart({ price: 0 }), 'test'), cart({ price: 0 }))
})

test('events that may come without items get an empty list', () => {
  for (const name of ['view_cart', 'view_item_list', 'view_promotion', 'select_promotion']) {
    assert.deepEqual(parseEvent({ name }, 'test'), { name, items: [] })
  }
  const order = { name: 'purchase', transaction_id: 'H-1' }
  assert.deepEqual(parseEvent(order, 'test'), { ...order, items: [] })
})

test('an error tells kind and place, never what the visitor or the shop said', () => {
  const secrets = ['ann@example.org', '-73310', 'my secret name']
  for (const candidate of [
    { name: secrets[2] },
    cart({ price: secrets[0] }),
    cart({ price: Number(secrets[1]) }),
    { name: 'search', search_term: { [secrets[0]!]: 1 } },
    { name: 'login', method: [secrets[0]] },
    Object.defineProperty({ name: 'login' }, 'method', {
      get() {
        throw new Error(secrets[0])
      },
    }),
  ]) {
    const error = refusal(candidate)
    const told = JSON.stringify([error.message, error.details, error.cause])
    for (const secret of secrets) assert.ok(!told.includes(secret), told)
    assert.equal(error.code, 'invalid-event')
    assert.equal(error.details['source'], 'test')
  }
  assert.match(refusal(cart({ price: -2 })).message, /items\[0\]\.price must be .*, got a negative number/)
})

test('getters that throw and revoked proxies are refused with the place, not thrown', () => {
  const bomb = (key: string, holder: object = {}): object =>
    Object.defineProperty(holder, key, {
      enumerable: true,
      get() {
        throw new TypeError('boom')
      },
    })
  const revoked = (target: object): object => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
  assert.equal(pathOf(bomb('name')), 'name')
  assert.equal(pathOf(bomb('currency', { name: 'add_to_cart', items: [{ item_id: 'a' }] })), 'currency')
  const item = bomb('price', { item_id: 'a' })
  assert.equal(pathOf({ name: 'view_item', items: [item] }), 'items[0].price')
  assert.equal(pathOf(revoked({})), 'event')
  assert.equal(pathOf({ name: 'view_item', items: revoked([]) }), 'items')
  assert.equal(pathOf({ name: 'view_item', items: [revoked({})] }), 'items[0]')
  assert.equal(pathOf({ name: 'login', method: revoked([]) }), 'method')
  // What is not of the vocabulary is not even read.
  assert.deepEqual(parseEvent(bomb('custom', { name: 'login' }), 'test'), { name: 'login' })
})

test('proxies that behave are read like objects', () => {
  const item = new Proxy({ item_id: 'a', price: 2 }, {})
  const candidate = new Proxy({ name: 'view_item', items: new Proxy([item], {}) }, {})
  assert.deepEqual(parseEvent(candidate, 'test'), { name: 'view_item', items: [{ item_id: 'a', price: 2 }] })
})

test('polluted prototypes add nothing and break nothing', () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>
  prototype['currency'] = 'broken'
  prototype['item_brand'] = 'evil'
  try {
    const event = parseEvent(cart({}), 'test')
    assert.deepEqual(Object.keys(event), ['name', 'items'])
    assert.ok('items' in event && event.items)
    assert.deepEqual(Object.keys(event.items[0]!), ['item_id'])
  } finally {
    delete prototype['currency']
    delete prototype['item_brand']
  }
  const json = '{"name":"login","__proto__":{"method":"x"},"constructor":{"prototype":{"polluted":1}}}'
  assert.deepEqual(parseEvent(JSON.parse(json), 'test'), { name: 'login' })
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assert.equal(pathOf({ name: '__proto__' }), 'name')
  assert.deepEqual(parseEvent(Object.assign(Object.create(null) as object, { name: 'login' }), 'test'), {
    name: 'login',
  })
})

test('2,000 random candidates: a valid event that parses to itself, or one named refusal', () => {
  const keys = [
    ...new Set([
      ...EVENT_NAMES.flatMap((name) => Object.keys(PARAMETERS[name])),
      ...Object.keys(ITEM_PARAMETERS),
    ]),
    '__proto__',
    'constructor',
    'length',
    'toString',
  ]
  const scalar = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.double(),
    fc.nat(),
    fc.boolean(),
    fc.constantFrom(
      null,
      undefined,
      '',
      ' 19,90 ',
      '1.299,00',
      'EUR',
      'eur',
      '-0',
      'https://a@b.example/x?y#z',
    ),
    fc.bigInt(),
  )
  // Text that is a number is right nearly everywhere, so that enough candidates get through.
  const likely = fc.oneof({ weight: 9, arbitrary: fc.nat().map(String) }, { weight: 1, arbitrary: scalar })
  const record = (value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
    fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 })
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      record(tie('value')),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  }))
  const item = fc.tuple(record(likely), fc.string()).map(([rest, item_id]) => ({ item_id, ...rest }))
  const items = fc.array(fc.oneof({ weight: 9, arbitrary: item }, { weight: 1, arbitrary: scalar }), {
    maxLength: 3,
  })
  const candidate = fc
    .tuple(fc.constantFrom(...EVENT_NAMES), record(likely), items, record(value), fc.nat(3))
    .map(([name, rest, list, wild, dice]) => ({
      ...rest,
      transaction_id: 7,
      currency: undefined,
      items: list,
      ...(dice === 0 && wild),
      name,
    }))
  let valid = 0
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: candidate as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: value }),
      (raw) => {
        let event
        try {
          event = parseEvent(raw, 'fuzz')
        } catch (error) {
          assert.ok(error instanceof InvalidEventError)
          assert.equal(typeof error.details['path'], 'string')
          return
        }
        valid++
        assert.deepEqual(parseEvent(event, 'fuzz'), event)
        assert.deepEqual(structuredClone(event), event)
        assertValid(event)
      },
    ),
    { numRuns: 2000, seed: 20261124 },
  )
  assert.ok(valid > 600, `only ${valid} candidates were valid, the property proves little`)
})

/** Checks an event against the table anew, by other means than the parser's. */
function assertValid(event: object): void {
  const { name, ...fields } = event as { name: (typeof EVENT_NAMES)[number] }
  const check = (holder: object, kinds: Readonly<Record<string, string>>): void => {
    assert.equal(Object.getPrototypeOf(holder), Object.prototype)
    for (const [key, field] of Object.entries(holder) as [string, unknown][]) {
      const kind = kinds[key]?.replace('!', '')
      if (kind === 'number') assert.ok(typeof field === 'number' && field >= 0 && Number.isFinite(field), key)
      else if (kind === 'items') {
        assert.ok(Array.isArray(field) && field.length <= MAX_ITEMS)
        for (const item of field as { item_id?: string; item_name?: string }[]) {
          check(item, ITEM_PARAMETERS)
          assert.ok(item.item_id ?? item.item_name)
        }
      } else {
        assert.ok(kind && typeof field === 'string' && field !== '' && field.length <= MAX_TEXT_LENGTH, key)
        if (kind === 'currency') assert.match(field, /^[A-Z]{3}$/)
        if (kind === 'address') assert.doesNotMatch(field, /[?#;]/)
      }
    }
    for (const [key, kind] of Object.entries(kinds)) if (kind.endsWith('!')) assert.ok(key in holder, key)
  }
  check(fields, PARAMETERS[name])
}
