// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import { evaluate } from '../../src/train/evaluate.ts'
import { decisionMetrics } from '../../src/train/metrics/decision-metrics.ts'
import { calibrationError, logLoss } from '../../src/train/metrics/probability-metrics.ts'
import { averagePrecision, rocAuc } from '../../src/train/metrics/rank-metrics.ts'

const close = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) < 1e-12, `${got}, not ${expected}`)

test('ROC AUC counts pairs: of 2 × 2, three are in order', () => {
  close(rocAuc([0.9, 0.4, 0.6, 0.1], [true, true, false, false]), 0.75)
})

test('ROC AUC counts a tie as half a pair, in whatever order the cases come', () => {
  close(rocAuc([0.5, 0.5, 0.2], [true, false, false]), 0.75)
  close(rocAuc([0.2, 0.5, 0.5], [false, false, true]), 0.75)
  close(rocAuc([1, 1, 1, 1], [true, false, true, false]), 0.5)
})

test('ROC AUC of one class alone is not a number', () => {
  assert.ok(Number.isNaN(rocAuc([0.1, 0.2], [true, true])))
  assert.ok(Number.isNaN(rocAuc([0.1, 0.2], [false, false])))
  assert.ok(Number.isNaN(rocAuc([], [])))
})

test('average precision adds the precision at each positive', () => {
  close(averagePrecision([0.9, 0.8, 0.7, 0.6], [true, false, true, false]), (1 + 2 / 3) / 2)
})

test('average precision of ties is that of the whole group, in whatever order the cases come', () => {
  close(averagePrecision([0.5, 0.5, 0.5, 0.5], [true, false, false, false]), 0.25)
  close(averagePrecision([0.9, 0.5, 0.5], [false, true, true]), 2 / 3)
  close(averagePrecision([0.5, 0.5, 0.9], [true, true, false]), 2 / 3)
})

test('average precision without a positive is not a number', () => {
  assert.ok(Number.isNaN(averagePrecision([0.1, 0.2], [false, false])))
})

test('decisions are counted', () => {
  const { accuracy, precision, recall, f1 } = decisionMetrics(
    [true, true, false, false, false],
    [true, false, true, false, false],
  )
  close(accuracy, 3 / 5)
  close(precision, 1 / 2)
  close(recall, 1 / 2)
  close(f1, 1 / 2)
})

test('without a yes there is no precision, and F1 is 0 as long as there was something to find', () => {
  const { precision, recall, f1 } = decisionMetrics([false, false], [true, false])
  assert.ok(Number.isNaN(precision))
  assert.equal(recall, 0)
  assert.equal(f1, 0)
  assert.ok(Number.isNaN(decisionMetrics([false], [false]).f1))
})

test('log loss is the mean surprise, and finite for a sure mistake', () => {
  close(logLoss([0.5, 0.25], [true, false]), -(Math.log(0.5) + Math.log(0.75)) / 2)
  close(logLoss([0], [true]), -Math.log(1e-9))
})

test('calibration error weighs the bins by their cases', () => {
  // Bin of 0.1: said 0.1, happened 0; bin of 0.9: said 0.9, happened 1 of 2.
  close(calibrationError([0.1, 0.9, 0.9], [false, true, false]), (0.1 + Math.abs(1.8 - 1)) / 3)
  close(calibrationError([1, 1, 0], [true, true, false]), 0)
})

test('an evaluation decides from its threshold on, inclusive', () => {
  const result = evaluate([0.3, 0.29], [true, false], 0.3)
  assert.deepEqual([result.accuracy, result.auc, result.positives, result.visits], [1, 1, 1, 2])
})
