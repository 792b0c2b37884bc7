// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { proposeRound, trialCount, type ProposeOptions } from '../../src/train/search/propose.ts'
import { entryOf, parseVary, spaceOf } from '../../src/train/search/read-space.ts'
import { rankTrials, toTrial } from '../../src/train/search/search-results.ts'
import { shareOf, valueAt, type Dimension, type TrialValues } from '../../src/train/search/search-space.ts'
import type { FoldResult, Objective } from '../../src/train/search/trial-job.ts'
import { isPoor, stoppingLimits } from '../../src/train/search/stop-poor.ts'
import { UsageError } from '../../src/train/train-errors.ts'

const SPACE: readonly Dimension[] = [
  { name: 'learning-rate', kind: 'range', low: 1e-4, high: 1, isLog: true, isInteger: false },
  { name: 'patience', kind: 'range', low: 1, high: 9, isLog: false, isInteger: true },
  { name: 'network', kind: 'choice', values: ['compact', 'sibling', 'reference'] },
]

function options(more: Partial<ProposeOptions> = {}): ProposeOptions {
  return { space: SPACE, method: 'random', seed: 1, points: 3, ...more }
}

test('values of --vary are lists and ranges, and go to JSON and back', () => {
  const cases: readonly (readonly [string, Dimension])[] = [
    ['batch-size=32, 64', { name: 'batch-size', kind: 'choice', values: [32, 64] }],
    ['network=compact', { name: 'network', kind: 'choice', values: ['compact'] }],
    ['learning-rate=1e-4..1:log', SPACE[0]!],
    ['patience=1..9', SPACE[1]!],
    ['patience={"low": 1, "high": 9}', SPACE[1]!],
    ['batch-size=[32, 64]', { name: 'batch-size', kind: 'choice', values: [32, 64] }],
  ]
  for (const [text, dimension] of cases) {
    assert.deepEqual(parseVary(text), dimension)
    assert.deepEqual(spaceOf({ [dimension.name]: entryOf(dimension) }), [dimension])
  }
  for (const [text, message] of [
    ['batch-size', /must look like NAME=a,b,c/],
    ['size=3', /--vary knows network, seed, .*, got "size"/],
    ['batch-size=32,x', /--batch-size must be an integer from 1 to 100000, got "x"/],
    ['network=a..b', /takes names apart by commas, no range/],
    ['patience=9..1', /9\.\.1 is no range from low to high/],
    ['patience=[1,', /this is not JSON/],
  ] as const) {
    assert.throws(
      () => parseVary(text),
      (error: unknown) => {
        assert.ok(error instanceof UsageError)
        assert.match(error.message, message)
        return true
      },
    )
  }
})

test('a place in a range is a value in it, every whole number has its room, and the place of a value leads back to it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
      const rate = valueAt(SPACE[0]!, share) as number
      assert.ok(rate >= 1e-4 && rate <= 1)
      assert.ok(Math.abs(shareOf(SPACE[0] as Dimension & { kind: 'range' }, rate) - share) < 1e-3)
    }),
  )
  const counts = new Map<unknown, number>()
  for (let index = 0; index < 900; index++) {
    const value = valueAt(SPACE[1]!, index / 900)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  assert.deepEqual([...counts.values()], new Array(9).fill(100))
})

test('a grid is all of it once; a part of it lies everywhere; ends of ranges are in it', () => {
  const grid = options({ method: 'grid' })
  assert.equal(trialCount(grid), 27)
  const all = proposeRound(grid, [], [], 100)
  assert.equal(new Set(all.map((values) => JSON.stringify(values))).size, 27)
  assert.deepEqual([...new Set(all.map((values) => values['patience']))].sort(), [1, 5, 9])
  assert.deepEqual(
    [...new Set(all.map((values) => values['learning-rate'] as number))].sort(),
    [1e-4, 0.01, 1],
  )
  assert.deepEqual(proposeRound(grid, all.slice(0, 20), [], 4), all.slice(20, 24))
  assert.equal(new Set(all.slice(0, 9).map((values) => values['network'])).size, 3)
})

for (const method of ['random', 'bayesian'] as const) {
  test(`${method}: the same seed gives the same trials, another one others, and no trial comes twice`, () => {
    const finite = SPACE.slice(1)
    const propose = (seed: number, past: TrialValues[], count: number): TrialValues[] =>
      proposeRound(options({ method, seed, space: finite }), past, past, count)
    const first = propose(1, [], 10)
    assert.deepEqual(propose(1, [], 10), first)
    assert.notDeepEqual(propose(2, [], 10), first)
    const rest = propose(1, first, 40)
    // 9 × 3 are all that there are.
    assert.equal(rest.length, 17)
    assert.equal(new Set([...first, ...rest].map((values) => JSON.stringify(values))).size, 27)
  })

  test(`${method}: a longer round begins with the trials of a shorter one`, () => {
    const past = proposeRound(options({ method }), [], [], 8)
    const long = proposeRound(options({ method }), past, past, 8)
    assert.deepEqual(proposeRound(options({ method }), past, past, 3), long.slice(0, 3))
  })
}

test('what learns from earlier rounds comes closer to the best than what does not', () => {
  // Best at a learning rate of 0.01 with the sibling; patience says nothing.
  const loss = (values: TrialValues): number =>
    Math.log10((values['learning-rate'] as number) / 0.01) ** 2 + (values['network'] === 'sibling' ? 0 : 1)
  const run = (method: 'random' | 'bayesian', seed: number): number => {
    let past: TrialValues[] = []
    for (let round = 0; round < 5; round++) {
      const ranked = [...past].sort((a, b) => loss(a) - loss(b))
      past = [...past, ...proposeRound(options({ method, seed }), past, ranked, 8)]
    }
    // How good the last round is on average: where it looks, not what it happened to meet.
    return past.slice(-8).reduce((sum, values) => sum + loss(values), 0) / 8
  }
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
  const mean = (method: 'random' | 'bayesian'): number =>
    seeds.reduce((sum, seed) => sum + run(method, seed), 0) / seeds.length
  const [guided, even] = [mean('bayesian'), mean('random')]
  assert.ok(guided < even / 2, `${guided} against ${even}`)
})

test('a trial ends when its best is worse than the median of the earlier ones by then, never in the first epochs', () => {
  const curves = [
    [5, 4, 3, 2],
    [5, 4, 4.5, 4],
    [5, 5, 5, 5],
    [1, 1],
  ]
  const limits = stoppingLimits(curves)
  assert.deepEqual(limits, [Infinity, Infinity, 3.5, 3])
  assert.equal(isPoor([9, 9], limits), false)
  assert.equal(isPoor([9, 9, 3.6], limits), true)
  assert.equal(isPoor([9, 3.5, 9], limits), false)
  // Beyond the longest of them, the last limit holds.
  assert.equal(isPoor([9, 3.5, 9, 3.1, 3.1, 3.1], limits), true)
  assert.deepEqual(stoppingLimits(curves.slice(1)), [Infinity, Infinity, Infinity, Infinity])
  assert.equal(isPoor([9, 9, 9], []), false)
})

test('a trial is the mean of its fits; what was ended early ranks behind what was not, and what failed is last', () => {
  const fit = (value: number | null, status: FoldResult['status'] = 'done'): FoldResult => ({
    status,
    value,
    bestEpoch: 1,
    curve: [1],
  })
  const trials = [
    toTrial(1, 1, {}, [fit(0.4), fit(null, 'failed')]),
    toTrial(2, 1, {}, [fit(0.1), fit(0.1, 'stopped')]),
    toTrial(3, 1, {}, [fit(0.2), fit(0.4)]),
    toTrial(4, 1, {}, [fit(0.25), fit(0.25)]),
    toTrial(5, 1, {}, [fit(0.25), fit(0.25)]),
  ]
  assert.deepEqual(
    trials.map(({ status }) => status),
    ['failed', 'stopped', 'done', 'done', 'done'],
  )
  assert.equal(trials[0]!.value, null)
  assert.ok(Math.abs(trials[2]!.value! - 0.3) < 1e-12 && Math.abs(trials[2]!.error! - 0.1) < 1e-12)
  const numbers = (objective: Objective): number[] =>
    rankTrials(trials, objective).map(({ number }) => number)
  assert.deepEqual(numbers('log-loss'), [4, 5, 3, 2, 1])
  assert.deepEqual(numbers('average-precision'), [3, 4, 5, 2, 1])
})
