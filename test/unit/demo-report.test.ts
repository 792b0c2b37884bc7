// SPDX-License-Identifier: MIT
// What the scripted visit prints, and when it counts as failed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findProblems, headLine, stepLine, widgetLines } from '../../scripts/visit/print-visit.ts'
import type { StepReport, VisitReport } from '../../scripts/visit/run-visit.ts'
import type { VisitorState } from '../../src/types.ts'

const UNKNOWN: VisitorState = {
  stage: 'unknown',
  segment: 'unknown',
  probabilities: {},
  affinities: { category: {}, brand: {}, priceTier: {} },
  eventsSeen: 0,
  confidence: 0,
  why: '',
}
const BUYER: VisitorState = {
  ...UNKNOWN,
  stage: 'fresh',
  segment: 'likely-buyer',
  probabilities: { intent: { browse: 0.25, buy: 0.75 } },
  eventsSeen: 7,
  engine: 'wasm',
}
const toStep = (state: VisitorState, events: readonly string[]): StepReport => ({
  title: 'look at a lamp',
  events,
  insight: { state, events, tookMs: 12.34 },
})
const GOOD: VisitReport = {
  steps: [toStep(UNKNOWN, []), toStep(BUYER, ['view_item'])],
  before: { banner: 'Welcome', row: ['Mug', 'Lamp'] },
  after: { banner: 'Back again', row: ['Lamp', 'Mug'] },
  pictures: [],
}

void test('a visit that ends known and has changed both widgets has no problem', () => {
  assert.deepEqual(findProblems(GOOD), [])
})

void test('each thing that went wrong is named', () => {
  assert.match(
    findProblems({ ...GOOD, steps: [toStep(UNKNOWN, [])] }).join(),
    /^The visitor is still unknown/,
  )
  assert.match(findProblems({ ...GOOD, steps: [] }).join(), /^The visitor is still unknown/)
  const { before } = GOOD
  assert.match(
    findProblems({ ...GOOD, after: { ...GOOD.after, banner: before.banner } }).join(),
    /^The banner/,
  )
  assert.match(findProblems({ ...GOOD, after: { ...GOOD.after, row: before.row } }).join(), /^The row/)
  assert.equal(findProblems({ ...GOOD, steps: [], after: before }).length, 3)
})

void test('a line says what was done, seen and concluded, in the columns of the head', () => {
  const line = stepLine(toStep(BUYER, ['page_view', 'view_item']))
  for (const [column, value] of [
    ['step', 'look at a lamp'],
    ['events', 'page_view view_item'],
    ['segment', 'likely-buyer'],
    ['probabilities', 'browse 0.25 buy 0.75'],
    ['engine', 'wasm'],
  ] as const) {
    assert.equal(line.indexOf(value), headLine().indexOf(column), column)
  }
  assert.match(line, / {2}7 {2}wasm +12$/)
  assert.match(stepLine(toStep(UNKNOWN, [])), /held until the visitor agrees.* unknown +– +0 {2}– +12$/)
})

void test('the widgets are shown before and after', () => {
  assert.equal(
    widgetLines(GOOD),
    'before\n  banner  Welcome\n  row     Mug · Lamp\nafter\n  banner  Back again\n  row     Lamp · Mug',
  )
})
