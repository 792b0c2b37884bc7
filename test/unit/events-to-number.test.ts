// SPDX-License-Identifier: MIT
// Numbers as shops write them, and what is too ambiguous to guess.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toNumber } from '../../src/events/to-number.ts'

const READ: readonly (readonly [unknown, number])[] = [
  [19.9, 19.9],
  ['19.9', 19.9],
  [' 19.90 ', 19.9],
  ['+7', 7],
  ['-7', -7],
  ['.5', 0.5],
  ['5.', 5],
  ['1.0E-5', 0.00001],
  ['1.299', 1.299],
  // Decimal comma.
  ['19,9', 19.9],
  ['19,90', 19.9],
  ['0,125', 0.125],
  ['1234,567', 1234.567],
  ['12,3456', 12.3456],
  // Thousands.
  ['1,299.00', 1299],
  ['1.299,00', 1299],
  ['1,299,000', 1299000],
  ['1.299.000', 1299000],
  ['1.299.000,50', 1299000.5],
  ['1 299', 1299],
  ['1\u00a0299,00', 1299],
  ['1\u202f299\u202f000,5', 1299000.5],
  ["1'299.50", 1299.5],
  ['1’299.50', 1299.5],
]

const REFUSED: readonly unknown[] = [
  // One thousand, or one and a bit?
  '1,299',
  '-12,500',
  '123,456',
  // No numbers.
  '',
  ' ',
  '.',
  ',',
  '-',
  'free',
  '19.90 EUR',
  '$19.90',
  '0x10',
  'Infinity',
  'NaN',
  '1.2.3',
  '1,2,3',
  '1,29,900',
  '12 50',
  '1e',
  '19,9,',
  null,
  undefined,
  true,
  [5],
  { valueOf: () => 5 },
  5n,
]

test('numbers and unambiguous numeric text are read', () => {
  for (const [value, expected] of READ) assert.equal(toNumber(value), expected, JSON.stringify(value))
})

test('ambiguous text and everything else is NaN', () => {
  for (const value of REFUSED) assert.ok(Number.isNaN(toNumber(value)), String(value))
})
