// SPDX-License-Identifier: MIT
// One action seen by two sources is one event; what one source repeats is kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDeduplicator, SAME_ACTION_MS } from '../../src/events/deduplicate.ts'
import type { ShopEvent } from '../../src/types.ts'

const add = (...ids: string[]): ShopEvent => ({
  name: 'add_to_cart',
  items: ids.map((item_id) => ({ item_id })),
})
const order = (transaction_id: string, name: 'purchase' | 'refund' = 'purchase'): ShopEvent => ({
  name,
  transaction_id,
  items: [],
})

/** Feeds `[event, source, timeMs]` and tells which were new. */
function run(...reports: (readonly [ShopEvent, string, number])[]): boolean[] {
  const isNew = createDeduplicator()
  return reports.map((report) => isNew(...report))
}

test('another source telling the same action within two seconds adds nothing', () => {
  assert.deepEqual(run([add('a'), 'dataLayer', 0], [add('a'), 'track', 0]), [true, false])
  assert.deepEqual(run([add('a'), 'dataLayer', 0], [add('a'), 'track', SAME_ACTION_MS]), [true, false])
  assert.deepEqual(run([add('a'), 'dataLayer', 0], [add('a'), 'track', SAME_ACTION_MS + 1]), [true, true])
})

test('one source repeating itself in the same millisecond is two actions', () => {
  assert.deepEqual(run([add('a'), 'dataLayer', 5], [add('a'), 'dataLayer', 5]), [true, true])
})

test('two clicks told by two sources are two events, in whatever order the reports come', () => {
  const reports = {
    A: [add('x'), 'A', 0],
    B: [add('x'), 'B', 1],
  } as const
  for (const sequence of ['AABB', 'ABAB', 'ABBA', 'BABA', 'BAAB', 'BBAA'] as const) {
    const isNew = run(...Array.from(sequence, (source) => reports[source as 'A' | 'B']))
    assert.equal(isNew.filter(Boolean).length, 2, sequence)
  }
})

test('three sources telling one action are one event', () => {
  assert.deepEqual(run([add('a'), 'A', 0], [add('a'), 'B', 1], [add('a'), 'C', 2]), [true, false, false])
})

test('other items, names, pages, searches and promotions are other actions', () => {
  const pairs: [ShopEvent, ShopEvent][] = [
    [add('a'), add('b')],
    [add('a'), add('a', 'b')],
    [add('a'), { ...add('a'), name: 'remove_from_cart' } as ShopEvent],
    [
      { name: 'page_view', page_location: '/a' },
      { name: 'page_view', page_location: '/b' },
    ],
    [
      { name: 'search', search_term: 'tea' },
      { name: 'search', search_term: 'pot' },
    ],
    [
      { name: 'view_promotion', promotion_id: '1' },
      { name: 'view_promotion', promotion_id: '2' },
    ],
    [order('1', 'refund'), order('2', 'refund')],
  ]
  for (const [first, second] of pairs) {
    assert.deepEqual(run([first, 'A', 0], [second, 'B', 0]), [true, true], JSON.stringify(second))
  }
})

test('order and detail of the items, and the case of a search, do not matter', () => {
  const detailed: ShopEvent = {
    name: 'add_to_cart',
    items: [{ item_name: 'b', price: 5 }, { item_id: 'a' }],
    value: 5,
  }
  assert.deepEqual(run([add('a', 'b'), 'A', 0], [detailed, 'B', 0]), [true, false])
  const search = (search_term: string): ShopEvent => ({ name: 'search', search_term })
  assert.deepEqual(run([search('Tea Pot'), 'A', 0], [search('tea pot'), 'B', 0]), [true, false])
})

test('an order is counted once, whoever tells it and however late; a refund is not an order', () => {
  const hour = 3_600_000
  assert.deepEqual(
    run(
      [order('1'), 'A', 0],
      [order('1'), 'A', 0],
      [order('1'), 'B', hour],
      [order('2'), 'A', hour],
      [order('1', 'refund'), 'A', hour],
      [order('1', 'refund'), 'A', 2 * hour],
    ),
    [true, false, false, true, true, true],
  )
})

test('the event is not changed', () => {
  const event = add('b', 'a')
  const before = structuredClone(event)
  createDeduplicator()(event, 'A', 0)
  assert.deepEqual(event, before)
})

test('the memory is bounded: a flood of orders and actions forgets the oldest', () => {
  const isNew = createDeduplicator()
  for (let index = 0; index < 1_001; index++) assert.ok(isNew(order(`o${index}`), 'A', 0))
  assert.equal(isNew(order('o1000'), 'B', 0), false)
  assert.equal(isNew(order('o0'), 'B', 0), true)
  for (let index = 0; index < 101; index++) isNew(add(`i${index}`), 'A', 0)
  assert.equal(isNew(add('i100'), 'B', 0), false)
  assert.equal(isNew(add('i0'), 'B', 0), true)
})
