// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNELS, CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../src/features/feature-table.ts'
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

test('any soup of events gives the right shape, bounded, finite and the same each time', () => {
  fc.assert(
    fc.property(eventSoup, fc.constantFrom('visit' as const, 'visitor' as const), (events, reads) => {
      const { tokens, channels, eventsSeen } = encodeHistory(events, reads)
      assert.equal(tokens.length, HISTORY_LENGTH)
      assert.equal(channels.length, HISTORY_LENGTH * CHANNEL_COUNT)
      const padding = HISTORY_LENGTH - Math.min(eventsSeen, HISTORY_LENGTH)
      assert.ok(
        tokens.every((token, row) => (row < padding ? token === 0 : token > 0 && token < TOKEN_COUNT)),
      )
      channels.forEach((value, index) => {
        const { min, name } = CHANNELS[index % CHANNEL_COUNT]!
        assert.ok(value >= min && value <= 1, `${name} is ${value}`)
        if (index < padding * CHANNEL_COUNT) assert.equal(value, 0)
      })
      assert.deepEqual(encodeHistory(events, reads), { tokens, channels, eventsSeen })
    }),
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
