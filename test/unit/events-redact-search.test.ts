// SPDX-License-Identifier: MIT
// Search words become salted numbers; what looks personal does not even become that.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactSearch } from '../../src/events/redact-search.ts'
import type { SearchEvent, ShopEvent } from '../../src/types.ts'

const SALT = 0xdeadbeef

function redact(search_term: string, salt = SALT, keepText = false): SearchEvent {
  return redactSearch({ name: 'search', search_term }, salt, keepText) as SearchEvent
}

const hashes = (term: string, salt = SALT): readonly number[] => redact(term, salt).search_hashes ?? []

/** FNV-1a 32 written out again, over the bytes that the implementation documents. */
function fnv1a(bytes: number[]): number {
  let hash = 2166136261n
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n
  return Number(hash)
}

test('the text is replaced by one unsigned 32-bit number a word, in the order typed', () => {
  const event = redact('red kettle')
  assert.deepEqual(Object.keys(event), ['name', 'search_hashes'])
  assert.deepEqual(hashes('kettle red'), [...hashes('red kettle')].reverse())
  for (const hash of hashes('red kettle')) assert.ok(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)
})

test('a hash is FNV-1a over the salt and the UTF-16 units of the word', () => {
  const salt = [0xef, 0xbe, 0xad, 0xde]
  assert.deepEqual(hashes('tea'), [fnv1a([...salt, 0x74, 0, 0x65, 0, 0x61, 0])])
  assert.deepEqual(hashes('茶'), [fnv1a([...salt, 0x36, 0x83])])
})

test('the same word is the same number for one visitor and another for the next', () => {
  assert.deepEqual(hashes('tea'), hashes('tea'))
  assert.notDeepEqual(hashes('tea', 1), hashes('tea', 2))
})

test('case, width, composition and punctuation make no difference', () => {
  assert.deepEqual(hashes('Ｔｅａ, POT!'), hashes('tea pot'))
  assert.deepEqual(hashes('cafe\u0301'), hashes('CAFÉ'))
  assert.deepEqual(hashes('“tea–pot”'), hashes('tea pot'))
})

test('words of any script are words', () => {
  for (const word of ['чайник', 'किताब', 'شاي', '1700ml', '茶壶', 'iphone15'])
    assert.equal(hashes(word).length, 1, word)
})

test('addresses, telephone and card numbers are dropped, also when they are spaced', () => {
  for (const personal of [
    'ann.lee+shop@mail.example.org',
    'ann@localhost',
    '+49 (0)151 2345-6789',
    '0151/23456789',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '5500000000000004',
  ]) {
    assert.deepEqual(hashes(`order ${personal} kettle`), hashes('order kettle'), personal)
    assert.ok(!JSON.stringify(redact(`order ${personal}`, SALT, true)).includes(personal), personal)
  }
})

test('sizes, years and model names stay', () => {
  assert.equal(hashes('galaxy s24 256 gb').length, 4)
  assert.equal(hashes('desk 120 x 60').length, 4)
  assert.equal(hashes('calendar 2027').length, 2)
})

test('text is kept on request, without what looks personal', () => {
  assert.deepEqual(redact('  Red Kettle ann@example.org ', SALT, true), {
    name: 'search',
    search_hashes: hashes('red kettle'),
    search_term: 'Red Kettle',
  })
  assert.deepEqual(redact('ann@example.org', SALT, true), { name: 'search', search_hashes: [] })
})

test('other events pass as they are, and no event is changed', () => {
  const view: ShopEvent = { name: 'view_search_results' }
  assert.equal(redactSearch(view, SALT, false), view)
  const search: ShopEvent = Object.freeze({ name: 'search', search_term: 'tea' })
  redactSearch(search, SALT, false)
  assert.deepEqual(search, { name: 'search', search_term: 'tea' })
})

test('what an event carries beside the text stays', () => {
  const stored = { name: 'search', search_term: 'tea', id: 'i', timeMs: 5, source: 'page' } as const
  assert.deepEqual(redactSearch(stored, SALT, false), {
    name: 'search',
    id: 'i',
    timeMs: 5,
    source: 'page',
    search_hashes: hashes('tea'),
  })
})
