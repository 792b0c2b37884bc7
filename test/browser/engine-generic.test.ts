// SPDX-License-Identifier: MIT
// Models that are not of the family: TensorFlow.js runs them, from a file that nobody else loads.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ModelJson } from '../../src/model/package-format.ts'
import { launchBrowser } from '../support/browser.ts'
import { bundleGeneric, bundleScript } from '../support/bundle-script.ts'
import type { EnginePage } from '../support/engine-page.ts'
import { createOutsidePackage } from '../support/outside-package.ts'
import { scoreWithTfjs } from '../support/score-with-tfjs.ts'

declare const engines: EnginePage

const ORIGIN = 'http://engines.test'

let browser: Browser
let files: Map<string, { body: string; contentType: string }>
let outside: { modelJson: ModelJson; weightBytes: number[]; expected: number[] }

before(async () => {
  files = new Map([
    [
      '/',
      {
        body: '<!doctype html><script type="module" src="/engine-page.js"></script>',
        contentType: 'text/html',
      },
    ],
    [
      '/engine-page.js',
      { body: await bundleScript('engine-page.ts', 'esm'), contentType: 'text/javascript' },
    ],
    ['/generic.js', { body: await bundleGeneric(), contentType: 'text/javascript' }],
  ])
  outside = await createKnown('BatchNormalization')
  browser = await launchBrowser()
})

after(() => browser.close())

async function createKnown(className: string): Promise<typeof outside> {
  const { modelJson, weightBytes } = createOutsidePackage(className, [0, 0, 0])
  const { tokens, channels } = modelJson.userDefinedMetadata.vitrine.selfTest
  const batch = { size: 1, tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
  const expected = [...(await scoreWithTfjs(modelJson, weightBytes, batch))]
  return {
    modelJson: createOutsidePackage(className, expected).modelJson,
    weightBytes: [...new Uint8Array(weightBytes)],
    expected,
  }
}

async function openPage(
  without: readonly string[] = [],
): Promise<{ page: Page; asked: string[]; notes: string[] }> {
  const page = await browser.newPage()
  const asked: string[] = []
  const notes: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'warning' && message.text().startsWith('Vitrine')) notes.push(message.text())
  })
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    asked.push(pathname)
    const file = without.includes(pathname) ? undefined : files.get(pathname)
    return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill(file)
  })
  await page.goto(ORIGIN)
  await page.waitForFunction(() => 'engines' in globalThis)
  return { page, asked, notes }
}

test('a layer outside the family runs on WebGL through TensorFlow.js, and a note names it', async () => {
  const { page, asked, notes } = await openPage()
  const { modelJson, weightBytes, expected } = outside
  const answer = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl', 'wasm', 'cpu'], true),
    [modelJson, weightBytes] as const,
  )
  assert.equal(answer.engine, 'webgl', answer.message)
  answer.scores.forEach((score, at) => assert.ok(Math.abs(score - expected[at % 3]!) <= 1e-4))
  assert.equal(answer.scores.length, 6)
  assert.ok(asked.includes('/generic.js'))
  assert.equal(notes.length, 1)
  assert.match(notes[0]!, /"middle" \(BatchNormalization\)/)
  await page.close()
})

test('20 more scores hold no more textures, and dispose() leaves none', async () => {
  const { page } = await openPage()
  const { textures } = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl'], true),
    [outside.modelJson, outside.weightBytes] as const,
  )
  assert.equal(textures[2], textures[1])
  assert.equal(textures[3], textures[0])
  await page.close()
})

test('without WebGL it runs on the CPU through TensorFlow.js', async () => {
  const { page } = await openPage()
  const { modelJson, weightBytes, expected } = outside
  const answer = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl', 'wasm', 'cpu'], false),
    [modelJson, weightBytes] as const,
  )
  assert.equal(answer.engine, 'cpu', answer.message)
  assert.equal(answer.fallbacks.length, 2)
  answer.scores.forEach((score, at) => assert.ok(Math.abs(score - expected[at % 3]!) <= 1e-5))
  await page.close()
})

test('a custom layer is an UnsupportedLayerError that names it', async () => {
  const { page } = await openPage()
  const { modelJson, weightBytes } = createOutsidePackage('ShopAttention', [0, 0, 0])
  const answer = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl', 'wasm', 'cpu'], true),
    [modelJson, [...new Uint8Array(weightBytes)]] as const,
  )
  assert.equal(answer.error, 'UnsupportedLayerError')
  assert.match(answer.message, /"middle" \(ShopAttention\)/)
  await page.close()
})

test('a generic.js that is missing is an EngineError that names the layer', async () => {
  const { page } = await openPage(['/generic.js'])
  const answer = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl', 'wasm', 'cpu'], true),
    [outside.modelJson, outside.weightBytes] as const,
  )
  assert.equal(answer.error, 'EngineError')
  assert.match(answer.message, /generic\.js.*BatchNormalization/)
  await page.close()
})

test('a model of the family never asks for generic.js', async () => {
  const { page, asked, notes } = await openPage()
  const folder = new URL('../../models/shopper/', import.meta.url)
  const modelJson = JSON.parse(await readFile(new URL('model.json', folder), 'utf8')) as unknown
  const weightBytes = [...(await readFile(new URL('weights.bin', folder)))]
  const answer = await page.evaluate(
    ([json, bytes]) => engines.startPackage(json, bytes, ['webgl', 'wasm', 'cpu'], true),
    [modelJson, weightBytes] as const,
  )
  assert.equal(answer.engine, 'webgl', answer.message)
  assert.deepEqual(asked, ['/', '/engine-page.js'])
  assert.deepEqual(notes, [])
  await page.close()
})
