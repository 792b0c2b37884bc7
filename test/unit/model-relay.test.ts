// SPDX-License-Identifier: MIT
// Engines that relieve each other: who answers, who takes over, who is told, and that no request is lost.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineError, ModelInputError, ModelLoadError, UnsupportedLayerError } from '../../src/errors.ts'
import type { EngineName } from '../../src/types.ts'
import { createRelay } from '../../src/model/create-relay.ts'
import type { Engine, ScoreBatch } from '../../src/model/engine.ts'
import { findFastest } from '../../src/model/find-fastest.ts'
import type { PackageMetadata } from '../../src/model/package-format.ts'
import { createFakePlatform } from '../support/fake-platform.ts'

const BATCH: ScoreBatch = { size: 1, tokens: new Int32Array(1), channels: new Float32Array(0) }

type Answer = (call: number) => Promise<number> | number

/** Engines whose scores, or failures, the test decides, and a relay of them. */
function createBench(order: readonly EngineName[], answers: Partial<Record<EngineName, Answer>>) {
  const platform = createFakePlatform()
  const events: string[] = []
  const reported: string[] = []
  const errors: EngineError[] = []
  const calls = new Map<EngineName, number>()
  async function start(name: EngineName): Promise<Engine> {
    events.push(`start ${name}`)
    await Promise.resolve()
    const answer = answers[name]
    if (answer === undefined) throw new EngineError(name, 'it cannot start')
    return {
      name,
      async score() {
        const call = (calls.get(name) ?? 0) + 1
        calls.set(name, call)
        return Float32Array.of(await answer(call))
      },
      dispose: () => void events.push(`dispose ${name}`),
    }
  }
  const relay = (): Promise<Engine> =>
    createRelay({
      order,
      start,
      delay: platform.delay,
      onFallback(error, when) {
        errors.push(error)
        reported.push(`${String(error.details['engine'])} ${when}`)
      },
    })
  /** Moves the clock and lets promises take turns. */
  async function pass(ms: number): Promise<void> {
    platform.advance(ms)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  return { answers, errors, events, pass, platform, relay, reported, start }
}

async function scoreOf(engine: Engine): Promise<number> {
  return (await engine.score(BATCH))[0]!
}

function fail(name: EngineName): never {
  throw new EngineError(name, 'the device is lost')
}

test('a small engine answers first; WebGL takes over when it is warm, and the small one is let go', async () => {
  const bench = createBench(['webgl', 'wasm', 'cpu'], { webgl: () => 1, wasm: () => 2 })
  const engine = await bench.relay()
  assert.equal(await scoreOf(engine), 2)
  assert.equal(engine.name, 'wasm')
  assert.deepEqual(bench.events, ['start wasm'])
  await bench.pass(300)
  assert.equal(await scoreOf(engine), 1)
  assert.equal(engine.name, 'webgl')
  assert.deepEqual(bench.events, ['start wasm', 'start webgl', 'dispose wasm'])
  assert.deepEqual(bench.reported, [])
})

test('WebGL is not warmed before the first answer', async () => {
  const bench = createBench(['webgl', 'cpu'], { webgl: () => 1, cpu: () => 2 })
  await bench.relay()
  await bench.pass(60_000)
  assert.deepEqual(bench.events, ['start cpu'])
})

test('a score that runs while a better engine takes over still comes, and its engine goes afterwards', async () => {
  let finish: (value: number) => void = () => undefined
  const bench = createBench(['webgl', 'cpu'], {
    webgl: () => 1,
    cpu: (call) => (call === 1 ? 2 : new Promise((resolve) => (finish = resolve))),
  })
  const engine = await bench.relay()
  await scoreOf(engine)
  const slow = scoreOf(engine)
  await bench.pass(300)
  assert.equal(await scoreOf(engine), 1)
  assert.deepEqual(bench.events, ['start cpu', 'start webgl'])
  finish(3)
  assert.equal(await slow, 3)
  assert.deepEqual(bench.events, ['start cpu', 'start webgl', 'dispose cpu'])
})

test('an engine that is asked for alone is started at once', async () => {
  const bench = createBench(['webgl'], { webgl: () => 1 })
  assert.equal((await bench.relay()).name, 'webgl')
})

test('engines that cannot start are reported and not tried again while another one answers', async () => {
  const bench = createBench(['webgl', 'wasm', 'cpu'], { cpu: () => 1 })
  const engine = await bench.relay()
  for (let at = 0; at < 5; at++) {
    assert.equal(await scoreOf(engine), 1)
    await bench.pass(60_000)
  }
  assert.equal(engine.name, 'cpu')
  assert.deepEqual(bench.reported, ['wasm start', 'webgl start'])
  assert.deepEqual(bench.events, ['start wasm', 'start cpu', 'start webgl'])
})

test('a lost engine is disposed, the next one answers the same request, and the lost one comes back later', async () => {
  const bench = createBench(['webgl', 'wasm'], {
    webgl: (call) => (call === 2 ? fail('webgl') : 7),
    wasm: () => 8,
  })
  const engine = await bench.relay()
  await scoreOf(engine)
  await bench.pass(300)
  assert.equal(await scoreOf(engine), 7)
  assert.equal(await scoreOf(engine), 8)
  assert.equal(engine.name, 'wasm')
  assert.deepEqual(bench.reported, ['webgl score'])
  await bench.pass(9_000)
  assert.equal(await scoreOf(engine), 8)
  await bench.pass(1_000)
  await bench.pass(300)
  assert.equal(await scoreOf(engine), 7)
  assert.deepEqual(bench.events, [
    'start wasm',
    'start webgl',
    'dispose wasm',
    'dispose webgl',
    'start wasm',
    'start webgl',
    'dispose wasm',
  ])
})

test('a device that is lost again and again is left alone, and every request is answered', async () => {
  const bench = createBench(['webgl', 'cpu'], { webgl: () => fail('webgl'), cpu: () => 1 })
  const engine = await bench.relay()
  for (let at = 0; at < 50; at++) {
    assert.equal(await scoreOf(engine), 1)
    await bench.pass(100_000)
    await bench.pass(300)
  }
  assert.equal(bench.events.filter((event) => event === 'start webgl').length, 3)
  assert.deepEqual(bench.reported, ['webgl score', 'webgl score', 'webgl score'])
})

test('of several requests in flight none is lost, and the failure is reported once', async () => {
  const bench = createBench(['wasm', 'cpu'], { wasm: () => fail('wasm'), cpu: (call) => call })
  const engine = await bench.relay()
  const answers = await Promise.all([1, 2, 3, 4].map(() => scoreOf(engine)))
  assert.deepEqual(answers.sort(), [1, 2, 3, 4])
  assert.deepEqual(bench.reported, ['wasm score'])
  assert.deepEqual(bench.events, ['start wasm', 'start cpu', 'dispose wasm'])
})

test('an exception that is no EngineError becomes one, with its cause', async () => {
  const bench = createBench(['wasm', 'cpu'], {
    wasm: () => {
      throw new RangeError('memory')
    },
    cpu: () => 1,
  })
  await scoreOf(await bench.relay())
  assert.equal(bench.errors[0]?.name, 'EngineError')
  assert.ok(bench.errors[0].cause instanceof RangeError)
})

test('the failure of the last engine is the caller’s, and the next request starts it afresh', async () => {
  let broken = true
  const bench = createBench(['cpu'], { cpu: () => (broken ? fail('cpu') : 3) })
  const engine = await bench.relay()
  await assert.rejects(scoreOf(engine), { name: 'EngineError' })
  broken = false
  assert.equal(await scoreOf(engine), 3)
  assert.deepEqual(bench.events, ['start cpu', 'dispose cpu', 'start cpu'])
  assert.deepEqual(bench.reported, [])
})

test('a wrong input is no reason to leave an engine', async () => {
  const bench = createBench(['wasm', 'cpu'], {
    wasm: () => {
      throw new ModelInputError('tokens[0]', 'in [0, 3)', 4)
    },
    cpu: () => 1,
  })
  const engine = await bench.relay()
  await assert.rejects(scoreOf(engine), { name: 'ModelInputError' })
  assert.equal(engine.name, 'wasm')
  assert.deepEqual(bench.reported, [])
})

for (const error of [
  new UnsupportedLayerError('x', 'Strange', 'nobody knows it'),
  new ModelLoadError('https://shop.test/model.json', 'status 404'),
]) {
  test(`a ${error.name} is no engine’s fault: it ends the search`, async () => {
    const bench = createBench(['wasm', 'cpu'], {})
    const started: EngineName[] = []
    const relay = createRelay({
      order: ['wasm', 'cpu'],
      start: (name) => (started.push(name), Promise.reject(error)),
      onFallback: () => assert.fail('reported'),
      delay: bench.platform.delay,
    })
    await assert.rejects(relay, { name: error.name })
    assert.deepEqual(started, ['wasm'])
  })
}

test('an empty order is an EngineError', async () => {
  await assert.rejects(createBench([], {}).relay(), { name: 'EngineError' })
})

test('a disposed relay frees what it holds, waits for nothing and answers no more', async () => {
  const bench = createBench(['webgl', 'cpu'], { webgl: () => 1, cpu: () => 2 })
  const engine = await bench.relay()
  await scoreOf(engine)
  engine.dispose()
  await bench.pass(300)
  assert.deepEqual(bench.events, ['start cpu', 'dispose cpu'])
  assert.equal(bench.platform.held(), 0)
  await assert.rejects(scoreOf(engine), { name: 'EngineError' })
})

test('an engine that starts while the relay is disposed is freed', async () => {
  const bench = createBench(['webgl', 'cpu'], { webgl: () => 1, cpu: () => 2 })
  const engine = await bench.relay()
  await scoreOf(engine)
  bench.platform.advance(300)
  engine.dispose()
  await bench.pass(0)
  assert.deepEqual(bench.events, ['start cpu', 'start webgl', 'dispose cpu', 'dispose webgl'])
})

test('of engines that are measured the fastest stays and the others are freed', async () => {
  let nowMs = 0
  const take = (ms: number) => (): number => (nowMs += ms)
  const metadata = { selfTest: { tokens: [0], channels: [], expected: [1] } } as unknown as PackageMetadata
  const bench = createBench([], { webgl: take(30), wasm: take(1), cpu: take(60) })
  const present = await bench.start('cpu')
  const fastest = await findFastest(present, ['webgl', 'wasm'], bench.start, metadata, () => nowMs)
  assert.equal(fastest.name, 'wasm')
  assert.deepEqual(bench.events, ['start cpu', 'start webgl', 'start wasm', 'dispose webgl'])
  delete bench.answers.webgl
  assert.equal(await findFastest(fastest, ['webgl', 'cpu'], bench.start, metadata, () => nowMs), fastest)
  assert.deepEqual(bench.events.slice(4), ['start webgl', 'start cpu', 'dispose cpu'])
})
