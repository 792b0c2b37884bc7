// SPDX-License-Identifier: MIT
// Thresholds of the segments: what they keep, from which event on, and why a segment is left out.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  chooseRule,
  CUTS,
  EXPECTED,
  plainRule,
  SUPPORT,
  type Chosen,
  type Moment,
} from '../../src/train/choose-policy.ts'
import { priorOf } from '../../src/train/finish-model.ts'
import { canAnswer, SEGMENT_WISHES, type SegmentWish } from '../../src/train/segment-wishes.ts'
import { thresholdOf } from '../../src/train/threshold-of.ts'
import type { Visit, VisitLabel } from '../../src/train/visit.ts'
import type { SegmentRule } from '../../src/model/package-format.ts'

const WISH: SegmentWish = {
  segment: 's',
  sentence: 'Sentence',
  asked: { head: 'intent', class: 'buy', target: { precision: 0.5 }, from: 0.2 },
  facts: [],
  minEvents: 2,
}
const LOW: SegmentWish = {
  ...WISH,
  asked: { head: 'intent', class: 'buy', below: true, target: { lift: 0.5 }, from: 0.1 },
}

/** What is said of a visit after each cut up to its length. */
type Said = (cut: number) => number

function momentsOf(
  visits: readonly { said: Said; isClass: boolean; length?: number; holds?: boolean }[],
): Moment[] {
  return visits.flatMap(({ said, isClass, length = 50, holds = true }, visit) =>
    CUTS.filter((cut) => cut === Infinity || cut <= length).map((cut) => ({
      visit,
      cut,
      eventsSeen: Math.min(cut, length),
      probability: said(cut),
      factsHold: holds,
      isClass,
    })),
  )
}

function ruleOf(chosen: Chosen): SegmentRule {
  assert.ok('rule' in chosen, 'reason' in chosen ? chosen.reason : '')
  return chosen.rule
}
function reasonOf(chosen: Chosen): string {
  assert.ok('reason' in chosen, 'a rule was chosen')
  return chosen.reason
}
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

test('the threshold is the one that names the most visits and keeps the precision', () => {
  const visits = many(100, (index) => ({ said: () => index / 100, isClass: index >= 70 }))
  const rule = ruleOf(chooseRule(WISH, momentsOf(visits)))
  assert.deepEqual(rule, {
    segment: 's',
    sentence: 'Sentence',
    conditions: [{ head: 'intent', class: 'buy', enter: 0.4, leave: 0.3 }],
    minEvents: 2,
    measured: { visits: 100, share: 0.6, precision: 0.5 },
  })
})

test('a rule begins at the first event from which on its precision holds, not before', () => {
  // After 2 and 3 events a high probability means nothing; from 5 on it is right 4 times in 5.
  const visits = many(200, (index) => ({
    said: (cut: number) => (cut < 5 ? (index % 2 ? 0.9 : 0.1) : index < 50 ? 0.9 : 0.1),
    isClass: index < 40,
  }))
  const rule = ruleOf(chooseRule(WISH, momentsOf(visits)))
  assert.equal(rule.minEvents, 5)
  assert.deepEqual(rule.measured, { visits: 200, share: 0.25, precision: 0.8 })
})

test('one later number of events at which it fails leaves only what comes after it', () => {
  const visits = many(200, (index) => ({
    said: (cut: number) => (cut === 8 || index < 40 ? 0.9 : 0.1),
    isClass: index < 40,
  }))
  assert.equal(ruleOf(chooseRule(WISH, momentsOf(visits))).minEvents, 12)
})

test('numbers of events that too few visits reach say nothing against it', () => {
  const visits = [
    ...many(100, (index) => ({ said: () => (index < 40 ? 0.9 : 0.1), isClass: index < 30, length: 5 })),
    ...many(SUPPORT - 12, () => ({ said: () => 0.9, isClass: false, length: 20 })),
  ]
  assert.equal(ruleOf(chooseRule(WISH, momentsOf(visits))).minEvents, 2)
})

test('a handful of visits supports nothing, however right it is', () => {
  const visits = (count: number): Moment[] =>
    momentsOf(many(100, (index) => ({ said: () => (index < count ? 0.9 : 0.1), isClass: index < count })))
  assert.ok('rule' in chooseRule(WISH, visits(SUPPORT)))
  assert.equal(
    reasonOf(chooseRule(WISH, visits(SUPPORT - 1))),
    `No threshold kept a precision of 0.5 on 100 validation visits; none named ${SUPPORT} of them.`,
  )
})

test('a segment that is never right enough is left out, with the best that there was', () => {
  const visits = many(100, (index) => ({ said: () => (index < 50 ? 0.9 : 0.1), isClass: index < 20 }))
  assert.match(
    reasonOf(chooseRule(WISH, momentsOf(visits))),
    /a precision of 0\.5 .*a share of 0\.4 was "buy"/,
  )
})

test('a visit that is named at any moment counts: half right after each cut is not half right of all named', () => {
  // Each cut names another 20 of those who do not buy, beside the same 20 who do.
  const visits = many(300, (index) => ({
    said: (cut: number) => (index < 20 || Math.floor(index / 20) === CUTS.indexOf(cut) + 1 ? 0.9 : 0.1),
    isClass: index < 20,
  }))
  const moments = momentsOf(visits)
  for (const cut of CUTS.slice(1)) {
    const named = moments.filter((moment) => moment.cut === cut && moment.probability > 0.5)
    assert.equal(named.filter(({ isClass }) => isClass).length / named.length, 0.5)
  }
  assert.match(reasonOf(chooseRule(WISH, moments)), /a share of 0\.333 was "buy"/)
})

test('facts of a wish bound whom it names, and stand in its rule', () => {
  const fact = { fact: 'cart', enter: 1, leave: 1 } as const
  const visits = many(100, (index) => ({ said: () => 0.9, isClass: index < 20, holds: index < 30 }))
  const rule = ruleOf(chooseRule({ ...WISH, facts: [fact] }, momentsOf(visits)))
  assert.deepEqual(rule.conditions[1], fact)
  assert.deepEqual(rule.measured, { visits: 100, share: 0.3, precision: 0.667 })
})

test('an upper bound must make the class rarer than among visits as long', () => {
  const visits = many(400, (index) => ({
    said: () => (index < 200 ? 0.02 : 0.08),
    isClass: index < 8 || index >= 360,
  }))
  const rule = ruleOf(chooseRule(LOW, momentsOf(visits)))
  const [condition] = rule.conditions
  assert.deepEqual(condition, { head: 'intent', class: 'buy', below: true, enter: 0.07, leave: 0.093 })
  assert.deepEqual(rule.measured, { visits: 400, share: 0.5, precision: 0.96 })
})

test('the absence of what is rare anyway proves nothing', () => {
  const few = (buyers: number): Moment[] =>
    momentsOf(
      many(100, (index) => ({ said: () => (index < 50 ? 0.02 : 0.2), isClass: index >= 100 - buyers })),
    )
  assert.ok('rule' in chooseRule(LOW, few(2 * EXPECTED)))
  assert.match(reasonOf(chooseRule(LOW, few(2 * EXPECTED - 2))), /at most 0\.5 times as many "buy"/)
})

test('facts alone are taken as they stand, and how many they name is measured', () => {
  const { asked: _, ...factsOnly } = WISH
  const facts = [{ fact: 'views', enter: 5, leave: 5 }] as const
  const visits = [
    ...many(30, () => ({ said: () => NaN, isClass: false })),
    ...many(50, () => ({ said: () => NaN, isClass: false, holds: false })),
    ...many(20, () => ({ said: () => NaN, isClass: false, length: 1 })),
  ]
  assert.deepEqual(ruleOf(chooseRule({ ...factsOnly, facts }, momentsOf(visits))), {
    segment: 's',
    sentence: 'Sentence',
    conditions: facts,
    minEvents: 2,
    measured: { visits: 100, share: 0.3 },
  })
})

test('without data the precision that is stated is the threshold', () => {
  const [first] = plainRule(WISH).conditions
  assert.deepEqual(first, { head: 'intent', class: 'buy', enter: 0.5, leave: 0.375 })
  const [low] = plainRule(LOW).conditions
  assert.deepEqual(low, { head: 'intent', class: 'buy', below: true, enter: 0.1, leave: 0.133 })
})

test('the policy names seven segments, and a model is asked only for what it answers', () => {
  const intent = { name: 'intent', classes: ['no-buy', 'buy'] }
  const all = [
    { name: 'intent', classes: ['browse', 'cart-abandon', 'buy'] },
    { name: 'value', classes: ['regular', 'high'] },
    { name: 'risk', classes: ['regular', 'return-prone'] },
  ]
  const names = (heads: typeof all): string[] => [
    ...new Set(SEGMENT_WISHES.filter((wish) => canAnswer(wish, heads)).map(({ segment }) => segment)),
  ]
  assert.deepEqual(names(all), [
    'likely-buyer',
    'cart-at-risk',
    'return-prone',
    'high-value',
    'researcher',
    'bargain-seeker',
    'browser',
  ])
  assert.deepEqual(names([intent]), ['likely-buyer', 'researcher', 'bargain-seeker', 'browser'])
})

test('the threshold of a class is the lower bound of the policy, never an upper one', () => {
  const policy = [plainRule(LOW), plainRule(WISH)]
  assert.equal(thresholdOf(policy, 'intent', 'buy'), 0.5)
  assert.equal(thresholdOf([plainRule(LOW)], 'intent', 'buy'), 0.5)
  assert.equal(
    thresholdOf(
      [{ ...plainRule(WISH), conditions: [{ ...WISH.asked!, enter: 0.7, leave: 0.6 }] }],
      'intent',
      'buy',
    ),
    0.7,
  )
})

const HEAD = { name: 'intent', classes: ['browse', 'cart-abandon', 'buy'] } as const
const labelled = (...labels: readonly VisitLabel[]): Visit[] =>
  labels.map((label, id) => ({
    id: `${id}`,
    visitorId: `${id}`,
    source: 'shop',
    events: [],
    after: [],
    label,
  }))

test('the prior is the share of each class', () => {
  assert.deepEqual(priorOf(HEAD, labelled('browse', 'browse', 'cart-abandon', 'buy')), [0.5, 0.25, 0.25])
})

test('visits that leave open whether a cart was filled are shared out as the others are', () => {
  const visits = labelled('browse', 'browse', 'browse', 'cart-abandon', 'buy', 'no-buy', 'no-buy', 'no-buy')
  assert.deepEqual(priorOf(HEAD, visits), [5.25 / 8, 1.75 / 8, 1 / 8])
  assert.deepEqual(priorOf(HEAD, labelled('no-buy', 'no-buy', 'buy', 'buy')), [0.25, 0.25, 0.5])
})

test('a class that none has counts as half a visit; without visits there is no prior', () => {
  assert.deepEqual(priorOf(HEAD, labelled('browse', 'buy')), [1 / 2.5, 0.5 / 2.5, 1 / 2.5])
  assert.equal(priorOf(HEAD, []), undefined)
})
