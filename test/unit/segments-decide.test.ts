// SPDX-License-Identifier: MIT
// The policy: order, conditions on classes and facts, thin evidence, hysteresis, confidence.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visitFacts } from '../../src/features/visit-facts.ts'
import { decideSegment, UNKNOWN_SEGMENT } from '../../src/segments/decide-segment.ts'
import type { SegmentDecision } from '../../src/segments/decide-segment.ts'
import type { Condition, SegmentRule } from '../../src/segments/segment-rule.ts'
import type { VisitFacts } from '../../src/types.ts'

const rule = (segment: string, conditions: readonly Condition[], minEvents = 3): SegmentRule => ({
  segment,
  sentence: `Looks like ${segment}`,
  conditions,
  minEvents,
})
const BUYER = rule('likely-buyer', [{ head: 'intent', class: 'buy', enter: 0.3, leave: 0.2 }])
const LOOKER = rule('browser', [
  { head: 'intent', class: 'buy', enter: 0.1, leave: 0.15, below: true },
  { fact: 'items', enter: 3, leave: 3 },
  { fact: 'cart', enter: 0, leave: 0, below: true },
])

interface Known extends Partial<VisitFacts> {
  readonly buy?: number
  readonly high?: number
  readonly orders?: number
  readonly seen?: number
}

function decide(
  policy: readonly SegmentRule[],
  { buy = 0, high, seen, ...facts }: Known,
  present = UNKNOWN_SEGMENT,
): SegmentDecision {
  const all = { ...visitFacts([]), events: 5, ...facts }
  const evidence = {
    probabilities: {
      intent: { buy, browse: 1 - buy },
      ...(high !== undefined && { value: { high, regular: 1 - high } }),
    },
    facts: all,
    eventsSeen: { intent: all.events, ...(seen !== undefined && { value: seen }) },
  }
  return decideSegment(policy, evidence, present)
}
const segmentOf = (...args: Parameters<typeof decide>): string => decide(...args).segment

test('the first rule that holds names the segment', () => {
  const both = [BUYER, rule('any', [{ fact: 'events', enter: 1, leave: 1 }])]
  assert.equal(segmentOf(both, { buy: 0.35 }), 'likely-buyer')
  assert.equal(segmentOf(both, { buy: 0.1 }), 'any')
  assert.equal(segmentOf([...both].reverse(), { buy: 0.35 }), 'any')
})

test('all conditions of a rule must hold', () => {
  assert.equal(segmentOf([LOOKER], { buy: 0.05, items: 3 }), 'browser')
  assert.equal(segmentOf([LOOKER], { buy: 0.12, items: 3 }), UNKNOWN_SEGMENT)
  assert.equal(segmentOf([LOOKER], { buy: 0.05, items: 2 }), UNKNOWN_SEGMENT)
  assert.equal(segmentOf([LOOKER], { buy: 0.05, items: 3, cart: 1 }), UNKNOWN_SEGMENT)
})

test('the bounds themselves are inside', () => {
  assert.equal(segmentOf([BUYER], { buy: 0.3 }), 'likely-buyer')
  assert.equal(segmentOf([LOOKER], { buy: 0.1, items: 3 }), 'browser')
})

test('too few events leave the segment unknown, with confidence 0', () => {
  assert.deepEqual(decide([BUYER], { buy: 0.9, events: 2 }), {
    segment: UNKNOWN_SEGMENT,
    confidence: 0,
    why: 'No segment is certain enough after 2 events.',
  })
  assert.equal(segmentOf([BUYER], { buy: 0.9, events: 3 }), 'likely-buyer')
})

test('a rule about another head counts the events that this head read', () => {
  const best = [rule('high-value', [{ head: 'value', class: 'high', enter: 0.5, leave: 0.4 }])]
  assert.equal(segmentOf(best, { high: 0.8, events: 1, seen: 3 }), 'high-value')
  assert.equal(segmentOf(best, { high: 0.8, events: 9, seen: 2 }), UNKNOWN_SEGMENT)
  assert.match(decide(best, { high: 0.8, events: 1, seen: 3 }).why, /after 3 events/)
})

test('which condition stands first makes no difference to the events that count', () => {
  const conditions = [
    { head: 'value', class: 'high', enter: 0.5, leave: 0.4 },
    { fact: 'views', enter: 1, leave: 1 },
  ] as const
  for (const order of [conditions, [...conditions].reverse()]) {
    assert.equal(segmentOf([rule('x', order)], { high: 0.8, views: 1, events: 1, seen: 3 }), 'x')
    assert.equal(segmentOf([rule('x', order)], { high: 0.8, views: 1, events: 9, seen: 2 }), UNKNOWN_SEGMENT)
  }
})

test('a rule of facts alone counts the events of the visit', () => {
  const shopper = [rule('researcher', [{ fact: 'views', enter: 2, leave: 2 }], 4)]
  assert.equal(segmentOf(shopper, { views: 2, events: 4 }), 'researcher')
  assert.equal(segmentOf(shopper, { views: 2, events: 3 }), UNKNOWN_SEGMENT)
})

test('a probability between leave and enter keeps the present segment and does not open it to others', () => {
  assert.equal(segmentOf([BUYER], { buy: 0.25 }, 'likely-buyer'), 'likely-buyer')
  assert.equal(segmentOf([BUYER], { buy: 0.2 }, 'likely-buyer'), 'likely-buyer')
  assert.equal(segmentOf([BUYER], { buy: 0.19 }, 'likely-buyer'), UNKNOWN_SEGMENT)
  assert.equal(segmentOf([BUYER], { buy: 0.25 }, 'browser'), UNKNOWN_SEGMENT)
})

test('an upper bound and a fact have hysteresis of their own', () => {
  assert.equal(segmentOf([LOOKER], { buy: 0.14, items: 3 }, 'browser'), 'browser')
  assert.equal(segmentOf([LOOKER], { buy: 0.16, items: 3 }, 'browser'), UNKNOWN_SEGMENT)
  const cheap = [rule('bargain-seeker', [{ fact: 'cheap', enter: 0.75, leave: 0.6 }])]
  assert.equal(segmentOf(cheap, { cheap: 0.7 }), UNKNOWN_SEGMENT)
  assert.equal(segmentOf(cheap, { cheap: 0.7 }, 'bargain-seeker'), 'bargain-seeker')
})

test('two rules may name one segment, and the second keeps what the first one named', () => {
  const two = [
    rule('bargain-seeker', [{ fact: 'promotions', enter: 2, leave: 2 }]),
    rule('bargain-seeker', [{ fact: 'cheap', enter: 0.75, leave: 0.6 }]),
  ]
  assert.equal(segmentOf(two, { promotions: 2 }), 'bargain-seeker')
  assert.equal(segmentOf(two, { cheap: 0.8 }), 'bargain-seeker')
  assert.equal(segmentOf(two, { cheap: 0.65 }, 'bargain-seeker'), 'bargain-seeker')
})

test('a rule about a head or a class that the model does not have never holds, an upper bound included', () => {
  const absent = [
    rule('high-value', [{ head: 'value', class: 'high', enter: 0, leave: 0 }]),
    rule('high-value', [{ head: 'value', class: 'high', enter: 1, leave: 1, below: true }]),
    rule('thief', [{ head: 'intent', class: 'steal', enter: 0, leave: 0 }]),
  ]
  assert.equal(segmentOf(absent, { buy: 0.5 }), UNKNOWN_SEGMENT)
})

test('the confidence is that of the weakest condition', () => {
  assert.equal(decide([BUYER], { buy: 0.354 }).confidence, 0.354)
  // 0.95 of the probability, 0.5 of the items at their threshold, 1 of the empty cart.
  assert.equal(decide([LOOKER], { buy: 0.05, items: 3 }).confidence, 0.5)
  assert.equal(decide([LOOKER], { buy: 0.05, items: 12 }).confidence, 0.8)
  assert.ok(Math.abs(decide([LOOKER], { buy: 0.1, items: 1000 }).confidence - 0.9) < 1e-9)
})

test('the sentence says what was found of every condition, and the evidence', () => {
  assert.equal(
    decide([BUYER], { buy: 0.354, events: 7 }).why,
    'Looks like likely-buyer: buy 35 % after 7 events.',
  )
  assert.equal(
    decide([LOOKER], { buy: 0.05, items: 4, events: 6 }).why,
    'Looks like browser: buy 5 %, items 4, cart 0 after 6 events.',
  )
})

test('an empty policy leaves everybody unknown', () => {
  assert.equal(segmentOf([], { buy: 1, items: 50 }), UNKNOWN_SEGMENT)
})
