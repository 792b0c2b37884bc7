// SPDX-License-Identifier: MIT
// Affinities and ranking.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { computeAffinities, NO_AFFINITIES, toPriceTier } from '../../src/recommend/affinities.ts'
import { rankByAffinity } from '../../src/recommend/rank-by-affinity.ts'
import type { Item, ItemEventName, StoredEvent } from '../../src/types.ts'

const DAY_MS = 24 * 3600 * 1000
let lastId = 0
const deed = (name: ItemEventName, item: Item, day = 0): StoredEvent => ({
  name,
  items: [item],
  id: String(++lastId),
  timeMs: day * DAY_MS,
  sessionId: 's',
  source: 'test',
})
const lamp = { item_id: 'l', item_category: 'lamps', item_brand: 'Lux', price: 100 }
const chair = { item_id: 'c', item_category: 'chairs', item_brand: 'Sit', price: 50 }

test('a new visitor leans to nothing', () => {
  assert.equal(computeAffinities([]), NO_AFFINITIES)
})

test('a cart says three times what a view says', () => {
  const { category } = computeAffinities([deed('view_item', lamp), deed('add_to_cart', chair)])
  assert.deepEqual(category, { chairs: 0.75, lamps: 0.25 })
})

test('a week halves the weight of a deed', () => {
  const { brand } = computeAffinities([deed('view_item', lamp, 0), deed('view_item', chair, 7)])
  assert.ok(Math.abs((brand['Sit'] ?? 0) / (brand['Lux'] ?? 1) - 2) < 1e-9)
})

test('what was taken out of the cart does not count against the sum', () => {
  const { category } = computeAffinities([deed('view_item', lamp), deed('remove_from_cart', chair)])
  assert.deepEqual(category, { lamps: 1 })
})

test('lists and pages that were merely shown say nothing', () => {
  assert.deepEqual(computeAffinities([deed('view_item_list', lamp)]).category, {})
})

test('price tiers stand against the middle of what the visitor looks at', () => {
  assert.equal(toPriceTier(50, 100), 'low')
  assert.equal(toPriceTier(100, 100), 'middle')
  assert.equal(toPriceTier(150, 100), 'high')
})

test('hostile category names are plain keys', () => {
  const { category } = computeAffinities([deed('view_item', { ...lamp, item_category: '__proto__' })])
  assert.deepEqual(Object.keys(category), ['__proto__'])
  assert.equal(Object.getPrototypeOf(category), Object.prototype)
})

test('ranking puts liked categories first and keeps the order of the rest', () => {
  const affinities = computeAffinities([deed('view_item', lamp)])
  const candidates = [
    { category: 'rugs' },
    { category: 'chairs' },
    { category: 'lamps' },
    { brand: 'Lux' },
    {},
  ]
  assert.deepEqual(rankByAffinity(candidates, affinities), [2, 3, 0, 1, 4])
})

test('a candidate named like an inherited property has no affinity', () => {
  assert.deepEqual(rankByAffinity([{ category: 'x' }, { category: 'constructor' }], NO_AFFINITIES), [0, 1])
})
