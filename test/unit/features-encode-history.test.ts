// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { encodeHistory, type Reads } from '../../src/features/encode-history.ts'
import { CHANNELS, CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import type { HistoryContext } from '../../src/features/history-context.ts'
import { TOKEN_NAMES } from '../../src/features/token.ts'
import type { Item, StoredEvent } from '../../src/types.ts'
import { event, eventSoup, visit } from './features-support.ts'

/** Value of a channel for the latest events, oldest first. */
function latest(events: readonly StoredEvent[], channel: string, count = 1): number[] {
  const column = CHANNELS.findIndex(({ name }) => name === channel)
  assert.ok(column >= 0, `no channel ${channel}`)
  const { channels } = encodeHistory(events, 'visit')
  return Array.from({ length: count }, (_, index) => {
    return channels[(HISTORY_LENGTH - count + index) * CHANNEL_COUNT + column]!
  })
}

function latestTokens(events: readonly StoredEvent[], count: number): (string | undefined)[] {
  return [...encodeHistory(events, 'visit').tokens.slice(-count)].map((token) => TOKEN_NAMES[token])
}

const shirt: Item = { item_id: 'shirt', item_brand: 'oak', item_category: 'clothes', price: 20 }
const coat: Item = { item_id: 'coat', item_brand: 'oak', item_category: 'clothes', price: 80 }
const lamp: Item = { item_id: 'lamp', item_brand: 'elm', item_category: 'home', price: 40 }

/** What may be known beside the events, sensible or not. */
const context = fc.record({
  returning: fc.constantFrom(undefined, true, false),
  typicalOrderValue: fc.constantFrom(undefined, NaN, -1, 0, 1e-300, 50, 1e300, Infinity),
})

test('any soup of events gives the right shape, bounded, finite and the same each time', () => {
  fc.assert(
    fc.property(
      eventSoup,
      fc.constantFrom<Reads>('visit', 'visitor', 'orders'),
      context,
      (events, reads, known) => {
        const { tokens, channels, eventsSeen } = encodeHistory(events, reads, known)
        assert.equal(tokens.length, HISTORY_LENGTH)
        assert.equal(channels.length, HISTORY_LENGTH * CHANNEL_COUNT)
        const shown = eventsSeen + (reads === 'orders' && eventsSeen > 0 ? 1 : 0)
        const padding = HISTORY_LENGTH - Math.min(shown, HISTORY_LENGTH)
        assert.ok(
          tokens.every((token, row) => (row < padding ? token === 0 : token > 0 && token < TOKEN_COUNT)),
        )
        channels.forEach((value, index) => {
          const { min, name } = CHANNELS[index % CHANNEL_COUNT]!
          assert.ok(value >= min && value <= 1, `${name} is ${value}`)
          if (index < padding * CHANNEL_COUNT) assert.equal(value, 0)
        })
        assert.deepEqual(encodeHistory(events, reads, known), { tokens, channels, eventsSeen })
      },
    ),
    { seed: 2, numRuns: 300 },
  )
})

test('names of items, categories, brands, pages and the currency make no difference', () => {
  const once = visit(
    { name: 'view_item', items: [shirt] },
    { name: 'view_item', items: [lamp] },
    { name: 'view_item', items: [shirt] },
    { name: 'add_to_cart', items: [shirt] },
  )
  const rename = (item: Item): Item => ({
    item_id: `x${item.item_id}`,
    item_brand: `x${item.item_brand}`,
    item_category: `x${item.item_category}`,
    price: item.price! * 117.5,
  })
  const renamed = once.map(
    (one) => ('items' in one ? { ...one, items: one.items?.map(rename) } : one) as StoredEvent,
  )
  const [a, b] = [encodeHistory(once, 'visit'), encodeHistory(renamed, 'visit')]
  assert.deepEqual(a.tokens, b.tokens)
  a.channels.forEach((value, index) => assert.ok(Math.abs(value - b.channels[index]!) < 1e-6))
})

test('the day and the hour make no difference', () => {
  const once = visit({ name: 'view_item', items: [shirt] }, { name: 'add_to_cart', items: [shirt] })
  const later = once.map((one) => ({ ...one, timeMs: one.timeMs + 1e9 }))
  assert.deepEqual(encodeHistory(once, 'visit'), encodeHistory(later, 'visit'))
})

test('an empty history is all zeros', () => {
  const { tokens, channels, eventsSeen } = encodeHistory([], 'visit')
  assert.equal(eventsSeen, 0)
  assert.ok(tokens.every((token) => token === 0))
  assert.ok(channels.every((value) => value === 0))
})

test('the latest hundred events are kept, with what came before them remembered', () => {
  const many = Array.from({ length: 130 }, (_, index) =>
    event({ name: 'view_item', at: index * 40, items: [index === 129 ? 'i0' : `i${index}`] }),
  )
  const { tokens, eventsSeen } = encodeHistory(many, 'visit')
  assert.equal(eventsSeen, 130)
  assert.ok(tokens.every((token) => token > 0))
  assert.deepEqual(latestTokens(many, 1), ['view_item/seen'])
})

test('a visit is the session of the last event; a visitor is all of them', () => {
  const events = [
    event({ name: 'view_item', at: 0, items: ['a'], session: 's1' }),
    event({ name: 'view_item', at: 5000, items: ['a'], session: 's2' }),
    event({ name: 'view_item', at: 5050, items: ['b'], session: 's2' }),
  ]
  assert.equal(encodeHistory(events, 'visit').eventsSeen, 2)
  const { eventsSeen, channels } = encodeHistory(events, 'visitor')
  assert.equal(eventsSeen, 3)
  const boundary = CHANNELS.findIndex(({ name }) => name === 'sessionBoundary')
  assert.deepEqual(
    [97, 98, 99].map((row) => channels[row * CHANNEL_COUNT + boundary]),
    [0, 1, 0],
  )
})

test('tokens tell what is new, what lies near and what was seen before', () => {
  const events = visit(
    { name: 'view_item', items: [shirt] },
    { name: 'view_item', items: [coat] },
    { name: 'view_item', items: [lamp] },
    { name: 'view_item', items: [shirt] },
    { name: 'add_to_cart', items: [shirt] },
    { name: 'view_cart', items: [] },
    { name: 'view_cart', at: 400, items: [shirt] },
  )
  assert.deepEqual(latestTokens(events, 7), [
    'view_item/new',
    'view_item/near',
    'view_item/new',
    'view_item/seen',
    'add_to_cart/seen',
    'view_cart/unknown',
    'view_cart/seen',
  ])
})

test('prices count against what this visitor has seen', () => {
  const dearer = visit({ name: 'view_item', items: [shirt] }, { name: 'view_item', items: [coat] })
  const cheaper = visit({ name: 'view_item', items: [coat] }, { name: 'view_item', items: [shirt] })
  const [up, down] = [latest(dearer, 'priceAgainstMean')[0]!, latest(cheaper, 'priceAgainstMean')[0]!]
  assert.ok(up > 0.5 && down < -0.5)
  assert.ok(Math.abs(up + down) < 1e-6)
  assert.deepEqual(latest(dearer, 'priceRank', 2), [0, 1])
})

test('a shop without prices, categories and brands has zeros there and all the rest', () => {
  const bare = visit({ name: 'view_item', items: ['a'] }, { name: 'view_item', items: ['b'] })
  for (const channel of ['priceAgainstMean', 'priceRank', 'categoryChange', 'categoryFocus', 'brandChange']) {
    assert.deepEqual(latest(bare, channel, 2), [0, 0], channel)
  }
  assert.ok(latest(bare, 'gap')[0]! > 0)
  assert.equal(latest(bare, 'variety')[0], 1)
})

test('a shop with page views alone has its order and rhythm', () => {
  const pages = visit({ name: 'page_view', page_location: '/a' }, { name: 'page_view', page_location: '/b' })
  assert.deepEqual(latestTokens(pages, 2), ['page_view/new', 'page_view/new'])
  assert.ok(latest(pages, 'gap')[0]! > 0 && latest(pages, 'position')[0]! > 0)
})

test('the cart follows additions, removals, what a cart page lists, and the order', () => {
  const events = visit(
    { name: 'add_to_cart', items: [shirt] },
    { name: 'add_to_cart', items: [lamp] },
    { name: 'remove_from_cart', items: [shirt] },
    { name: 'view_cart', items: [shirt, lamp, coat] },
    { name: 'purchase', items: [shirt, lamp, coat], transaction_id: 't' },
  )
  const lines = latest(events, 'cartSize', 5).map((value) => Math.round(Math.expm1(value * Math.log1p(10))))
  assert.deepEqual(lines, [1, 2, 1, 3, 0])
  assert.deepEqual(latest(events, 'itemInCart', 5), [1, 1, 0, 0, 0])
  assert.deepEqual(latest(events, 'funnelDeepest', 5).at(-1), 1)
})

test('emptying the cart by hand takes its traces back', () => {
  const events = visit(
    { name: 'view_item', items: [shirt] },
    { name: 'add_to_cart', items: [shirt] },
    { name: 'remove_from_cart', items: [shirt] },
  )
  assert.deepEqual(latest(events, 'sinceCart', 3), [0, 1, 0])
  const [, added, removed] = latest(events, 'funnelDeepest', 3)
  assert.ok(removed! < added!)
})

test('a clock that is set back makes no gap', () => {
  const back = visit({ name: 'view_item', at: 500, items: ['a'] }, { name: 'view_item', at: 0, items: ['b'] })
  assert.deepEqual(latest(back, 'gap', 2), [0, 0])
})

test('a gap counts up to half an hour', () => {
  const long = visit(
    { name: 'view_item', at: 0, items: ['a'] },
    { name: 'view_item', at: 9000, items: ['b'] },
  )
  assert.deepEqual(latest(long, 'gap', 2), [0, 1])
})

test('a shop with page views looks like one without', () => {
  const plain = visit({ name: 'view_item', at: 1, items: ['a'] }, { name: 'view_item', at: 41, items: ['b'] })
  const wordy = visit(
    { name: 'page_view', at: 0, page_location: '/a' },
    { name: 'view_item', at: 1, items: ['a'] },
    { name: 'select_item', at: 39, items: ['b'] },
    { name: 'page_view', at: 40.5, page_location: '/b' },
    { name: 'view_item', at: 41, items: ['b'] },
  )
  assert.deepEqual(encodeHistory(wordy, 'visit'), encodeHistory(plain, 'visit'))
})

/** Value of a channel in each row that is not padding. */
function column(
  channel: string,
  events: readonly StoredEvent[],
  reads: Reads,
  known?: HistoryContext,
): number[] {
  const index = CHANNELS.findIndex(({ name }) => name === channel)
  assert.ok(index >= 0, `no channel ${channel}`)
  const { tokens, channels } = encodeHistory(events, reads, known)
  return [...tokens.keys()]
    .filter((row) => tokens[row] !== 0)
    .map((row) => channels[row * CHANNEL_COUNT + index]!)
}

const DAY_S = 86_400
const order = (at: number, id: string, value: number | undefined, session: string): StoredEvent =>
  event({
    name: 'purchase',
    at,
    session,
    transaction_id: id,
    items: [{ ...shirt, quantity: 3 }],
    ...(value !== undefined && { value }),
  })
const customer = [
  event({ name: 'view_item', at: 0, items: [shirt] }),
  order(60, 't1', 100, 's1'),
  event({ name: 'refund', at: 2 * DAY_S, session: 's2', transaction_id: 't1', items: [], value: 40 }),
  order(5 * DAY_S, 't2', 50, 's3'),
  event({ name: 'page_view', at: 9 * DAY_S, session: 's4' }),
]
const back = (value: number, full: number): number =>
  Math.round(Math.expm1(value * Math.log1p(full)) * 1e4) / 1e4

test('orders are read with what they are worth in the shop, and with how long ago they were', () => {
  const shop = { typicalOrderValue: 50 }
  const { tokens, eventsSeen } = encodeHistory(customer, 'orders', shop)
  assert.equal(eventsSeen, 3)
  assert.deepEqual(
    [...tokens.slice(-5)].map((token) => TOKEN_NAMES[token]!.split('/')[0]),
    ['padding', 'purchase', 'refund', 'purchase', 'page_view'],
  )
  const rows = (name: string, full: number): number[] =>
    column(name, customer, 'orders', shop).map((value) => back(value, full))
  assert.deepEqual(rows('orders', 30), [1, 1, 2, 2])
  assert.deepEqual(rows('refunds', 10), [0, 1, 1, 1])
  assert.deepEqual(rows('orderValue', 20), [2, 0.8, 1, 0])
  assert.deepEqual(rows('spent', 100), [2, 1.2, 2.2, 2.2])
  assert.deepEqual(rows('orderUnits', 500), [3, 0, 3, 0])
  assert.deepEqual(rows('units', 5000), [3, 3, 6, 6])
  assert.deepEqual(
    rows('daysAway', 365).map((days) => Math.round(days)),
    [0, 2, 3, 4],
  )
  assert.deepEqual(
    rows('tenure', 730).map((days) => Math.round(days)),
    [0, 2, 5, 9],
  )
})

test('amounts in another currency read the same where the typical order is in it, too', () => {
  const abroad = customer.map((one) =>
    'value' in one && one.value ? { ...one, value: one.value * 117 } : one,
  )
  const [here, there] = [
    encodeHistory(customer, 'orders', { typicalOrderValue: 50 }),
    encodeHistory(abroad as StoredEvent[], 'orders', { typicalOrderValue: 50 * 117 }),
  ]
  here.channels.forEach((value, index) => assert.ok(Math.abs(value - there.channels[index]!) < 1e-6))
})

test('a shop that does not say what its orders are worth, and orders without amounts', () => {
  const silent = customer.map((one) => ({ ...one, value: undefined }) as unknown as StoredEvent)
  assert.deepEqual(
    column('orderValue', silent, 'orders', { typicalOrderValue: 30 }).map((value) => back(value, 20)),
    [2, 1, 2, 0],
    '3 shirts at 20; a return of nothing',
  )
  assert.deepEqual(
    column('spent', customer, 'orders').map((value) => back(value, 100)),
    [1, 0, 1, 1],
    'every order counts as a typical one',
  )
  assert.ok(column('orders', customer, 'orders').every((value) => value > 0))
  const bare = [order(0, 't1', undefined, 's1')]
  assert.equal(
    back(column('orderValue', bare, 'orders', { typicalOrderValue: 20 })[0]!, 20),
    3,
    '3 shirts at 20',
  )
})

test('a visitor without an order shows none, whatever they looked at', () => {
  const { tokens, eventsSeen } = encodeHistory(visit({ name: 'view_item', items: [shirt] }), 'orders')
  assert.equal(eventsSeen, 0)
  assert.ok(tokens.every((token) => token === 0))
})

test('whether the visitor returns is told, not told, or seen in the history', () => {
  const once = visit({ name: 'view_item', items: [shirt] })
  const told = [true, false, undefined].map(
    (returning) => column('returning', once, 'visit', { returning })[0],
  )
  assert.deepEqual(told, [1, -1, 0])
  const twice = [event({ name: 'page_view', at: 0 }), event({ name: 'page_view', at: 9000, session: 's2' })]
  assert.deepEqual(column('returning', twice, 'visitor'), [0, 1])
})

test('views, pages, pace and the time on products count within the session', () => {
  const events = [
    event({ name: 'view_item', at: 0, items: ['z'], session: 's0' }),
    event({ name: 'page_view', at: 10_000, page_location: '/', session: 's1' }),
    event({ name: 'view_item', at: 10_010, items: ['a'], session: 's1' }),
    event({ name: 'view_item', at: 10_040, items: ['b'], session: 's1' }),
    event({ name: 'page_view', at: 10_100, page_location: '/help', session: 's1' }),
  ]
  const rows = (name: string, full: number): number[] =>
    column(name, events, 'visitor').map((value) => back(value, full))
  assert.deepEqual(rows('views', 200), [1, 0, 1, 2, 2])
  assert.deepEqual(rows('pages', 200), [0, 1, 1, 1, 2])
  assert.deepEqual(rows('pace', 180), [0, 0, 1, 2, 3.3333])
  assert.deepEqual(rows('productTime', 720), [0, 0, 0, 3, 9])
})
