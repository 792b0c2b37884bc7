// SPDX-License-Identifier: MIT
// Models with layers that the shipped network does without, in the built library: a file of its own brings them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import { NETWORKS } from '../../src/train/network/network-spec.ts'
import type { NetworkName } from '../../src/train/network/network-spec.ts'
import type { EngineName, Probabilities } from '../../src/types.ts'
import { withShop } from '../support/with-shop.ts'
import type { ShopWindow } from '../support/with-shop.ts'
import { packTrainee, randomTrainee } from '../unit/train-support.ts'

const shopWindow = globalThis as unknown as ShopWindow

/** Serves a model of random weights in the place of the shipped one. */
async function serveModel(page: Page, name: NetworkName): Promise<void> {
  const { json, weights } = packTrainee(randomTrainee(NETWORKS[name], 5))
  const { selfTest } = json.userDefinedMetadata.vitrine
  // Every engine that starts must give what the plain engine computes here, within 1e-3.
  const { network } = parsePackage(json, new Uint8Array(weights).buffer, name, layers)
  const known = {
    size: 1,
    tokens: Int32Array.from(selfTest.tokens, (_, at) => at % 40),
    channels: Float32Array.from(selfTest.channels, (_, at) => Math.sin(at)),
  }
  const expected = await createCpuEngine(network!, layers).score(known)
  Object.assign(selfTest, {
    tokens: [...known.tokens],
    channels: [...known.channels],
    expected: [...expected],
  })
  await page.route('**/models/shopper/*', (route) =>
    route.request().url().endsWith('.json')
      ? route.fulfill({ contentType: 'application/json', body: JSON.stringify(json) })
      : route.fulfill({ contentType: 'application/octet-stream', body: Buffer.from(weights) }),
  )
}

interface Answer {
  readonly engine: EngineName | undefined
  readonly intent: Probabilities['intent']
}

function score(page: Page): Promise<Answer> {
  return page.evaluate(async () => {
    const { engine, probabilities } = await shopWindow.vitrine.refresh()
    return { engine, intent: probabilities.intent }
  })
}

for (const name of ['gru', 'cnn', 'attention'] as const) {
  test(`every engine of the worker runs a ${name} network, with the answer of its self-test`, () =>
    withShop(async ({ open, page, server }) => {
      await serveModel(page, name)
      for (const engine of ['cpu', 'wasm', 'webgl'] as const) {
        await open({ consent: 'granted', engine })
        const answer = await score(page)
        assert.equal(answer.engine, engine)
        const shares = Object.values(answer.intent ?? {})
        assert.equal(shares.length, 3)
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) <= 1e-3)
      }
      assert.deepEqual(await page.evaluate(() => shopWindow.vitrineErrors), [])
      assert.ok(server.requests.some((url) => url.endsWith('/layers.js')))
    }))
}

test('the shipped model never asks for layers.js', () =>
  withShop(async ({ open, page, server }) => {
    await open({ consent: 'granted', engine: 'wasm cpu' })
    assert.equal((await score(page)).engine, 'wasm')
    assert.ok(!server.requests.some((url) => url.includes('layers')), server.requests.join())
  }))

test('a layers.js that is missing is a ModelLoadError that names it and the layer; the next page tries again', () =>
  withShop(async ({ open, page }) => {
    await serveModel(page, 'gru')
    const errors: unknown[] = []
    await page.exposeFunction('tell', (error: unknown) => void errors.push(error))
    await page.addInitScript(() => {
      document.addEventListener('vitrine:error', (event) => {
        const { name, code, message } = (event as CustomEvent<Error & { code: string }>).detail
        ;(globalThis as unknown as { tell(error: unknown): void }).tell({ name, code, message })
      })
    })
    await page.route('**/layers.js', (route) => route.fulfill({ status: 404 }))
    await open({ consent: 'granted', engine: 'wasm' })
    assert.equal((await score(page)).engine, undefined)
    await page.waitForFunction(() => shopWindow.vitrineErrors.length > 0)
    const [error] = errors as { name: string; code: string; message: string }[]
    assert.equal(error?.name, 'ModelLoadError')
    assert.equal(error.code, 'model-load')
    assert.match(error.message, /layers\.js could not be loaded: Layer "gru" \(GRU\)/)
    await page.unroute('**/layers.js')
    await open({ consent: 'granted', engine: 'wasm' })
    assert.equal((await score(page)).engine, 'wasm')
    assert.deepEqual(await page.evaluate(() => shopWindow.pageErrors), [])
  }))
