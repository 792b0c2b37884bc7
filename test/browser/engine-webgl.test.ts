// SPDX-License-Identifier: MIT
// The WebGL engine in Chromium: right, frugal, and never wrong in silence.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle-script.ts'
import type { EnginePage } from '../support/engine-page.ts'

declare const engines: EnginePage

/** Random networks that are compared; VITRINE_NETWORKS=20 for a quick look. */
const NETWORKS = Number(process.env['VITRINE_NETWORKS'] ?? 200)

let browser: Browser
let page: Page
let script: string

before(async () => {
  script = await bundleScript('engine-page.ts')
  browser = await launchBrowser()
  page = await browser.newPage()
  await page.setContent('<!doctype html><title>Engines</title>')
  await page.addScriptTag({ content: script })
})

after(() => browser.close())

test(`WebGL agrees with the plain engine within 1e-4 on ${NETWORKS} random networks, alone and in batches`, async () => {
  for (let from = 1; from <= NETWORKS; from += 10) {
    const to = Math.min(from + 10, NETWORKS + 1)
    const found = await page.evaluate(([a, b]) => engines.compareRandom(a, b, [1, 3], ['webgl']), [
      from,
      to,
    ] as const)
    assert.equal(found.length, 2 * (to - from))
    for (const { seed, size, difference } of found) {
      assert.ok(difference <= 1e-4, `network ${seed}, batch of ${size}: differs by ${difference}`)
    }
  }
})

/** What one score may ask of WebGL, whatever the batch. */
const ONE_SCORE = { draws: 22, programs: 0, uploads: 1, readbacks: 1, fences: 1 }

test('the reference network takes 22 draws of 4 programs, one upload and one readback', async () => {
  const { start, first, warm, difference } = await page.evaluate(() => engines.countReference(1))
  assert.ok(difference <= 1e-5, `differs by ${difference}`)
  assert.equal(start.programs, 4)
  assert.equal(start.draws, 0)
  assert.deepEqual({ ...first, textures: 0 }, { ...ONE_SCORE, textures: 0 })
  assert.deepEqual({ ...warm, textures: 0 }, { ...ONE_SCORE, textures: 0 })
})

test('a batch of 100 takes no more draws than one visit, and compiles nothing', async () => {
  const { start, first, warm, difference } = await page.evaluate(() => engines.countReference(100))
  assert.ok(difference <= 1e-5, `differs by ${difference}`)
  assert.equal(start.programs, 4)
  assert.deepEqual({ ...first, textures: 0 }, { ...ONE_SCORE, textures: 0 })
  assert.deepEqual({ ...warm, textures: 0 }, { ...ONE_SCORE, textures: 0 })
})

test('after 1,000 scores it holds what it held after the first, after dispose() nothing', async () => {
  const { textures, dataIds, bytes, floatBytes } = await page.evaluate(() => engines.holdings(1000))
  assert.equal(textures[2], textures[1])
  assert.equal(dataIds[1], dataIds[0])
  assert.equal(textures[3], textures[0])
  assert.equal(dataIds[2], 0)
  assert.ok(bytes[0]! <= 0.35 * floatBytes, `${bytes[0]} of ${floatBytes} bytes`)
})

test('the weights lie on the GPU alone: neither the package’s bytes nor the uploaded ones are kept', async () => {
  const exposed = await launchBrowser({ args: ['--js-flags=--expose-gc'] })
  try {
    const there = await exposed.newPage()
    await there.setContent('<!doctype html><title>Engines</title>')
    await there.addScriptTag({ content: script })
    const { before, after, difference } = await there.evaluate(() => engines.weightsHeld())
    assert.ok(before >= 10, `${before} arrays were seen`)
    assert.equal(after, 0)
    assert.ok(difference <= 1e-5)
  } finally {
    await exposed.close()
  }
})

test('a software rasteriser is refused unless it is asked for', async () => {
  const refused = await page.evaluate(() => engines.refuse())
  assert.equal(refused.error, 'EngineError')
  assert.match(refused.reason, /software|no WebGL/)
  const allowed = await page.evaluate(() => engines.plain())
  assert.equal(allowed.engine, 'webgl')
  assert.ok(allowed.difference <= 1e-4)
})

test('a device that cannot render to 32-bit floats is left for the next engine', async () => {
  const { engine, difference, fallbacks } = await page.evaluate(() => engines.withoutFloatTargets())
  assert.equal(engine, 'cpu')
  assert.equal(difference, 0)
  assert.deepEqual(fallbacks, ['the device cannot render to 32-bit floats'])
})

test('a device that computes wrongly is left at its self-test', async () => {
  const { engine, difference, fallbacks } = await page.evaluate(() => engines.withLies('off'))
  assert.equal(engine, 'cpu')
  assert.equal(difference, 0)
  assert.match(fallbacks.join(), /self-test/)
})

test('a device that puts out NaN is left, and no NaN comes out', async () => {
  const { engine, difference, fallbacks } = await page.evaluate(() => engines.withLies('nan'))
  assert.equal(engine, 'cpu')
  assert.equal(difference, 0)
  assert.match(fallbacks.join(), /not a finite number/)
})

test('a context lost between two scores, or in the middle of one, moves on with the same answer', async () => {
  for (const outcome of [
    await page.evaluate(() => engines.loseBetween(['webgl', 'cpu'])),
    await page.evaluate(() => engines.loseWithin()),
  ]) {
    assert.equal(outcome.engine, 'cpu')
    assert.equal(outcome.difference, 0)
    assert.deepEqual(outcome.fallbacks, ['the context was lost'])
  }
})

test('a context lost 50 times in a row is a named error each time, never a wrong score', async () => {
  const lossy = await browser.newPage()
  await lossy.setContent('<!doctype html><title>Lossy</title>')
  await lossy.addScriptTag({ content: script })
  const ends = await lossy.evaluate(() => engines.loseAlways(50))
  await lossy.close()
  assert.equal(ends['wrong'], undefined)
  assert.equal(
    Object.keys(ends).every((end) => end === 'right' || end === 'EngineError'),
    true,
    JSON.stringify(ends),
  )
  assert.ok((ends['EngineError'] ?? 0) >= 25, JSON.stringify(ends))
})

test('on the shipped package all engines agree, and WebGL takes at most 10 draws', async () => {
  const folder = new URL('../../models/shopper/', import.meta.url)
  const modelJson = JSON.parse(await readFile(new URL('model.json', folder), 'utf8')) as unknown
  const weightBytes = [...(await readFile(new URL('weights.bin', folder)))]
  const { selfTest, random, warm } = await page.evaluate(
    ([json, bytes]) => engines.checkPackage(json, bytes, 8),
    [modelJson, weightBytes] as const,
  )
  for (const name of ['cpu', 'wasm', 'webgl']) {
    assert.ok(selfTest[name]! <= 1e-4, `${name} is off its self-test by ${selfTest[name]}`)
    assert.ok(random[name]! <= 1e-4, `${name} is off the plain engine by ${random[name]}`)
  }
  assert.ok(warm.draws <= 10, `${warm.draws} draws`)
  assert.deepEqual([warm.programs, warm.uploads, warm.readbacks], [0, 1, 1])
})

test('it runs in a worker', async () => {
  const answer = await page.evaluate(async (source) => {
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))
    const reply = new Promise<{ difference: number; where: string }>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<{ difference: number; where: string }>) => resolve(data)
      worker.onerror = (event) => reject(new Error(event.message))
    })
    worker.postMessage({ call: 'scoreReference', with: ['webgl', 1] })
    return reply
  }, script)
  assert.equal(answer.where, 'worker')
  assert.ok(answer.difference <= 1e-5)
})

test('a second rasteriser, where there is one, agrees as well', async (t) => {
  const args = ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist']
  const other = await launchBrowser({ args })
  try {
    const there = await other.newPage()
    await there.setContent('<!doctype html><title>Engines</title>')
    await there.addScriptTag({ content: script })
    const renderer = await there.evaluate(() => engines.renderer()).catch((error: unknown) => String(error))
    if (!renderer.includes('llvmpipe')) return t.skip(`no llvmpipe here: ${renderer}`)
    const reference = await there.evaluate(() => engines.scoreReference('webgl', 2))
    assert.ok(reference.difference <= 1e-4, `the reference network differs by ${reference.difference}`)
    const found = await there.evaluate(() => engines.compareRandom(1, 6, [2], ['webgl']))
    for (const { seed, difference } of found)
      assert.ok(difference <= 1e-4, `network ${seed} differs by ${difference}`)
  } finally {
    await other.close()
  }
})
