// SPDX-License-Identifier: MIT
// The metrics against a second implementation, by their published definitions and without any of the shared code
// (no sorting, no ranks, no running sums), on thousands of random score sets.

import assert from 'node:assert/strict'
import test from 'node:test'
import { brierScore, calibrationError, logLoss } from '../../src/train/metrics/probability-metrics.ts'
import { averagePrecision, rocAuc } from '../../src/train/metrics/rank-metrics.ts'
import { MetricInputError } from '../../src/train/train-errors.ts'

interface ScoreSet {
  readonly scores: readonly number[]
  readonly outcomes: readonly boolean[]
}

type Metric = (set: ScoreSet) => number

/** Mann and Whitney's U: of all pairs of a positive and a negative, those in order, ties by half. */
const pairAuc: Metric = ({ scores, outcomes }) => {
  let [pairs, ordered] = [0, 0]
  for (const [i, isPositive] of outcomes.entries()) {
    for (const [j, other] of outcomes.entries()) {
      if (!isPositive || other) continue
      pairs++
      if (scores[i]! > scores[j]!) ordered++
      if (scores[i]! === scores[j]!) ordered += 0.5
    }
  }
  return ordered / pairs
}

/** Sum over thresholds, the highest first, of (recall here - recall before) × precision here. */
const sweptPrecision: Metric = ({ scores, outcomes }) => {
  const positives = outcomes.filter(Boolean).length
  if (positives === 0) return NaN
  let [sum, recallBefore] = [0, 0]
  let threshold = Infinity
  for (;;) {
    threshold = scores.reduce((top, score) => (score < threshold && score > top ? score : top), -Infinity)
    if (threshold === -Infinity) return sum
    const named = outcomes.filter((_, index) => scores[index]! >= threshold)
    const found = named.filter(Boolean).length
    sum += (found / positives - recallBefore) * (found / named.length)
    recallBefore = found / positives
  }
}

const meanSurprise: Metric = ({ scores, outcomes }) => {
  const surprises = scores.map((score, index) => {
    const given = outcomes[index] ? score : 1 - score
    return given < 1e-9 ? 9 * Math.LN10 : -Math.log(given)
  })
  return surprises.reduce((a, b) => a + b, 0) / scores.length
}

const meanSquare: Metric = ({ scores, outcomes }) =>
  scores.reduce((sum, score, index) => sum + (outcomes[index] ? (1 - score) ** 2 : score ** 2), 0) /
  scores.length

/** Bin by bin: share of the cases times |mean score - share of positives|. */
const binnedError: Metric = ({ scores, outcomes }) => {
  let sum = 0
  for (let bin = 0; bin < 15; bin++) {
    const inside = [...scores.keys()].filter((index) => {
      const score = scores[index]!
      return bin / 15 <= score && (bin === 14 ? score <= 1 : score < (bin + 1) / 15)
    })
    if (inside.length === 0) continue
    const said = inside.reduce((total, index) => total + scores[index]!, 0) / inside.length
    const happened = inside.filter((index) => outcomes[index]).length / inside.length
    sum += (inside.length / scores.length) * Math.abs(said - happened)
  }
  return scores.length === 0 ? NaN : sum
}

/** A generator of the test's own (xorshift, 32 bits), so that nothing is shared. */
function numbersFrom(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** Sets of 0 to 80 scores: distinct, tied on a grid (also that of the bins), at 0 and 1, of one class alone. */
function randomSet(seed: number): ScoreSet {
  const next = numbersFrom(seed * 2654435761)
  for (let warm = 0; warm < 8; warm++) next()
  const count = Math.floor(next() * 81)
  const grid = [0, 1, 2, 3, 7, 10, 15, 30, 45][Math.floor(next() * 9)]!
  const rate = [0, 0.05, 0.3, 0.5, 0.95, 1][Math.floor(next() * 6)]!
  const scores = Array.from({ length: count }, () =>
    grid === 0 ? next() : Math.floor(next() * (grid + 1)) / grid,
  )
  return { scores, outcomes: scores.map(() => next() < rate) }
}

const SETS = 4000

for (const [name, own, independent] of [
  ['ROC AUC', rocAuc, pairAuc],
  ['average precision', averagePrecision, sweptPrecision],
  ['log loss', logLoss, meanSurprise],
  ['Brier score', brierScore, meanSquare],
  ['calibration error', calibrationError, binnedError],
] as const) {
  test(`${name} is within 1e-9 of an independent implementation on ${SETS} random score sets`, () => {
    let undefinedSets = 0
    for (let seed = 1; seed <= SETS; seed++) {
      const set = randomSet(seed)
      const [got, expected] = [own(set.scores, set.outcomes), independent(set)]
      if (Number.isNaN(expected)) undefinedSets++
      const isEqual = Number.isNaN(expected) ? Number.isNaN(got) : Math.abs(got - expected) < 1e-9
      assert.ok(isEqual, `set ${seed}: ${got}, not ${expected} of ${JSON.stringify(set)}`)
    }
    assert.ok(undefinedSets > 0 && undefinedSets < SETS / 2, `${undefinedSets} sets had no value`)
  })
}

test('one NaN anywhere among the scores is refused by its place, by every metric', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { scores, outcomes } = randomSet(seed)
    if (scores.length === 0) continue
    const at = seed % scores.length
    const spoilt = scores.map((score, index) => (index === at ? NaN : score))
    for (const metric of [rocAuc, averagePrecision, logLoss, brierScore, calibrationError]) {
      assert.throws(
        () => metric(spoilt, outcomes),
        (error) => error instanceof MetricInputError && error.message.startsWith(`Score ${at} is NaN`),
      )
    }
  }
})
