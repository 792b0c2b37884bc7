// SPDX-License-Identifier: MIT
// Every metric against its definition, written out pair by pair and case by case.

import assert from 'node:assert/strict'
import test from 'node:test'
import { bootstrapFor, percentileInterval, resampleVisitors } from '../../src/train/metrics/bootstrap.ts'
import { toCases } from '../../src/train/metrics/cases.ts'
import { calibrationGroups, curvesOf } from '../../src/train/metrics/curves.ts'
import { confusionAt, decisionMetrics } from '../../src/train/metrics/decision-metrics.ts'
import { measureScorers } from '../../src/train/metrics/measure-scorers.ts'
import { METRIC_NAMES, metricsOf, whyMissing, type MetricName } from '../../src/train/metrics/metric-table.ts'
import { brierScore, calibrationError, logLoss } from '../../src/train/metrics/probability-metrics.ts'
import { averagePrecision, rankedGain, rocAuc } from '../../src/train/metrics/rank-metrics.ts'
import { createRandom } from '../../src/train/random.ts'
import { MetricInputError } from '../../src/train/train-errors.ts'

const close = (got: number, expected: number, within = 1e-12): void =>
  assert.ok(Math.abs(got - expected) < within, `${got}, not ${expected}`)

interface Case {
  readonly p: number
  readonly y: boolean
  readonly w: number
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const weigh = (cases: readonly Case[]): number => sum(cases.map(({ w }) => w))

/** The definitions, as slow and as plain as they can be. */
const DEFINITIONS: Readonly<Record<MetricName, (cases: readonly Case[], threshold: number) => number>> = {
  accuracy: (cases, t) => weigh(cases.filter(({ p, y }) => p >= t === y)) / weigh(cases),
  precision: (cases, t) => {
    const said = cases.filter(({ p }) => p >= t)
    return weigh(said.filter(({ y }) => y)) / weigh(said)
  },
  recall: (cases, t) => {
    const positive = cases.filter(({ y }) => y)
    return weigh(positive.filter(({ p }) => p >= t)) / weigh(positive)
  },
  f1: (cases, t) => {
    const precision = DEFINITIONS.precision(cases, t)
    const recall = DEFINITIONS.recall(cases, t)
    if (recall === 0) return 0
    return (2 * precision * recall) / (precision + recall)
  },
  auc: (cases) => {
    const pairs = cases
      .filter(({ y }) => y)
      .flatMap((a) => cases.filter(({ y }) => !y).map((b) => ({ a, b, w: a.w * b.w })))
    return (
      sum(pairs.map(({ a, b, w }) => w * (a.p > b.p ? 1 : a.p === b.p ? 0.5 : 0))) /
      sum(pairs.map(({ w }) => w))
    )
  },
  averagePrecision: (cases) => {
    const positive = cases.filter(({ y }) => y)
    const precisionFrom = (t: number): number => DEFINITIONS.precision(cases, t)
    return sum(positive.filter(({ w }) => w > 0).map(({ p, w }) => w * precisionFrom(p))) / weigh(positive)
  },
  logLoss: (cases) =>
    -sum(cases.map(({ p, y, w }) => w * Math.log(Math.max(y ? p : 1 - p, 1e-9)))) / weigh(cases),
  brier: (cases) => sum(cases.map(({ p, y, w }) => w * (p - (y ? 1 : 0)) ** 2)) / weigh(cases),
  calibrationError: (cases) => {
    const bins = Array.from({ length: 15 }, (_, k) =>
      cases.filter(({ p }) => p >= k / 15 && (k === 14 || p < (k + 1) / 15)),
    ).filter((bin) => weigh(bin) > 0)
    return sum(
      bins.map((bin) => {
        const said = sum(bin.map(({ p, w }) => p * w)) / weigh(bin)
        const happened = weigh(bin.filter(({ y }) => y)) / weigh(bin)
        return (weigh(bin) / weigh(cases)) * Math.abs(said - happened)
      }),
    )
  },
  gain: (cases) => {
    // The top tenth, cut through a tie as if its members came in every order alike.
    const levels = [...new Set(cases.map(({ p }) => p))].sort((a, b) => b - a)
    let room = weigh(cases) / 10
    let found = 0
    for (const level of levels) {
      const tied = cases.filter(({ p }) => p === level)
      const taken = Math.min(room, weigh(tied))
      if (weigh(tied) > 0) found += (weigh(tied.filter(({ y }) => y)) * taken) / weigh(tied)
      room -= taken
    }
    return found / weigh(cases.filter(({ y }) => y))
  },
  lift: (cases) => DEFINITIONS.gain(cases, 0) * 10,
}

function made(seed: number, count: number, levels: number, weighted: boolean): Case[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const p = levels > 0 ? random.integer(levels + 1) / levels : random.next()
    return { p, y: random.next() < 0.2 + 0.5 * p, w: weighted ? random.integer(4) : 1 }
  })
}

const ranked = (cases: readonly Case[]): ReturnType<typeof toCases> =>
  toCases(
    cases.map(({ p }) => p),
    cases.map(({ y }) => y),
  )

for (const [what, levels, weighted] of [
  ['distinct scores', 0, false],
  ['many ties', 6, false],
  ['ties and weights, some of them 0', 6, true],
  ['two scores alone', 1, true],
] as const) {
  test(`with ${what}, every metric is within 1e-9 of its definition`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const cases = made(seed, 60, levels, weighted)
      const got = metricsOf(
        ranked(cases),
        0.5,
        cases.map(({ w }) => w),
      )
      for (const name of METRIC_NAMES) close(got[name], DEFINITIONS[name](cases, 0.5), 1e-9)
    }
  })
}

test('weights are the same as copies', () => {
  const cases = made(4, 40, 5, true)
  const copies = cases.flatMap((one) => Array.from({ length: one.w }, () => ({ ...one, w: 1 })))
  const weighted = metricsOf(
    ranked(cases),
    0.4,
    cases.map(({ w }) => w),
  )
  const copied = metricsOf(ranked(copies), 0.4)
  for (const name of METRIC_NAMES) close(weighted[name], copied[name], 1e-9)
})

test('ROC AUC counts pairs: of 2 × 2, three are in order', () => {
  close(rocAuc([0.9, 0.4, 0.6, 0.1], [true, true, false, false]), 0.75)
})

test('ROC AUC counts a tie as half a pair, in whatever order the cases come', () => {
  close(rocAuc([0.5, 0.5, 0.2], [true, false, false]), 0.75)
  close(rocAuc([0.2, 0.5, 0.5], [false, false, true]), 0.75)
  close(rocAuc([1, 1, 1, 1], [true, false, true, false]), 0.5)
})

test('average precision adds the precision at each positive, that of the whole group for ties', () => {
  close(averagePrecision([0.9, 0.8, 0.7, 0.6], [true, false, true, false]), (1 + 2 / 3) / 2)
  close(averagePrecision([0.5, 0.5, 0.5, 0.5], [true, false, false, false]), 0.25)
  close(averagePrecision([0.9, 0.5, 0.5], [false, true, true]), 2 / 3)
  close(averagePrecision([0.5, 0.5, 0.9], [true, true, false]), 2 / 3)
})

test('decisions are counted from the threshold on, inclusive', () => {
  const confusion = confusionAt(toCases([0.9, 0.5, 0.2, 0.1, 0.1], [true, false, true, false, false]), 0.5)
  assert.deepEqual(confusion, { truePositive: 1, falsePositive: 1, falseNegative: 1, trueNegative: 2 })
  const { accuracy, precision, recall, f1 } = decisionMetrics(confusion)
  assert.deepEqual([accuracy, precision, recall, f1], [3 / 5, 1 / 2, 1 / 2, 1 / 2])
})

test('log loss is the mean surprise, and finite for a sure mistake', () => {
  close(logLoss([0.5, 0.25], [true, false]), -(Math.log(0.5) + Math.log(0.75)) / 2)
  close(logLoss([0], [true]), -Math.log(1e-9))
})

test('the Brier score is the mean squared distance', () => {
  close(brierScore([1, 0.5, 0], [true, true, true]), (0 + 0.25 + 1) / 3)
})

test('calibration error weighs the bins by their cases', () => {
  // Bin of 0.1: said 0.1, happened 0; bin of 0.9: said 0.9, happened 1 of 2.
  close(calibrationError([0.1, 0.9, 0.9], [false, true, false]), (0.1 + Math.abs(1.8 - 1)) / 3)
  close(calibrationError([1, 1, 0], [true, true, false]), 0)
})

test('the gain of the top half holds its share of a tie', () => {
  close(rankedGain(toCases([0.9, 0.5, 0.5, 0.1], [true, true, false, false]), 0.5), (1 + 0.5) / 2)
  close(rankedGain(toCases([0.9, 0.1], [true, false]), 1), 1)
})

test('of one class alone, what is not defined is named and everything else is told', () => {
  const outcomes = (is: boolean) => ({ positives: [is, is, is], visitors: ['a', 'b', 'c'] })
  const scorers = [{ name: 'model', probabilities: [0.1, 0.2, 0.7] }]
  const [none] = measureScorers(scorers, outcomes(false), 0.5)
  assert.deepEqual(none!.metrics.auc, { value: null, low: null, high: null, missing: 'no positives' })
  for (const name of ['recall', 'averagePrecision', 'lift', 'gain'] as const)
    assert.equal(none!.metrics[name].missing, 'no positives', name)
  close(none!.metrics.accuracy.value!, 2 / 3)
  close(none!.metrics.precision.value!, 0)
  close(none!.metrics.brier.value!, (0.01 + 0.04 + 0.49) / 3)
  const [all] = measureScorers(scorers, outcomes(true), 0.9)
  assert.equal(all!.metrics.auc.missing, 'no negatives')
  assert.equal(all!.metrics.precision.missing, 'nothing decided yes')
  assert.equal(all!.metrics.averagePrecision.value, 1)
  const [empty] = measureScorers([{ name: 'model', probabilities: [] }], { positives: [], visitors: [] }, 0.5)
  for (const name of METRIC_NAMES) assert.equal(empty!.metrics[name].missing, 'no cases', name)
  assert.equal(whyMissing('auc', toCases([], [])), 'no cases')
})

test('the plain functions give NaN where a metric is not defined, as they say', () => {
  assert.ok(Number.isNaN(rocAuc([0.1, 0.2], [true, true])))
  assert.ok(Number.isNaN(rocAuc([], [])))
  assert.ok(Number.isNaN(averagePrecision([0.1, 0.2], [false, false])))
  assert.ok(Number.isNaN(logLoss([], [])))
})

test('what is no score, no probability or no weight is an error that says which one', () => {
  const refused: readonly (readonly [() => unknown, RegExp])[] = [
    [() => rocAuc([0.1, NaN], [true, false]), /Score 1 is NaN/],
    [() => averagePrecision([Infinity], [true]), /Score 0 is Infinity/],
    [() => logLoss([0.2, NaN], [true, false]), /Score 1 is NaN/],
    [() => logLoss([1.2], [true]), /Probability 0 is 1\.2, outside \[0, 1\]/],
    [() => brierScore([-0.1], [true]), /Probability 0 is -0\.1/],
    [() => calibrationError([0.1], [true, false]), /1 scores but 2 outcomes/],
    [() => rocAuc([0.1, 0.2], [true, false], [1]), /1 weights but 2 cases/],
    [() => rocAuc([0.1, 0.2], [true, false], [1, -1]), /Weight 1 is -1/],
    [
      () =>
        measureScorers([{ name: 'x', probabilities: [NaN] }], { positives: [true], visitors: ['a'] }, 0.5),
      /Score 0 is NaN/,
    ],
  ]
  for (const [run, message] of refused) {
    assert.throws(run, (error: unknown) => error instanceof MetricInputError && message.test(error.message))
  }
})

test('a draw takes as many visitors as there are, all visits of one together', () => {
  const visitors = ['a', 'b', 'a', 'c', 'c', 'c']
  const options = { resamples: 200, seed: 3, level: 0.95 }
  const draws = [...resampleVisitors(visitors, options)].length
  assert.equal(draws, 200)
  for (const weights of resampleVisitors(visitors, options)) {
    assert.equal(weights[0], weights[2])
    assert.equal(weights[3], weights[4])
    assert.equal(weights[0]! + weights[1]! + weights[3]!, 3)
  }
})

test('intervals are those of the metrics of each draw, and the same for the same seed', () => {
  const cases = made(9, 50, 0, false)
  const visitors = cases.map((_, index) => `v${index % 30}`)
  const options = { resamples: 300, seed: 5, level: 0.9 }
  const positives = cases.map(({ y }) => y)
  const scorers = [
    { name: 'model', probabilities: cases.map(({ p }) => p) },
    { name: 'rival', probabilities: cases.map(({ p }) => p ** 2) },
    { name: 'coin', probabilities: cases.map(() => 0.3) },
  ]
  const [model, rival, coin] = measureScorers(scorers, { positives, visitors }, 0.5, options)
  const briers: number[] = []
  for (const weights of resampleVisitors(visitors, options)) {
    briers.push(
      DEFINITIONS.brier(
        cases.map((one, index) => ({ ...one, w: weights[index]! })),
        0.5,
      ),
    )
  }
  briers.sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (briers.length - 1)
    const below = Math.floor(place)
    return briers[below]! + (briers[below + 1]! - briers[below]!) * (place - below)
  }
  close(model!.metrics.brier.low!, at(0.05), 1e-9)
  close(model!.metrics.brier.high!, at(0.95), 1e-9)
  assert.deepEqual(measureScorers(scorers, { positives, visitors }, 0.5, options)[0], model)
  assert.equal(model!.behindFirst, undefined)
  // The square keeps the order: on every draw the AUC is the same.
  assert.deepEqual(
    [rival!.behindFirst!.auc.value, rival!.behindFirst!.auc.low, rival!.behindFirst!.auc.high],
    [0, 0, 0],
  )
  assert.ok(coin!.behindFirst!.auc.low! > 0)
})

test('a figure that most draws do not have gets no interval', () => {
  assert.equal(percentileInterval([1, 2, NaN, NaN], 0.95), undefined)
  assert.equal(percentileInterval([], 0.95), undefined)
  assert.deepEqual(percentileInterval([0, 1, 2, 3, 4], 0.5), { low: 1, high: 3 })
})

test('more visits are drawn fewer times, but never under 200', () => {
  assert.equal(bootstrapFor(1000).resamples, 1000)
  assert.equal(bootstrapFor(40_000).resamples, 500)
  assert.equal(bootstrapFor(10_000_000).resamples, 200)
})

test('curves end where everything is found, and their area is the AUC', () => {
  const cases = made(6, 3000, 0, false)
  const { roc, precisionRecall, gains } = curvesOf(ranked(cases))
  assert.deepEqual(
    [roc[0], roc.at(-1), gains.at(-1)],
    [
      [0, 0],
      [1, 1],
      [1, 1],
    ],
  )
  assert.ok(roc.length <= 203, `${roc.length}`)
  assert.equal(precisionRecall.at(-1)![0], 1)
  const area = sum(roc.slice(1).map(([x, y], index) => ((x - roc[index]![0]) * (y + roc[index]![1])) / 2))
  close(area, DEFINITIONS.auc(cases, 0), 1e-3)
  assert.deepEqual(curvesOf(toCases([0.1], [true])).roc, [])
})

test('calibration groups hold every visit once, ties together, by rising probability', () => {
  const cases = made(7, 200, 12, false)
  const groups = calibrationGroups(ranked(cases))
  assert.equal(sum(groups.map(({ visits }) => visits)), 200)
  assert.ok(groups.length <= 10 && groups.length >= 5, `${groups.length}`)
  groups.forEach((group, index) => {
    assert.ok(group.low <= group.happened && group.happened <= group.high)
    if (index > 0) assert.ok(group.said > groups[index - 1]!.said)
  })
  close(sum(groups.map(({ visits, said }) => visits * said)), sum(cases.map(({ p }) => p)), 1e-9)
})
