// SPDX-License-Identifier: MIT
// The model package in Chromium: a real worker, a real IndexedDB, a server whose answers the HTTP cache may keep.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle-script.ts'
import { packageFiles, sha256Of } from '../support/package-server.ts'
import type { PackageFiles } from '../support/package-server.ts'
import type { LoaderAnswer, LoaderRequest } from './package-cache-page.ts'

const HOUR_MS = 3_600_000

let browser: Browser
let server: Server
let origin: string
let script: string
let files: PackageFiles
let asked: string[]
/** How long the server lets the HTTP cache keep its answers. */
let caching: string

before(async () => {
  script = await bundleScript('../browser/package-cache-page.ts')
  server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1)
    if (path === '' || path === 'worker.js') {
      response.setHeader('content-type', path === '' ? 'text/html' : 'text/javascript')
      return response.end(path === '' ? '<!doctype html><title>Shop</title>' : script)
    }
    if (/^(model|weights)\./.test(path)) asked.push(path)
    const body = files[path]
    if (body === undefined) response.statusCode = 404
    response.setHeader('cache-control', caching)
    return response.end(body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body))
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
})

after(async () => {
  await browser.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

beforeEach(async () => {
  files = await packageFiles()
  asked = []
  caching = 'no-store'
})

/** One visitor; every page of it has a worker of its own. */
async function withVisitor(run: (newPage: () => Promise<Asker>) => Promise<void>): Promise<void> {
  const context = await browser.newContext()
  try {
    await run(async () => createAsker(await context.newPage()))
  } finally {
    await context.close()
  }
}

interface Asker {
  readonly page: Page
  ask(ask: LoaderRequest['ask'], aheadMs?: number): Promise<LoaderAnswer>
  /** Waits until the worker says that the package is kept. */
  whenKept(): Promise<void>
  /** What was asked of the server since the last call. */
  takeAsked(): string[]
}

async function createAsker(page: Page): Promise<Asker> {
  await page.goto(origin)
  await page.evaluate(() => {
    Object.assign(globalThis, { loader: new Worker('/worker.js') })
  })
  const ask: Asker['ask'] = (what, aheadMs = 0) =>
    page.evaluate(
      (request) =>
        new Promise<LoaderAnswer>((resolve, reject) => {
          const { loader } = globalThis as unknown as { loader: Worker }
          loader.onmessage = ({ data }) => resolve(data as LoaderAnswer)
          loader.onerror = ({ message }) => reject(new Error(message))
          loader.postMessage(request)
        }),
      { ask: what, aheadMs, modelUrl: `${origin}/model.json` } satisfies LoaderRequest,
    )
  return {
    page,
    ask,
    async whenKept() {
      for (let attempt = 0; !(await ask('isKept')).isKept; attempt++) assert.ok(attempt < 1000, 'never kept')
    },
    takeAsked() {
      const paths = asked
      asked = []
      return paths
    },
  }
}

test('the first page asks the server for the weights; the next one, in another worker, asks for nothing', async () => {
  await withVisitor(async (newPage) => {
    const first = await newPage()
    const { modelVersion, bytes, error } = await first.ask('load')
    assert.equal(error, undefined)
    assert.deepEqual(first.takeAsked(), ['model.json', 'weights.bin'])
    await first.whenKept()
    const second = await newPage()
    assert.deepEqual(await second.ask('load'), { modelVersion, bytes, isKept: true })
    assert.deepEqual(second.takeAsked(), [])
  })
})

test('the shards lie in IndexedDB as ArrayBuffers under their SHA-256', async () => {
  await withVisitor(async (newPage) => {
    const { page, ask, whenKept } = await newPage()
    await ask('load')
    await whenKept()
    const kept = await readKept(page)
    const weights = files['weights.bin'] as ArrayBuffer
    assert.deepEqual(kept.files, [
      { key: await sha256Of(weights), kind: '[object ArrayBuffer]', bytes: weights.byteLength },
    ])
    assert.deepEqual(kept.packages, [`${origin}/model.json`])
  })
})

test('a new version on the server is given by revalidate, past the HTTP cache, and kept', async () => {
  caching = 'max-age=86400'
  await withVisitor(async (newPage) => {
    const first = await newPage()
    const old = await first.ask('load')
    await first.whenKept()
    files = await packageFiles({ seed: 4, edit: (json) => setVersion(json, '2.0.0') })
    first.takeAsked()
    assert.equal((await first.ask('revalidate')).modelVersion, undefined)
    assert.deepEqual(first.takeAsked(), [])
    const fresh = await first.ask('revalidate', HOUR_MS)
    assert.deepEqual([old.modelVersion, fresh.modelVersion], ['0.0.0-random', '2.0.0'])
    assert.deepEqual(first.takeAsked(), ['model.json', 'weights.bin'])
    const second = await newPage()
    assert.equal((await second.ask('load')).modelVersion, '2.0.0')
    assert.deepEqual(second.takeAsked(), [])
    // The old weights are gone.
    const kept = await readKept(second.page)
    assert.deepEqual(
      kept.files.map(({ key }) => key),
      [await sha256Of(files['weights.bin'] as ArrayBuffer)],
    )
  })
})

test('a record that was damaged on the disk is healed from the server', async () => {
  await withVisitor(async (newPage) => {
    const first = await newPage()
    const good = await first.ask('load')
    await first.whenKept()
    await first.page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('vitrine-models')
        request.onsuccess = () => resolve(request.result)
      })
      const tx = db.transaction('files', 'readwrite')
      const keys = tx.objectStore('files').getAllKeys()
      keys.onsuccess = () => tx.objectStore('files').put(new ArrayBuffer(8), keys.result[0])
      await new Promise((resolve) => (tx.oncomplete = resolve))
      db.close()
    })
    const second = await newPage()
    const { modelVersion, bytes, error } = await second.ask('load')
    assert.deepEqual([modelVersion, bytes, error], [good.modelVersion, good.bytes, undefined])
    await second.whenKept()
    second.takeAsked()
    const third = await newPage()
    assert.deepEqual(await third.ask('load'), { ...good, isKept: true })
    assert.deepEqual(third.takeAsked(), [])
  })
})

test('weights of another hash are refused', async () => {
  await withVisitor(async (newPage) => {
    files = { ...files, 'weights.bin': new ArrayBuffer((files['weights.bin'] as ArrayBuffer).byteLength) }
    const { ask } = await newPage()
    assert.deepEqual(await ask('load'), { isKept: false, error: 'model-format' })
  })
})

function setVersion(json: Record<string, Record<string, unknown>>, version: string): void {
  const vitrine = json['userDefinedMetadata']!['vitrine'] as Record<string, unknown>
  vitrine['modelVersion'] = version
}

/** Looks into the database from the page. */
function readKept(page: Page): Promise<{
  files: { key: string; kind: string; bytes: number }[]
  packages: string[]
}> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('vitrine-models')
      request.onsuccess = () => resolve(request.result)
    })
    const tx = db.transaction(['files', 'packages'])
    const keys = tx.objectStore('files').getAllKeys()
    const values = tx.objectStore('files').getAll()
    const packages = tx.objectStore('packages').getAllKeys()
    await new Promise((resolve) => (tx.oncomplete = resolve))
    db.close()
    const files = (values.result as ArrayBuffer[]).map((bytes, at) => ({
      key: keys.result[at] as string,
      kind: Object.prototype.toString.call(bytes),
      bytes: bytes.byteLength,
    }))
    return { files, packages: packages.result.map(String) }
  })
}
