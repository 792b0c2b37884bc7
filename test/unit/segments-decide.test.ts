// SPDX-License-Identifier: MIT
// The policy: order, thin evidence, hysteresis.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideSegment, UNKNOWN_SEGMENT } from '../../src/segments/decide-segment.ts'
import type { SegmentRule } from '../../src/segments/decide-segment.ts'

const rule = (segment: string, className: string, over: Partial<SegmentRule> = {}): SegmentRule => ({
  segment,
  head: 'intent',
  class: className,
  enter: 0.5,
  leave: 0.4,
  minEvents: 3,
  sentence: `Looks like ${segment}`,
  ...over,
})
const policy = [rule('likely-buyer', 'buy', { enter: 0.3, leave: 0.2 }), rule('browser', 'browse')]
const intent = (buy: number, browse: number): { intent: Record<string, number> } => ({
  intent: { buy, browse },
})

test('the first rule that holds names the segment', () => {
  assert.equal(decideSegment(intent(0.35, 0.6), 3, UNKNOWN_SEGMENT, policy).segment, 'likely-buyer')
  assert.equal(decideSegment(intent(0.1, 0.6), 3, UNKNOWN_SEGMENT, policy).segment, 'browser')
})

test('too few events leave the segment unknown, with confidence 0', () => {
  const { segment, confidence } = decideSegment(intent(0.9, 0.05), 2, UNKNOWN_SEGMENT, policy)
  assert.deepEqual({ segment, confidence }, { segment: UNKNOWN_SEGMENT, confidence: 0 })
})

test('a probability between leave and enter keeps the present segment and does not open it to others', () => {
  assert.equal(decideSegment(intent(0.25, 0.1), 3, 'likely-buyer', policy).segment, 'likely-buyer')
  assert.equal(decideSegment(intent(0.25, 0.1), 3, UNKNOWN_SEGMENT, policy).segment, UNKNOWN_SEGMENT)
})

test('a rule about a head that the model does not have never holds', () => {
  const other = [rule('high-value', 'high', { head: 'value' }), ...policy]
  assert.equal(decideSegment(intent(0.35, 0.6), 3, UNKNOWN_SEGMENT, other).segment, 'likely-buyer')
})

test('the sentence says the probability and the evidence', () => {
  const { why } = decideSegment(intent(0.354, 0.6), 7, UNKNOWN_SEGMENT, policy)
  assert.equal(why, 'Looks like likely-buyer: buy 35 % after 7 events.')
})
