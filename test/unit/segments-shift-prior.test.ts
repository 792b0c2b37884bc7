// SPDX-License-Identifier: MIT
// Prior shift: probabilities learned at one conversion rate, used at another.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calibrate, type HeadSpec } from '../../src/segments/calibrate.ts'
import { shiftPrior, withShare } from '../../src/segments/shift-prior.ts'

const close = (got: number, expected: number, within = 1e-12): void =>
  assert.ok(Math.abs(got - expected) <= within, `${got}, not ${expected}`)
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const PRIOR = [0.9, 0.06, 0.04]
const HEAD: HeadSpec = {
  name: 'intent',
  layer: 'intent',
  classes: ['browse', 'cart-abandon', 'buy'],
  units: 3,
  reads: 'visit',
  calibration: { method: 'none' },
  prior: PRIOR,
}
const VALUE: HeadSpec = {
  ...HEAD,
  name: 'value',
  layer: 'value',
  classes: ['regular', 'buy'],
  units: 1,
  prior: [0.8, 0.2],
}

test('the same shares change nothing', () => {
  shiftPrior([0.5, 0.3, 0.2], PRIOR, PRIOR).forEach((p, i) => close(p, [0.5, 0.3, 0.2][i]!))
})

test('odds are multiplied by exactly wanted over prior', () => {
  const wanted = [0.5, 0.25, 0.25]
  const [browse = 0, abandon = 0, buy = 0] = shiftPrior([0.7, 0.2, 0.1], PRIOR, wanted)
  close(buy / browse, (0.1 / 0.7) * (0.25 / 0.04 / (0.5 / 0.9)), 1e-9)
  close(abandon / browse, (0.2 / 0.7) * (0.25 / 0.06 / (0.5 / 0.9)), 1e-9)
})

test('it is the rule of Bayes: shifting what was seen at one rate gives what is seen at the other', () => {
  // A sign that 60 % of the buyers and 10 % of the others show.
  const seenAt = (rate: number): number => (0.6 * rate) / (0.6 * rate + 0.1 * (1 - rate))
  const here = seenAt(0.04)
  const [, there = 0] = shiftPrior([1 - here, here], [0.96, 0.04], [0.8, 0.2])
  close(there, seenAt(0.2))
})

test('shares where one is known keep the others in proportion', () => {
  const shares = withShare(PRIOR, 2, 0.2)
  close(shares[2]!, 0.2)
  close(shares[0]! / shares[1]!, 0.9 / 0.06, 1e-9)
  close(sumOf(shares), 1)
})

test('it sums to 1, keeps the order of visits and stays finite, at any rate', () => {
  const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })
  const chance = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, chance, chance, (prior, wanted, one, other) => {
      const buy = (p: number): number => {
        const shifted = shiftPrior([1 - p, p], [1 - prior, prior], withShare([1 - prior, prior], 1, wanted))
        assert.ok(shifted.every((value) => value >= 0 && value <= 1))
        close(sumOf(shifted), 1, 1e-9)
        return shifted[1]!
      }
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      assert.ok(buy(low) <= buy(high) + 1e-12)
    }),
  )
})

test('certainty stays certainty, and a class without a share does not divide by zero', () => {
  assert.deepEqual(shiftPrior([0, 0, 1], PRIOR, [0.98, 0.01, 0.01]), [0, 0, 1])
  const shifted = shiftPrior([0.5, 0.5], [1, 0], [0.5, 0.5])
  assert.ok(shifted.every(Number.isFinite))
  assert.ok(withShare([0, 1], 1, 0.5).every(Number.isFinite))
  assert.deepEqual(shiftPrior([0, 1], [0.5, 0.5], [1, 0]), [0, 1])
})

test('a stated conversion rate reaches intent alone', () => {
  const outputs = [[0.6, 0.2, 0.2], [0.3]]
  const plain = calibrate(outputs, [HEAD, VALUE])
  const own = calibrate(outputs, [HEAD, VALUE], 0.01)
  const odds = ({ intent }: typeof plain): number => intent!['buy']! / intent!['browse']!
  close(odds(own) / odds(plain), (0.01 / 0.04) * (0.96 / 0.99), 1e-9)
  close(own.intent!['browse']! / own.intent!['cart-abandon']!, 3, 1e-9)
  assert.deepEqual(own.value, plain.value)
})

test('stating the rate of the training data changes nothing', () => {
  const [plain, same] = [undefined, 0.04].map((rate) => calibrate([[0.6, 0.2, 0.2]], [HEAD], rate).intent!)
  for (const name of HEAD.classes) close(same![name]!, plain![name]!)
})

test('a head that does not say its shares, or cannot say who buys, is left as it is', () => {
  const { prior: _, ...bare } = HEAD
  const other = { ...HEAD, classes: ['browse', 'cart-abandon', 'order'] }
  assert.deepEqual(calibrate([[0.6, 0.2, 0.2]], [bare], 0.2), calibrate([[0.6, 0.2, 0.2]], [bare]))
  assert.deepEqual(calibrate([[0.6, 0.2, 0.2]], [other], 0.2), calibrate([[0.6, 0.2, 0.2]], [other]))
})
