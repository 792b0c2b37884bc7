// SPDX-License-Identifier: MIT
// The tables of the evaluation, to the letter, and what the tables about the package are made of.

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Figure, QuestionFigures } from '../../bench/evaluate-model/figures/measure-folds.ts'
import { FLOAT_MODEL, MODEL } from '../../bench/evaluate-model/folds/answers.ts'
import { continuationsOf, prefixesOf } from '../../bench/evaluate-model/package/grow-visits.ts'
import { measureGrowth, type Growth } from '../../bench/evaluate-model/package/measure-growth.ts'
import { largestDifference } from '../../bench/evaluate-model/package/measure-parity.ts'
import { entropyOf } from '../../bench/evaluate-model/package/measure-shops.ts'
import { STRIPPED_SHOPS } from '../../bench/evaluate-model/package/strip-shop.ts'
import { SHOPPER_RECIPE } from '../../bench/evaluate-model/recipe.ts'
import {
  growthTable,
  parityTable,
  policyTable,
  shopsTable,
} from '../../bench/evaluate-model/report/package-tables.ts'
import {
  bitsTable,
  calibrationTable,
  leftOutTable,
  rankingTable,
  simulationTable,
} from '../../bench/evaluate-model/report/quality-tables.ts'
import { writeReport } from '../../bench/evaluate-model/report/write-report.ts'
import type { NodeScorer } from '../../src/train/node-scorer.ts'
import type { Visit } from '../../src/train/visit.ts'
import { visit } from './features-support.ts'

const around = (value: number): Figure => ({ value, low: value - 0.01, high: value + 0.02 })

function scorer(name: string, auc: number, behind = 0): QuestionFigures['scorers'][number] {
  return {
    name,
    figures: {
      auc: around(auc),
      averagePrecision: around(0.3),
      pooledAuc: around(auc),
      pooledAveragePrecision: { value: 0.25, low: NaN, high: NaN },
      calibrationError: around(0.03),
    },
    behind: around(behind),
  }
}

const END: QuestionFigures = {
  source: 'rees46',
  head: 'intent',
  class: 'buy',
  stop: null,
  visits: 200,
  positives: 7,
  folds: 5,
  scorers: [scorer(MODEL, 0.7), scorer(FLOAT_MODEL, 0.705, -0.005), scorer('logistic, 8 counts', 0.6)],
}
const AFTER: QuestionFigures = { ...END, stop: 1, visits: 400, scorers: [END.scorers[0]!, END.scorers[2]!] }
const BROWSE: QuestionFigures = { ...END, class: 'browse', scorers: [scorer(MODEL, 0.8)] }
const QUESTIONS = [AFTER, BROWSE, END]

/** Cells of a table, without the padding; the rule under the head left out. */
function cells(table: string): string[][] {
  return table
    .split('\n')
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
}

test('rankings stand with their rivals, the end of the visit first, and say whether what is asked is met', () => {
  assert.deepEqual(cells(rankingTable(QUESTIONS)).slice(1), [
    [
      'REES46, buy',
      '200, 3.5 %',
      'model',
      '0.700 (0.690–0.720)',
      '0.300 (0.290–0.320)',
      '0.700 (0.690–0.720)',
      '0.250',
      '0.66 / 0.26',
      'in the mean alone',
    ],
    [
      '',
      '',
      'logistic, 8 counts',
      '0.600 (0.590–0.620)',
      '0.300 (0.290–0.320)',
      '0.600 (0.590–0.620)',
      '0.250',
      '',
      '',
    ],
    [
      'REES46, buy, after 1 event',
      '400, 1.8 %',
      'model',
      '0.700 (0.690–0.720)',
      '0.300 (0.290–0.320)',
      '0.700 (0.690–0.720)',
      '0.250',
      '',
      '',
    ],
    [
      '',
      '',
      'logistic, 8 counts',
      '0.600 (0.590–0.620)',
      '0.300 (0.290–0.320)',
      '0.600 (0.590–0.620)',
      '0.250',
      '',
      '',
    ],
  ])
})

test('calibration is judged at the end of the visit, for every class', () => {
  assert.deepEqual(cells(calibrationTable(QUESTIONS)), [
    ['question', 'head', 'cases', 'calibration error', 'asked', 'met'],
    ['REES46, browse', 'intent', '200', '0.030 (0.020–0.050)', '≤ 0.03', 'yes'],
    ['REES46, buy', 'intent', '200', '0.030 (0.020–0.050)', '≤ 0.03', 'yes'],
  ])
})

test('what 8 bits lose is what float32 is ahead', () => {
  assert.deepEqual(cells(bitsTable(QUESTIONS)), [
    ['question', 'AUC, float32', 'AUC, 8 bits', 'lost', 'asked', 'met'],
    ['REES46, buy', '0.7050', '0.7000', '0.0050 (-0.0150–0.0150)', '≤ 0.005', 'yes'],
  ])
})

test('a shop that was left out says what was learned from', () => {
  assert.deepEqual(cells(leftOutTable([{ learned: 'ospi + invoices', questions: QUESTIONS }])).slice(1), [
    [
      'REES46, buy',
      'ospi + invoices',
      'model',
      '0.700 (0.690–0.720)',
      '0.300 (0.290–0.320)',
      '0.030 (0.020–0.050)',
    ],
    ['', '', 'logistic, 8 counts', '0.600 (0.590–0.620)', '0.300 (0.290–0.320)', '0.030 (0.020–0.050)'],
  ])
})

const STILL = { cases: 10, falls: 0, largestFall: 0, largestSwing: 0.04 }
const GROWTH: Growth = {
  checkout: STILL,
  secondView: { cases: 10, falls: 2, largestFall: 0.1, largestSwing: 0.3 },
  furtherView: STILL,
  later: { ...STILL, falls: 5, largestSwing: 0.06 },
}

test('growth is judged by falls, a pause by its swing', () => {
  assert.deepEqual(cells(growthTable(GROWTH)).slice(1), [
    ['`begin_checkout`', '10', '0', '0.0000', '0.0400', '0 falls', 'yes'],
    ['a second view of the same item', '10', '2', '0.1000', '0.3000', '0 falls', 'no'],
    ['a third or later view of it', '10', '0', '0.0000', '0.0400', '0 falls', 'yes'],
    ['ten more seconds before the last event', '10', '5', '0.0000', '0.0600', 'swing ≤ 0.05', 'no'],
  ])
})

test('an engine that gives no number is not within anything', () => {
  const row = { source: 'ospi', engine: 'webgl', visits: 3, mean: 1e-5 } as const
  assert.deepEqual(
    cells(
      parityTable([
        { ...row, largest: 1e-3 },
        { ...row, largest: NaN },
      ]),
    ).map((line) => line.slice(3)),
    [
      ['largest difference', 'mean', 'asked', 'met', 'within 1.0e-4'],
      ['1.0e-3', '1.0e-5', '≤ 2.0e-3', 'yes', 'no'],
      ['–', '1.0e-5', '≤ 2.0e-3', 'no', 'no'],
    ],
  )
  assert.equal(largestDifference([0.5, 0.1], [0.25, 0.2]), 0.25)
  assert.ok(Number.isNaN(largestDifference([NaN, 0.1], [0.25, 0.2])))
  assert.ok(Number.isNaN(largestDifference([0.1], [0.1, 0.2])))
})

test('a policy is shown whatever its rules consist of', () => {
  assert.deepEqual(
    cells(
      policyTable([
        { segment: 'a', enter: 0.5 },
        { segment: 'b', when: { fact: 'x' } },
      ]),
    ),
    [
      ['segment', 'enter', 'when'],
      ['a', '0.5', ''],
      ['b', '', '{"fact":"x"}'],
    ],
  )
  assert.match(policyTable({ rules: [] }), /^```json\n\{\n {2}"rules": \[\]/)
})

test('the report holds every table', () => {
  const report = writeReport({
    command: 'npm run evaluate:model',
    date: '2000-01-01',
    recipe: SHOPPER_RECIPE,
    folds: 5,
    seed: 1,
    fits: [{ job: 'fold-1-of-5', bestEpoch: 3, epochs: 9, seconds: 1.4 }],
    questions: QUESTIONS,
    unsimulated: QUESTIONS,
    leftOut: [{ learned: 'ospi', questions: QUESTIONS }],
    modelVersion: '1.2.3',
    parity: [],
    growth: GROWTH,
    shops: [
      { source: 'ospi', shop: 'as it is', visits: 5, auc: 0.5, averagePrecision: 1, entropy: 1, meanBuy: 0 },
    ],
    policy: [],
  })
  for (const table of [
    rankingTable(QUESTIONS),
    calibrationTable(QUESTIONS),
    bitsTable(QUESTIONS),
    simulationTable(QUESTIONS, QUESTIONS),
    growthTable(GROWTH),
    shopsTable([
      { source: 'ospi', shop: 'as it is', visits: 5, auc: 0.5, averagePrecision: 1, entropy: 1, meanBuy: 0 },
    ]),
    'fold-1-of-5 3/9 (1 s)',
    '`models/shopper` 1.2.3',
  ]) {
    assert.ok(report.includes(table), table)
  }
})

const kettle = { item_id: 'k', price: 20 }
const whisk = { item_id: 'w', price: 5 }
const STEPS = visit(
  { name: 'view_item_list', items: [kettle, whisk] },
  { name: 'view_item', items: [kettle] },
  { name: 'view_item', items: [whisk] },
  { name: 'add_to_cart', items: [whisk], value: 5 },
  { name: 'view_item', items: [kettle] },
)

test('a visit grows by a checkout, by one more view of what was seen last, by a pause', () => {
  assert.deepEqual(
    prefixesOf(STEPS, 3).map(({ length }) => length),
    [1, 2, 3],
  )
  const { checkout, secondView, later } = continuationsOf(STEPS.slice(0, 4))
  assert.equal(checkout.at(-1)?.name, 'begin_checkout')
  assert.deepEqual((checkout.at(-1) as { items: unknown }).items, [whisk])
  assert.deepEqual((secondView?.at(-1) as { items: unknown }).items, [whisk])
  assert.equal(secondView?.at(-1)?.timeMs, STEPS[3]!.timeMs + 40_000)
  assert.deepEqual(
    later?.map(({ timeMs }, index) => timeMs - STEPS[index]!.timeMs),
    [0, 0, 0, 10_000],
  )
  const end = continuationsOf(STEPS)
  assert.equal(end.secondView, undefined)
  assert.equal(end.furtherView?.length, 6)
  assert.deepEqual(Object.keys(continuationsOf(STEPS.slice(0, 1))), ['checkout'])
})

test('a fall is counted once it is more than rounding', async () => {
  // Says less the longer a visit is, but for one event.
  const said = [0.5, 0.4, 0.4 - 1e-9, 0.3]
  const stub = {
    score: async (histories: readonly { tokens: Int32Array }[]) =>
      histories.map(({ tokens }) => {
        const buy = said[tokens.filter((token) => token > 0).length - 1]!
        return { intent: { browse: 1 - buy, buy } }
      }),
  } as unknown as NodeScorer
  const one: Visit = {
    id: 'v',
    visitorId: 'v',
    source: 'shop',
    events: visit(
      { name: 'view_item', items: [kettle] },
      { name: 'view_item', at: 60, items: [whisk] },
      { name: 'view_item', at: 120, items: [{ item_id: 'x' }] },
    ),
    after: [],
    label: 'browse',
  }
  const { checkout, secondView, furtherView, later } = await measureGrowth(stub, [one])
  assert.deepEqual([checkout.cases, checkout.falls], [3, 2])
  assert.ok(Math.abs(checkout.largestFall - 0.1) < 1e-6)
  assert.deepEqual(secondView, checkout)
  assert.deepEqual(furtherView, { cases: 0, falls: 0, largestFall: 0, largestSwing: 0 })
  assert.deepEqual(later, { cases: 2, falls: 0, largestFall: 0, largestSwing: 0 })
})

test('a poorer shop tells less, another currency the same in other numbers', () => {
  const strip = (shop: string): typeof STEPS => STRIPPED_SHOPS[shop]!(STEPS)
  assert.deepEqual(
    strip('without lists').map(({ name }) => name),
    ['view_item', 'view_item', 'add_to_cart', 'view_item'],
  )
  assert.deepEqual(
    strip('without times').map(({ timeMs }) => timeMs - STEPS[0]!.timeMs),
    [0, 1, 2, 3, 4],
  )
  assert.deepEqual(
    strip('page views only').map((event) => (event.name === 'page_view' ? event.page_location : event.name)),
    ['/k', '/k', '/w', '/k'],
  )
  const dear = strip('another currency (prices × 100)')[3] as unknown as { value: number; items: unknown }
  assert.deepEqual([dear.value, dear.items], [500, [{ item_id: 'w', price: 500 }]])
  assert.deepEqual(strip('as it is'), STEPS)
  assert.equal(entropyOf([0.5, 0.25, 0.25, 0]), 1.5)
})
