// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { cleanHistory } from '../../src/features/clean-history.ts'
import type { StoredEvent } from '../../src/types.ts'
import { event, eventSoup, visit } from './features-support.ts'

const names = (events: readonly StoredEvent[]): string[] =>
  cleanHistory(events).map((clean) => clean.event.name)

test('the same event twice within a second counts once, also with another between', () => {
  const twice = visit(
    { name: 'add_to_cart', at: 0, items: ['a'] },
    { name: 'login', at: 0.3 },
    { name: 'add_to_cart', at: 0.9, items: ['a'] },
  )
  assert.deepEqual(names(twice), ['add_to_cart', 'login'])
})

test('a second addition to the cart after more than a second counts', () => {
  const twice = visit(
    { name: 'add_to_cart', at: 0, items: ['a'] },
    { name: 'add_to_cart', at: 1.1, items: ['a'] },
  )
  assert.deepEqual(names(twice), ['add_to_cart', 'add_to_cart'])
})

test('the same name with other items is no duplicate', () => {
  const two = visit(
    { name: 'add_to_cart', at: 0, items: ['a'] },
    { name: 'add_to_cart', at: 0.1, items: ['b'] },
  )
  assert.equal(cleanHistory(two).length, 2)
})

test('the same event in another session is no duplicate', () => {
  const two = [
    event({ name: 'view_item', at: 0, items: ['a'], session: 's1' }),
    event({ name: 'view_item', at: 0.5, items: ['a'], session: 's2' }),
  ]
  assert.equal(cleanHistory(two).length, 2)
})

test('refreshes are folded into the event and counted', () => {
  const refreshed = visit(
    { name: 'view_item', at: 0, items: ['a'] },
    { name: 'view_item', at: 20, items: ['a'] },
    { name: 'view_item', at: 45, items: ['a'] },
  )
  const [only, ...others] = cleanHistory(refreshed)
  assert.equal(others.length, 0)
  assert.equal(only?.folds, 2)
})

test('coming back to an item after half a minute is a view of its own', () => {
  const back = visit({ name: 'view_item', at: 0, items: ['a'] }, { name: 'view_item', at: 31, items: ['a'] })
  assert.equal(cleanHistory(back).length, 2)
})

test('pages without an address are never taken for refreshes', () => {
  const pages = visit(
    { name: 'page_view', at: 0 },
    { name: 'page_view', at: 5 },
    { name: 'page_view', at: 10 },
  )
  assert.equal(cleanHistory(pages).length, 3)
})

test('a page view is folded into the event that describes its page, whichever comes first', () => {
  const before = visit(
    { name: 'page_view', at: 0, page_location: '/a' },
    { name: 'view_item', at: 1, items: ['a'] },
  )
  const after = visit(
    { name: 'view_item', at: 0, items: ['a'] },
    { name: 'page_view', at: 1, page_location: '/a' },
  )
  assert.deepEqual(names(before), ['view_item'])
  assert.deepEqual(names(after), ['view_item'])
})

test('an event takes one page view; the next page counts', () => {
  const pages = visit(
    { name: 'page_view', at: 0, page_location: '/a' },
    { name: 'view_item', at: 0.5, items: ['a'] },
    { name: 'page_view', at: 2, page_location: '/about' },
  )
  assert.deepEqual(names(pages), ['view_item', 'page_view'])
})

test('a page view long before an event is a page of its own', () => {
  const pages = visit({ name: 'page_view', at: 0 }, { name: 'view_item', at: 3.5, items: ['a'] })
  assert.deepEqual(names(pages), ['page_view', 'view_item'])
})

test('a page view does not vanish into an action on the page', () => {
  const pages = visit({ name: 'page_view', at: 0 }, { name: 'add_to_cart', at: 1, items: ['a'] })
  assert.deepEqual(names(pages), ['page_view', 'add_to_cart'])
})

test('a refreshed product page is one view, with its page views or without', () => {
  const refreshed = visit(
    { name: 'page_view', at: 0, page_location: '/a' },
    { name: 'view_item', at: 1, items: ['a'] },
    { name: 'page_view', at: 10, page_location: '/a' },
    { name: 'view_item', at: 11, items: ['a'] },
  )
  assert.deepEqual(
    cleanHistory(refreshed).map(({ event: { name }, folds }) => [name, folds]),
    [['view_item', 1]],
  )
})

test('a list that comes with a product page belongs to it', () => {
  const page = visit(
    { name: 'view_item', at: 0, items: ['a'] },
    { name: 'view_item_list', at: 0.5, items: ['b', 'c'], item_list_id: 'related' },
  )
  assert.deepEqual(names(page), ['view_item'])
})

test('a list with a page view of its own is a page of its own, however quick', () => {
  const pages = visit(
    { name: 'view_item', at: 0, items: ['a'] },
    { name: 'page_view', at: 0.2, page_location: '/a' },
    { name: 'page_view', at: 1.5, page_location: '/list' },
    { name: 'view_item_list', at: 1.8, items: ['b'], item_list_id: 'shoes' },
  )
  assert.deepEqual(names(pages), ['view_item', 'view_item_list'])
})

test('a click is folded into the view of the item that it opens', () => {
  const clicked = visit(
    { name: 'view_item_list', at: 0, items: ['a', 'b'], item_list_id: 'shoes' },
    { name: 'select_item', at: 8, items: ['a'] },
    { name: 'page_view', at: 9, page_location: '/a' },
    { name: 'view_item', at: 9.4, items: ['a'] },
  )
  assert.deepEqual(names(clicked), ['view_item_list', 'view_item'])
})

test('a click on one item is kept when another is viewed', () => {
  const clicked = visit(
    { name: 'select_item', at: 0, items: ['a'] },
    { name: 'view_item', at: 2, items: ['b'] },
  )
  assert.deepEqual(names(clicked), ['select_item', 'view_item'])
})

test('a search is folded into its results', () => {
  const searched = visit(
    { name: 'search', at: 0, search_hashes: [1, 2] },
    { name: 'page_view', at: 1, page_location: '/search' },
    { name: 'view_search_results', at: 2, search_hashes: [1, 2] },
    { name: 'search', at: 20, search_hashes: [3] },
    { name: 'view_search_results', at: 21, search_hashes: [4] },
  )
  assert.deepEqual(names(searched), ['view_search_results', 'search', 'view_search_results'])
})

test('an order that is reported again, however late, counts once', () => {
  const ordered = visit(
    { name: 'purchase', at: 0, items: ['a'], transaction_id: 't1' },
    { name: 'page_view', at: 100, page_location: '/' },
    { name: 'purchase', at: 200, items: ['a'], transaction_id: 't1' },
    { name: 'purchase', at: 300, items: ['a'], transaction_id: 't2' },
  )
  assert.deepEqual(names(ordered), ['purchase', 'page_view', 'purchase'])
})

test('a time that is missing is that of the event before', () => {
  const broken = visit(
    { name: 'view_item', at: 7, items: ['a'] },
    { name: 'add_to_cart', at: NaN, items: ['a'] },
  )
  const [view, cart] = cleanHistory(broken)
  assert.equal(cart?.timeMs, view?.timeMs)
})

test('cleaning keeps the order, invents nothing and never throws', () => {
  fc.assert(
    fc.property(eventSoup, (events) => {
      const places = cleanHistory(events).map((clean) => events.indexOf(clean.event))
      assert.ok(places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1)))
      assert.ok(cleanHistory(events).every(({ timeMs, folds }) => Number.isFinite(timeMs) && folds >= 0))
    }),
    { seed: 1 },
  )
})
