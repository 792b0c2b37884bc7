// SPDX-License-Identifier: MIT
// Facts of the present visit: what each counts, and that nothing of a broken shop gets through.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { visitFacts } from '../../src/features/visit-facts.ts'
import type { Item } from '../../src/types.ts'
import { event, eventSoup, visit } from './features-support.ts'

const item = (id: string, category?: string, price?: number): Item => ({
  item_id: id,
  ...(category !== undefined && { item_category: category }),
  ...(price !== undefined && { price }),
})
const views = (...items: readonly Item[]): ReturnType<typeof visit> =>
  visit(...items.map((one) => ({ name: 'view_item' as const, items: [one] })))

test('nothing gives 0 everywhere', () => {
  assert.deepEqual(new Set(Object.values(visitFacts([]))), new Set([0]))
})

test('views, different items and the share of those seen before', () => {
  const facts = visitFacts(views(item('a'), item('b'), item('a'), item('b'), item('c')))
  assert.deepEqual([facts.views, facts.items, facts.repeats], [5, 3, 2 / 5])
})

test('a view without an item is a view, and no item', () => {
  const facts = visitFacts(visit({ name: 'view_item', items: [] }, { name: 'view_item', items: ['a'] }))
  assert.deepEqual([facts.views, facts.items, facts.repeats], [2, 1, 0])
})

test('focus is the share of the steps that stay in the category', () => {
  assert.equal(visitFacts(views(item('a', 'x'), item('b', 'x'), item('c', 'y'))).focus, 0.5)
  assert.equal(visitFacts(views(item('a', 'x'), item('b', 'x'), item('c', 'x'))).focus, 1)
  assert.equal(visitFacts(views(item('a'), item('b'))).focus, 0)
})

test('cheap is the share of the views below the mean so far, whatever the currency', () => {
  const prices = (factor: number): number =>
    visitFacts(
      views(
        item('a', undefined, 100 * factor),
        item('b', undefined, 50 * factor),
        item('c', undefined, 20 * factor),
        item('d', undefined, 400 * factor),
      ),
    ).cheap
  assert.ok(Math.abs(prices(1) - 2 / 3) < 1e-9)
  assert.equal(prices(1), prices(110))
})

test('cart, promotions, searches, orders, minutes and events', () => {
  const facts = visitFacts(
    visit(
      { name: 'search', search_hashes: [1] },
      { name: 'select_promotion', promotion_id: 'p' },
      { name: 'add_to_cart', items: ['a'] },
      { name: 'add_to_cart', items: ['b'] },
      { name: 'view_cart', items: ['a', 'b'] },
    ),
  )
  const { cart, promotions, searches, orders, minutes, events } = facts
  assert.deepEqual([cart, promotions, searches, orders, events], [2, 1, 1, 0, 5])
  assert.ok(Math.abs(minutes - 80 / 60) < 1e-9)
  const bought = visit(
    { name: 'add_to_cart', items: ['a'] },
    { name: 'purchase', items: ['a'], transaction_id: 't' },
  )
  assert.equal(visitFacts(bought).orders, 1)
})

test('events are counted after cleaning', () => {
  const twice = [
    event({ name: 'view_item', at: 0, items: ['a'] }),
    event({ name: 'view_item', at: 0.5, items: ['a'] }),
  ]
  assert.equal(visitFacts(twice).events, 1)
})

test('only the last session counts', () => {
  const facts = visitFacts([
    event({ name: 'view_item', at: 0, items: ['a'], session: 's1' }),
    event({ name: 'add_to_cart', at: 20, items: ['a'], session: 's1' }),
    event({ name: 'view_item', at: 9000, items: ['a'], session: 's2' }),
  ])
  assert.deepEqual([facts.events, facts.views, facts.repeats, facts.cart], [1, 1, 0, 0])
})

test('whatever is in the journal, every fact is a number of at least 0, and shares are at most 1', () => {
  fc.assert(
    fc.property(eventSoup, (events) => {
      const facts = visitFacts(events)
      for (const [name, value] of Object.entries(facts))
        assert.ok(Number.isFinite(value) && value >= 0, `${name} ${value}`)
      for (const name of ['repeats', 'focus', 'cheap'] as const) assert.ok(facts[name] <= 1, name)
      assert.ok(facts.items <= facts.views && facts.views <= facts.events)
    }),
  )
})

test('names and absolute values are not in the facts', () => {
  const events = (id: string, category: string, price: number): ReturnType<typeof visit> =>
    visit(
      { name: 'view_item', items: [item(`${id}1`, category, price)] },
      { name: 'view_item', items: [item(`${id}2`, category, price * 2)] },
      { name: 'add_to_cart', items: [item(`${id}2`, category, price * 2)] },
    )
  assert.deepEqual(visitFacts(events('a', 'lamps', 10)), visitFacts(events('z', 'Möbel', 4200)))
})
