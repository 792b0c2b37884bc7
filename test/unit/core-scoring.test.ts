// SPDX-License-Identifier: MIT
// Scoring: fresh states, restored states, stale answers, failures.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScoring } from '../../src/core/scoring.ts'
import type { Scoring } from '../../src/core/scoring.ts'
import { createStateKeeper, UNKNOWN_STATE } from '../../src/core/state-keeper.ts'
import type { StateKeeper } from '../../src/core/state-keeper.ts'
import { ModelLoadError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import { FEATURE_VERSION } from '../../src/features/feature-table.ts'
import type { StoredEvent, VisitorState } from '../../src/types.ts'
import type { ScoreAnswer } from '../../src/worker/protocol.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'

const answer: ScoreAnswer = {
  probabilities: { intent: { browse: 0.2, 'cart-abandon': 0.1, buy: 0.7 } },
  affinities: { category: { lamps: 1 }, brand: {}, priceTier: {} },
  eventsSeen: 4,
  engine: 'webgl',
  featureVersion: FEATURE_VERSION,
  modelVersion: '1.0.0',
  decision: { segment: 'likely-buyer', confidence: 0.7, why: 'Buys.' },
  engineMs: 3,
}
const lastState: VisitorState = {
  ...UNKNOWN_STATE,
  stage: 'fresh',
  segment: 'likely-buyer',
  affinities: answer.affinities,
  featureVersion: FEATURE_VERSION,
}
const SESSION_MS = 30 * 60_000

interface Bench {
  readonly platform: FakePlatform
  readonly keeper: StateKeeper
  readonly scoring: Scoring
  readonly errors: VitrineError[]
  readonly saved: VisitorState[]
  readonly asked: (readonly [present: string, events: readonly StoredEvent[] | undefined])[]
  readonly disposed: () => number
}

function setUp(
  reply: () => Promise<ScoreAnswer>,
  input: () => readonly StoredEvent[] | 'journal' | undefined = () => 'journal',
): Bench {
  const platform = createFakePlatform()
  const errors: VitrineError[] = []
  const saved: VisitorState[] = []
  const asked: [string, readonly StoredEvent[] | undefined][] = []
  let disposed = 0
  const keeper = createStateKeeper((error) => void errors.push(error))
  const scoring = createScoring({
    platform,
    keeper,
    input,
    createClient: () => ({
      score: (present, events) => (asked.push([present, events]), reply()),
      dispose: () => void disposed++,
    }),
    save: (state) => void saved.push(state),
    onError: (error) => void errors.push(error),
  })
  return { platform, keeper, scoring, errors, saved, asked, disposed: () => disposed }
}

test('a score becomes a fresh, frozen state that is saved for the next page', async () => {
  const { keeper, scoring, saved } = setUp(() => Promise.resolve(answer))
  await scoring.now()
  const state = keeper.get()
  assert.equal(state.stage, 'fresh')
  assert.equal(state.segment, 'likely-buyer')
  assert.equal(state.confidence, 0.7)
  assert.equal(state.why, 'Buys.')
  assert.ok(!('engineMs' in state) && !('decision' in state))
  assert.ok(Object.isFrozen(state))
  assert.deepEqual(saved, [state])
  assert.equal(scoring.status(), 'ready')
})

test('the worker is told the present segment, the one of the last page too', async () => {
  const { asked, platform, scoring } = setUp(() => Promise.resolve(answer))
  scoring.restore({ ...lastState, segment: 'browser', scoredAtMs: platform.now() - 1000 }, SESSION_MS)
  await scoring.now()
  await scoring.now()
  assert.deepEqual(
    asked.map(([present]) => present),
    ['browser', 'likely-buyer'],
  )
})

test('what changes nothing is told to nobody: a refusal wipes more than once and is heard once', async () => {
  const { keeper, scoring } = setUp(() => Promise.resolve(answer))
  const heard: string[] = []
  keeper.subscribe(({ stage }) => heard.push(stage))
  scoring.reset()
  await scoring.now()
  scoring.reset()
  scoring.reset()
  assert.deepEqual(heard, ['fresh', 'unknown'])
})

test('while nothing may be scored, no worker is asked', async () => {
  const { asked, keeper, scoring } = setUp(
    () => Promise.resolve(answer),
    () => undefined,
  )
  await scoring.now()
  assert.deepEqual(asked, [])
  assert.equal(keeper.get(), UNKNOWN_STATE)
})

test('the state of the last page is restored within the same visit', () => {
  const { keeper, platform, scoring } = setUp(() => Promise.resolve(answer))
  scoring.restore({ ...lastState, scoredAtMs: platform.now() - 1000 }, SESSION_MS)
  assert.equal(keeper.get().stage, 'restored')
  assert.equal(keeper.get().segment, 'likely-buyer')
})

test('after the visit has ended only the affinities are restored', () => {
  const { keeper, platform, scoring } = setUp(() => Promise.resolve(answer))
  scoring.restore({ ...lastState, scoredAtMs: platform.now() - SESSION_MS - 1 }, SESSION_MS)
  assert.equal(keeper.get().segment, 'unknown')
  assert.deepEqual(keeper.get().affinities, answer.affinities)
})

test('a state of another feature version is dropped', () => {
  const { keeper, platform, scoring } = setUp(() => Promise.resolve(answer))
  scoring.restore(
    { ...lastState, featureVersion: FEATURE_VERSION + 1, scoredAtMs: platform.now() },
    SESSION_MS,
  )
  assert.equal(keeper.get(), UNKNOWN_STATE)
})

test('a restored state never replaces a fresh one', async () => {
  const { keeper, platform, scoring } = setUp(() => Promise.resolve(answer))
  await scoring.now()
  scoring.restore({ ...lastState, segment: 'old', scoredAtMs: platform.now() }, SESSION_MS)
  assert.equal(keeper.get().segment, 'likely-buyer')
})

test('an answer that arrives after forget is dropped', async () => {
  let give: ((answer: ScoreAnswer) => void) | undefined
  const { keeper, scoring, saved } = setUp(() => new Promise((resolve) => (give = resolve)))
  const scored = scoring.now()
  scoring.reset()
  give?.(answer)
  await scored
  assert.equal(keeper.get(), UNKNOWN_STATE)
  assert.deepEqual(saved, [])
})

test('a missing package is one error, is left alone for a minute and given up after three times', async () => {
  const { asked, errors, keeper, platform, scoring } = setUp(() =>
    Promise.reject(new ModelLoadError('/m', '404')),
  )
  for (let i = 0; i < 5; i++) await scoring.now()
  assert.equal(errors.length, 1)
  assert.equal(scoring.status(), 'unavailable')
  assert.equal(keeper.get(), UNKNOWN_STATE)
  for (let i = 0; i < 5; i++) {
    platform.advance(60_001)
    await scoring.now()
  }
  assert.equal(asked.length, 3)
})

test('a listener that throws is reported and the others are told', async () => {
  const { errors, keeper, scoring } = setUp(() => Promise.resolve(answer))
  const seen: string[] = []
  keeper.subscribe(() => {
    throw new Error('shop bug')
  })
  keeper.subscribe(({ segment }) => void seen.push(segment))
  await scoring.now()
  assert.deepEqual(seen, ['likely-buyer'])
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['listener'],
  )
})

test('dispose() stops the worker and leaves nothing behind', async () => {
  const { disposed, platform, scoring } = setUp(() => Promise.resolve(answer))
  await scoring.now()
  scoring.dispose()
  assert.equal(disposed(), 1)
  assert.equal(platform.held(), 0)
})

test('after a minute of silence the worker is let go, and the next score starts another', async () => {
  const { asked, disposed, platform, scoring } = setUp(() => Promise.resolve(answer))
  await scoring.now()
  platform.advance(59_000)
  await scoring.now()
  platform.advance(59_000)
  assert.equal(disposed(), 0)
  platform.advance(2_000)
  assert.equal(disposed(), 1)
  assert.equal(scoring.status(), 'ready')
  await scoring.now()
  assert.equal(asked.length, 3)
})
