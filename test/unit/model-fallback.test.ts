// SPDX-License-Identifier: MIT
// The order of engines: who takes over, who is told, and that no request is lost.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineError, ModelInputError, UnsupportedLayerError } from '../../src/errors.ts'
import type { EngineName } from '../../src/types.ts'
import { createFallbackEngine } from '../../src/model/create-fallback-engine.ts'
import type { Engine, ScoreBatch } from '../../src/model/engine.ts'

const BATCH: ScoreBatch = { size: 1, tokens: new Int32Array(1), channels: new Float32Array(0) }

/** Engines whose scores, or failures, the test decides. */
function createBench(plan: Partial<Record<EngineName, (call: number) => Promise<number> | number>>): {
  start(name: EngineName): Promise<Engine>
  readonly events: string[]
} {
  const events: string[] = []
  return {
    events,
    async start(name) {
      const answer = plan[name]
      events.push(`start ${name}`)
      await Promise.resolve()
      if (answer === undefined) throw new EngineError(name, 'it cannot start')
      let call = 0
      return {
        name,
        async score() {
          call += 1
          return Float32Array.of(await answer(call))
        },
        dispose: () => void events.push(`dispose ${name}`),
      }
    },
  }
}

function fail(name: EngineName): never {
  throw new EngineError(name, 'the device is lost')
}

test('the first engine that starts answers, and the ones that could not are reported', async () => {
  const bench = createBench({ cpu: () => 1 })
  const reported: string[] = []
  const engine = await createFallbackEngine(['webgl', 'wasm', 'cpu'], bench.start, (error) => {
    reported.push(String(error.details['engine']))
  })
  assert.equal(engine.name, 'cpu')
  assert.deepEqual(reported, ['webgl', 'wasm'])
  assert.deepEqual([...(await engine.score(BATCH))], [1])
})

test('an engine that fails in the middle is disposed, and the next one answers the same request', async () => {
  const bench = createBench({ webgl: (call) => (call === 2 ? fail('webgl') : 7), cpu: () => 8 })
  const reported: EngineError[] = []
  const engine = await createFallbackEngine(['webgl', 'cpu'], bench.start, (error) => reported.push(error))
  assert.deepEqual([...(await engine.score(BATCH))], [7])
  assert.equal(engine.name, 'webgl')
  assert.deepEqual([...(await engine.score(BATCH))], [8])
  assert.equal(engine.name, 'cpu')
  assert.equal(reported.length, 1)
  assert.deepEqual(bench.events, ['start webgl', 'dispose webgl', 'start cpu'])
})

test('of several requests in flight none is lost, and the failure is reported once', async () => {
  const bench = createBench({ webgl: () => fail('webgl'), wasm: () => fail('wasm'), cpu: (call) => call })
  const reported: string[] = []
  const engine = await createFallbackEngine(['webgl', 'wasm', 'cpu'], bench.start, (error) => {
    reported.push(String(error.details['engine']))
  })
  const answers = await Promise.all([1, 2, 3, 4].map(() => engine.score(BATCH)))
  assert.deepEqual(answers.map((scores) => scores[0]).sort(), [1, 2, 3, 4])
  assert.deepEqual(reported, ['webgl', 'wasm'])
  assert.deepEqual(
    bench.events.filter((event) => event.startsWith('start')),
    ['start webgl', 'start wasm', 'start cpu'],
  )
})

test('an exception that is no EngineError becomes one, with its cause', async () => {
  const bench = createBench({
    wasm: () => {
      throw new RangeError('memory')
    },
    cpu: () => 1,
  })
  const reported: EngineError[] = []
  const engine = await createFallbackEngine(['wasm', 'cpu'], bench.start, (error) => reported.push(error))
  await engine.score(BATCH)
  assert.equal(reported[0]?.name, 'EngineError')
  assert.ok(reported[0].cause instanceof RangeError)
})

test('the failure of the last engine is the caller’s, and the next request starts it afresh', async () => {
  let broken = true
  const bench = createBench({ cpu: () => (broken ? fail('cpu') : 3) })
  const engine = await createFallbackEngine(['cpu'], bench.start, () => assert.fail('nothing takes over'))
  await assert.rejects(engine.score(BATCH), { name: 'EngineError' })
  broken = false
  assert.deepEqual([...(await engine.score(BATCH))], [3])
  assert.deepEqual(bench.events, ['start cpu', 'dispose cpu', 'start cpu'])
})

test('a wrong input is no reason to leave an engine', async () => {
  const bench = createBench({
    webgl: () => {
      throw new ModelInputError('tokens[0]', 'in [0, 3)', 4)
    },
    cpu: () => 1,
  })
  const engine = await createFallbackEngine(['webgl', 'cpu'], bench.start, () =>
    assert.fail('nothing failed'),
  )
  await assert.rejects(engine.score(BATCH), { name: 'ModelInputError' })
  assert.equal(engine.name, 'webgl')
})

test('a layer that none can run ends the search', async () => {
  const start = (): Promise<Engine> =>
    Promise.reject(new UnsupportedLayerError('x', 'Strange', 'nobody knows it'))
  await assert.rejects(
    createFallbackEngine(['webgl', 'cpu'], start, () => assert.fail('reported')),
    {
      name: 'UnsupportedLayerError',
    },
  )
})

test('an empty order is an EngineError', async () => {
  await assert.rejects(
    createFallbackEngine(
      [],
      () => assert.fail('started'),
      () => undefined,
    ),
    { name: 'EngineError' },
  )
})

test('a disposed engine frees what it holds and answers no more', async () => {
  const bench = createBench({ cpu: () => 1 })
  const engine = await createFallbackEngine(['cpu'], bench.start, () => undefined)
  engine.dispose()
  assert.deepEqual(bench.events, ['start cpu', 'dispose cpu'])
  await assert.rejects(engine.score(BATCH), { name: 'EngineError' })
  assert.deepEqual(bench.events, ['start cpu', 'dispose cpu'])
})
