// SPDX-License-Identifier: MIT
// The segment policy of a package: what is refused, and in which words.

import assert from 'node:assert/strict'
import test from 'node:test'
import { checkPolicy } from '../../src/model/package/check-policy.ts'
import type { HeadSpec } from '../../src/model/package-format.ts'

const HEADS: readonly HeadSpec[] = [
  {
    name: 'intent',
    layer: 'intent',
    classes: ['browse', 'cart-abandon', 'buy'],
    units: 3,
    reads: 'visit',
    calibration: { method: 'none' },
  },
]
const BUY = { head: 'intent', class: 'buy', enter: 0.5, leave: 0.4 }
const VIEWS = { fact: 'views', enter: 5, leave: 5 }

function check(policy: unknown): void {
  checkPolicy(policy, HEADS, (problem) => {
    throw new Error(problem)
  })
}

const ruleOf = (...conditions: readonly unknown[]): unknown => [
  { segment: 'x', sentence: 'Sentence', minEvents: 2, conditions },
]

test('conditions on classes and facts, with lower and upper bounds, are taken; so is an empty policy', () => {
  check([])
  check(ruleOf(BUY))
  check(ruleOf({ ...BUY, enter: 0, leave: 0 }, { ...BUY, enter: 1, leave: 1 }))
  check(ruleOf({ ...BUY, below: true, enter: 0.1, leave: 0.2 }, VIEWS))
  check(ruleOf({ fact: 'cart', below: true, enter: 0, leave: 0 }, { ...VIEWS, enter: 40 }))
})

const refused: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  'no list': [{}, /policy/],
  'a rule that is a text': [['x'], /a rule of policy/],
  'a rule without conditions': [ruleOf(), /rule "x" has no conditions/],
  'a rule of the old format': [
    [{ segment: 'x', sentence: 's', minEvents: 1, ...BUY }],
    /conditions of a rule/,
  ],
  'a rule without a sentence': [[{ segment: 'x', minEvents: 1, conditions: [BUY] }], /sentence of a rule/],
  'a rule from event 0 on': [
    [{ segment: 'x', sentence: 's', minEvents: 0, conditions: [BUY] }],
    /minEvents of a rule/,
  ],
  'a head that is not there': [ruleOf({ ...BUY, head: 'risk' }), /rule "x" asks for a head, class or fact/],
  'a class that is not there': [
    ruleOf({ ...BUY, class: 'steal' }),
    /rule "x" asks for a head, class or fact/,
  ],
  'a head without a class': [
    ruleOf({ head: 'intent', enter: 0.5, leave: 0.5 }),
    /asks for a head, class or fact/,
  ],
  'a fact that is not there': [ruleOf({ ...VIEWS, fact: 'age' }), /rule "x" asks for a head, class or fact/],
  'a fact that every object has': [ruleOf({ ...VIEWS, fact: 'toString' }), /asks for a head, class or fact/],
  'a condition about nothing': [ruleOf({ enter: 0.5, leave: 0.5 }), /asks for a head, class or fact/],
  'a threshold that is no number': [ruleOf({ ...BUY, enter: '0.5' }), /enter/],
  'no way out': [ruleOf({ ...BUY, leave: undefined }), /leave/],
  'a probability above 1': [ruleOf({ ...BUY, enter: 1.1 }), /0 ≤ leave ≤ enter/],
  'a negative threshold': [ruleOf({ ...BUY, leave: -0.1 }), /0 ≤ leave ≤ enter/],
  'a way out above the way in': [ruleOf({ ...BUY, leave: 0.6 }), /0 ≤ leave ≤ enter/],
  'the same of a fact': [ruleOf({ ...VIEWS, leave: 6 }), /0 ≤ leave ≤ enter/],
  'an upper bound that is left inside': [ruleOf({ ...BUY, below: true }), /other way round with below/],
  'a second condition that is wrong': [
    ruleOf(BUY, { ...VIEWS, fact: 'age' }),
    /asks for a head, class or fact/,
  ],
}
for (const [what, [policy, message]] of Object.entries(refused)) {
  test(`${what} is refused`, () => {
    assert.throws(() => check(policy), { message })
  })
}
