// SPDX-License-Identifier: MIT
// The client against workers that answer, die, hang or cannot start.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineError, ModelLoadError, UnsupportedLayerError, WorkerError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import { createScoringClient } from '../../src/worker/client.ts'
import type { ScoringClient } from '../../src/worker/client.ts'
import type { ScoreAnswer, WorkerReply, WorkerRequest, WorkerSetup } from '../../src/worker/protocol.ts'
import type { Scorer } from '../../src/worker/scorer.ts'
import { fromWireError, toWireError } from '../../src/worker/wire-error.ts'
import { createFakePlatform } from '../support/fake-platform.ts'

const scoreFrom = (modelVersion: string): ScoreAnswer => ({
  probabilities: {},
  affinities: { category: {}, brand: {}, priceTier: {} },
  eventsSeen: 1,
  engine: 'cpu',
  featureVersion: 1,
  modelVersion,
  decision: { segment: 'unknown', confidence: 0, why: '' },
  engineMs: 1,
})

type Behaviour = (request: WorkerRequest, reply: (message: WorkerReply) => void, die: () => void) => void

const healthy: Behaviour = (request, reply) => {
  if (request.type === 'score') reply({ id: request.id, answer: scoreFrom('worker') })
}

function setUp(behaviour: Behaviour | 'cannot start', engines: WorkerSetup['engines'] = ['webgl', 'cpu']) {
  const platform = createFakePlatform()
  const errors: VitrineError[] = []
  const log: string[] = []
  const pageEngines: string[] = []
  const worker = {
    onmessage: null as ((event: { data: WorkerReply }) => void) | null,
    onerror: null as ((event: { message: string; preventDefault(): void }) => void) | null,
    postMessage(request: WorkerRequest) {
      if (behaviour === 'cannot start') return
      const reply = (data: WorkerReply): void => queueMicrotask(() => worker.onmessage?.({ data }))
      const die = (): void => queueMicrotask(() => worker.onerror?.({ message: 'gone', preventDefault() {} }))
      behaviour(request, reply, die)
    },
    terminate: () => void log.push('terminate'),
  }
  const page: { failure?: VitrineError } = {}
  const pageScorer: Scorer = {
    score: () => (page.failure ? Promise.reject(page.failure) : Promise.resolve(scoreFrom('page'))),
    dispose: () => void log.push('dispose page'),
  }
  const client: ScoringClient = createScoringClient({
    platform,
    setup: {
      modelUrl: 'https://shop.test/model.json',
      engines,
      fastest: false,
      allowSoftwareWebgl: false,
      mayStore: true,
      isReturning: false,
    },
    startWorker() {
      log.push('start')
      if (behaviour === 'cannot start') throw new Error('refused by policy')
      return worker as unknown as Worker
    },
    importScorer() {
      log.push('import')
      const createScorer = (setup: WorkerSetup): Scorer => (pageEngines.push(...setup.engines), pageScorer)
      return Promise.resolve({ createScorer })
    },
    onError: (error) => void errors.push(error),
  })
  /** Lets promises and idle tasks take turns until nothing moves any more. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      platform.runIdle()
    }
  }
  return { client, errors, log, page, pageEngines, platform, settle }
}

test('nothing starts before the first score, and the worker starts once', async () => {
  const { client, log } = setUp(healthy)
  assert.deepEqual(log, [])
  assert.equal((await client.score('unknown')).modelVersion, 'worker')
  await client.score('unknown', [])
  assert.deepEqual(log, ['start'])
})

test('a page that may not start workers scores on its own thread, with one WorkerError', async () => {
  const { client, errors, settle } = setUp('cannot start')
  const answer = client.score('unknown')
  await settle()
  assert.equal((await answer).modelVersion, 'page')
  assert.deepEqual(
    errors.map((error) => error.code),
    ['worker'],
  )
})

test('a worker that dies while it scores loses no request', async () => {
  let scored = 0
  const { client, errors, settle } = setUp((request, reply, die) => {
    if (request.type === 'score' && ++scored === 2) return die()
    healthy(request, reply, die)
  })
  assert.equal((await client.score('unknown')).modelVersion, 'worker')
  const second = client.score('unknown')
  await settle()
  assert.equal((await second).modelVersion, 'page')
  assert.equal(errors.length, 1)
})

test('a worker that never answers is given up at the time limit', async () => {
  const { client, errors, log, platform, settle } = setUp(() => undefined)
  const answer = client.score('unknown')
  await settle()
  platform.advance(20_001)
  await settle()
  assert.equal((await answer).modelVersion, 'page')
  assert.match(errors[0]?.message ?? '', /no answer within 20000 ms/)
  assert.deepEqual(log, ['start', 'terminate', 'import'])
})

test('a broken model package is not tried again on the page thread', async () => {
  const failure = new ModelLoadError('https://shop.test/model.json', 'status 404')
  const { client, errors, log } = setUp((request, reply) => {
    if (request.type === 'score') reply({ id: request.id, error: toWireError(failure) })
  })
  await assert.rejects(client.score('unknown'), { name: 'ModelLoadError', code: 'model-load' })
  assert.deepEqual(errors, [])
  assert.ok(!log.includes('import'))
})

test('a page thread that takes over leaves WebGL alone where another engine may answer', async () => {
  const { client, pageEngines, settle } = setUp('cannot start')
  const answer = client.score('unknown')
  await settle()
  await answer
  assert.deepEqual(pageEngines, ['cpu'])
})

test('a worker in which no engine runs hands over to the page, which may have WebGL', async () => {
  const { client, errors, pageEngines, settle } = setUp(
    (request, reply) => {
      const error = toWireError(new EngineError('webgl', 'there is no canvas'))
      if (request.type === 'score') reply({ id: request.id, error })
    },
    ['webgl'],
  )
  const answer = client.score('unknown')
  await settle()
  assert.equal((await answer).modelVersion, 'page')
  assert.deepEqual(pageEngines, ['webgl'])
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['engine'],
  )
})

test('an engine that fell out in the worker is told without a request', async () => {
  const { client, errors } = setUp((request, reply, die) => {
    if (request.type === 'setup') reply({ notice: toWireError(new EngineError('webgl', 'lost')) })
    healthy(request, reply, die)
  })
  await client.score('unknown')
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['engine'],
  )
})

test('after every place has failed, the next score begins with the worker again', async () => {
  let broken = true
  const { client, errors, log, page, settle } = setUp((request, reply, die) => {
    if (broken && request.type === 'score') return die()
    healthy(request, reply, die)
  })
  page.failure = new WorkerError('nothing works here')
  const first = assert.rejects(client.score('unknown'), {
    name: 'WorkerError',
    message: /nothing works here/,
  })
  await settle()
  await first
  assert.equal(errors.length, 1)
  broken = false
  assert.equal((await client.score('unknown')).modelVersion, 'worker')
  assert.deepEqual(log, ['start', 'terminate', 'import', 'dispose page', 'start'])
})

test('a disposed client refuses with a named error and holds no timer', async () => {
  const { client, platform, settle } = setUp(healthy)
  await client.score('unknown')
  client.dispose()
  await settle()
  await assert.rejects(client.score('unknown'), { name: 'WorkerError' })
  assert.equal(platform.held(), 0)
})

test('an error crosses the wire with name, code, message and details', () => {
  const error = new UnsupportedLayerError('magic', 'Magic', 'nobody knows it')
  const { name, code, message, details } = fromWireError(structuredClone(toWireError(error)))
  assert.deepEqual(
    { name, code, message, details },
    {
      name: 'UnsupportedLayerError',
      code: 'unsupported-layer',
      message: error.message,
      details: error.details,
    },
  )
})
