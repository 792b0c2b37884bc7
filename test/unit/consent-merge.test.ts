// SPDX-License-Identifier: MIT
// Several signals, one word: every combination of three signals against the rule written out.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeConsent } from '../../src/consent/merge-consent.ts'

const STATES = ['pending', 'granted', 'denied', undefined] as const

test('denied beats pending beats granted, and silence grants nothing', () => {
  assert.equal(mergeConsent([]), 'pending')
  for (const a of STATES)
    for (const b of STATES)
      for (const c of STATES) {
        const all = [a, b, c]
        const spoken = all.filter((state) => state !== undefined)
        const expected = all.some((state) => state === 'denied')
          ? 'denied'
          : spoken.length > 0 && spoken.every((state) => state === 'granted')
            ? 'granted'
            : 'pending'
        assert.equal(mergeConsent(all), expected, JSON.stringify(all))
      }
})
