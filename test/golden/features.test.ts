// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { GoldenFile } from './encoding.ts'
import { toGoldenFile } from './encoding.ts'
import { GOLDEN_VISITS } from './visits.ts'

const golden = JSON.parse(readFileSync(new URL('encodings.json', import.meta.url), 'utf8')) as GoldenFile
const found = toGoldenFile(GOLDEN_VISITS)

test('the channels are those of the golden file, in its order', () => {
  assert.deepEqual(found.channelNames, golden.channelNames)
})

test('there is a golden encoding of every visit', () => {
  assert.deepEqual(
    golden.visits.map(({ name }) => name),
    GOLDEN_VISITS.map(({ name }) => name),
  )
})

golden.visits.forEach((expected, index) => {
  test(`Node encodes to the last bit: ${expected.name}`, () =>
    assert.deepEqual(found.visits[index], expected))
})
