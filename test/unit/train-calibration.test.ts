// SPDX-License-Identifier: MIT
// Isotonic calibration: how it is fitted, how the page applies it, which method is chosen.

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Calibration, HeadSpec } from '../../src/segments/calibrate.ts'
import { calibrateHead } from '../../src/segments/calibrate.ts'
import { calibrationFold, splitForCalibration } from '../../src/train/calibration/calibration-split.ts'
import { chooseCalibration, type FoldedCase } from '../../src/train/calibration/choose-calibration.ts'
import { fitIsotonic, type IsotonicCase } from '../../src/train/calibration/fit-isotonic.ts'
import { createRandom } from '../../src/train/random.ts'
import type { Visit } from '../../src/train/visit.ts'

const HEAD: HeadSpec = {
  name: 'intent',
  layer: 'intent',
  classes: ['browse', 'cart-abandon', 'buy'],
  units: 3,
  reads: 'visit',
  calibration: { method: 'none' },
}

const bent = (knots: readonly (readonly [number, number])[]): HeadSpec => ({
  ...HEAD,
  calibration: { method: 'isotonic', temperature: 1, class: 2, knots },
})

const close = (got: number, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs(got - expected) < within, `${got}, not ${expected}`)

test('a curve moves its class along straight lines; the others keep their proportions', () => {
  const head = bent([
    [0, 0],
    [0.2, 0.1],
    [0.6, 0.5],
    [1, 1],
  ])
  const [browse, abandon, buy] = calibrateHead([0.45, 0.15, 0.4], head)
  close(buy!, 0.3)
  close(browse! / abandon!, 3)
  close(browse! + abandon! + buy!, 1)
  close(calibrateHead([0.9, 0, 0.1], head)[2]!, 0.05)
  close(calibrateHead([0.2, 0, 0.8], head)[2]!, 0.75)
})

test('the ends of a curve stay finite and sum to one', () => {
  const head = bent([
    [0, 0.1],
    [1, 0.8],
  ])
  assert.deepEqual(
    calibrateHead([0, 0, 1], head).map((p) => Math.round(p * 1e6) / 1e6),
    [0.1, 0.1, 0.8],
  )
  const low = calibrateHead([1, 0, 0], head)
  close(low[2]!, 0.1, 1e-6)
  close(low[0]! + low[1]! + low[2]!, 1)
})

test('a curve never turns the order round', () => {
  const random = createRandom(2)
  const cases = Array.from({ length: 300 }, (): IsotonicCase => {
    const probability = random.next()
    return { probability, happened: random.next() < probability ** 2 }
  })
  const knots = fitIsotonic(cases)
  assert.ok(knots.length > 4, `${knots.length}`)
  const head = bent(knots)
  let last = -1
  for (let p = 0; p <= 1.0001; p += 0.005) {
    const q = Math.min(p, 1)
    const buy = calibrateHead([1 - q, 0, q], head)[2]!
    assert.ok(buy >= last - 1e-12, `${buy} after ${last} at ${q}`)
    last = buy
  }
})

test('pooling finds the least-squares rising curve: the max-min formula gives the same', () => {
  const random = createRandom(11)
  const cases = Array.from({ length: 40 }, (_, index): IsotonicCase => {
    return { probability: (index + 1) / 50, happened: random.next() < (index + 1) / 60 }
  })
  const mean = (from: number, to: number): number => {
    const part = cases.slice(from, to + 1)
    return part.filter(({ happened }) => happened).length / part.length
  }
  // Fitted value at i: the largest over starts of the smallest mean over ends.
  const fitted = cases.map((_, i) =>
    Math.max(
      ...Array.from({ length: i + 1 }, (_, from) =>
        Math.min(...Array.from({ length: cases.length - i }, (_, k) => mean(from, i + k))),
      ),
    ),
  )
  const blocks = new Map<number, number[]>()
  fitted.forEach((value, i) => {
    const key = Math.round(value * 1e9)
    blocks.set(key, [...(blocks.get(key) ?? []), i])
  })
  const base = cases.filter(({ happened }) => happened).length / cases.length
  const expected = [...blocks.values()].map((indices) => {
    const hits = indices.filter((i) => cases[i]!.happened).length
    const from = indices.reduce((sum, i) => sum + cases[i]!.probability, 0) / indices.length
    return [Number(from.toFixed(5)), Number(((hits + base) / (indices.length + 1)).toFixed(5))]
  })
  const knots = fitIsotonic(cases).slice(1, -1)
  assert.deepEqual(
    knots.map(([from]) => from),
    expected.map(([from]) => from),
  )
  let highest = 0
  expected.forEach(([, to], index) => {
    highest = Math.max(highest, to!)
    assert.equal(knots[index]![1], highest)
  })
})

test('equal probabilities are one point; no case leaves everything as it is', () => {
  const knots = fitIsotonic([
    { probability: 0.3, happened: true },
    { probability: 0.3, happened: false },
    { probability: 0.3, happened: false },
  ])
  assert.deepEqual(knots, [
    [0, 0],
    [0.3, 0.33333],
    [1, 1],
  ])
  assert.deepEqual(fitIsotonic([]), [
    [0, 0],
    [1, 1],
  ])
})

/** Cases whose truth is a function of what the network says of buying. */
function told(count: number, truth: (p: number) => number, seed: number): FoldedCase[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const buy = random.next()
    const happened = random.next() < truth(buy) ? 2 : 0
    const outputs = [(1 - buy) * 0.9, (1 - buy) * 0.1, buy]
    // Nobody knows whether there was a cart.
    const target = happened === 2 ? [0, 0, 1] : [1, 1, 0]
    return { outputs, target, weight: 1, fold: index % 5 }
  })
}

test('what is calibrated already is left alone or hardly moved', () => {
  const { calibration } = chooseCalibration(
    HEAD,
    told(600, (p) => p, 3),
  )
  for (const p of [0.1, 0.5, 0.9]) {
    close(calibrateHead([1 - p, 0, p], { ...HEAD, calibration })[2]!, p, 0.1)
  }
})

test('a curve that no temperature can straighten is left to the isotonic one', () => {
  const truth = (p: number): number => (p < 0.5 ? 0.05 : 0.6)
  const { calibration, candidates } = chooseCalibration(HEAD, told(600, truth, 4))
  assert.equal(calibration.method, 'isotonic')
  const loss = (method: Calibration['method']): number =>
    candidates.find((one) => one.method === method)!.logLoss
  assert.ok(loss('isotonic') < loss('temperature') - 0.01)
  close(calibrateHead([0.7, 0, 0.3], { ...HEAD, calibration })[2]!, 0.05, 0.06)
  close(calibrateHead([0.2, 0, 0.8], { ...HEAD, calibration })[2]!, 0.6, 0.12)
})

test('with too few of one outcome, methods are not tried', () => {
  const methods = (cases: readonly FoldedCase[]): string[] =>
    chooseCalibration(HEAD, cases).candidates.map(({ method }) => method)
  assert.deepEqual(methods(told(100, () => 0, 1)), ['none'])
  assert.deepEqual(methods(told(100, (p) => p * 0.25, 1)), ['none', 'temperature'])
  assert.deepEqual(methods([]), ['none'])
})

test('the calibration has its own visitors, about half, whatever their ids count by', () => {
  const visits = Array.from({ length: 1000 }, (_, index): Visit => {
    const visitorId = `u${4 * (index >> 1)}`
    return { id: `v${index}`, visitorId, source: 'rees46', events: [], after: [], label: 'browse' }
  })
  const { stopping, calibration } = splitForCalibration(visits, 'salt:')
  assert.equal(stopping.length + calibration.length, 1000)
  assert.ok(calibration.length > 400 && calibration.length < 600, `${calibration.length}`)
  const visitors = new Set(stopping.map(({ visitorId }) => visitorId))
  assert.ok(calibration.every(({ visitorId }) => !visitors.has(visitorId)))
  const folds = new Set(visits.map(({ visitorId }) => calibrationFold(visitorId, 'salt:')))
  assert.equal(folds.size, 5)
})
