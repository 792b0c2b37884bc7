// SPDX-License-Identifier: MIT
// The loader of packages over a real cache (in a fake IndexedDB) and real hashes; the clock stands still.

import 'fake-indexeddb/auto'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { IDBFactory } from 'fake-indexeddb'
import { isVitrineError } from '../../src/errors.ts'
import type { VitrineError } from '../../src/errors.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createPackageLoader } from '../../src/model/package-loader.ts'
import type { PackageLoader } from '../../src/model/package-loader.ts'
import type { PackageSource } from '../../src/model/package-source.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import type { PackageCache, StoredPackage } from '../../src/platform/package-cache.ts'
import { createPackageCache } from '../../src/store/package-cache.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'
import { createPackageServer, HANG, MODEL_URL, packageFiles, sha256Of } from '../support/package-server.ts'
import type { PackageFiles, PackageServer } from '../support/package-server.ts'

const HOUR_MS = 3_600_000
const NEVER = new Promise<never>(() => undefined)

const loadLayers = (): Promise<typeof layers> => Promise.resolve(layers)

/** A device, a server, and pages that come one after the other. */
interface Device {
  readonly server: PackageServer
  readonly cache: PackageCache
  readonly clock: FakePlatform
  /** A new page: it remembers nothing of the one before. */
  page(cache?: PackageCache, source?: Partial<PackageSource>): PackageLoader
}

function createDevice(files: PackageFiles): Device {
  const server = createPackageServer(files)
  const clock = createFakePlatform()
  const indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory
  const cache = createPackageCache({ indexedDB, clock })
  const page: Device['page'] = (own = cache, source = {}) =>
    createPackageLoader({ modelUrl: MODEL_URL, fetch: server.fetch, loadLayers, ...source }, own, clock)
  return { server, cache, clock, page }
}

/** A device on which a first page has loaded and kept the package. */
async function createKept(files: PackageFiles): Promise<Device & { readonly first: PackageLoader }> {
  const device = createDevice(files)
  const first = device.page()
  await first.load()
  await until(() => first.isKept)
  device.server.takeAsked()
  return { ...device, first }
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    assert.ok(turn < 5000, 'it never came')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function rejectionOf(promise: Promise<unknown>): Promise<VitrineError> {
  const error: unknown = await promise.then(
    () => assert.fail('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (!isVitrineError(error)) throw error
  return error
}

/** Memory of the weights: the shards, put together. */
function bytesOf(pkg: ModelPackage | undefined): number[] {
  const first = pkg?.weights[0]
  return first ? [...new Uint8Array(first.data.buffer)] : assert.fail('no package')
}

function shard(files: PackageFiles, path = 'weights.bin'): ArrayBuffer {
  const bytes = files[path]
  return bytes instanceof ArrayBuffer ? bytes : assert.fail(`${path} is no shard`)
}

/** The same length, another content. */
function spoiled(bytes: ArrayBuffer): ArrayBuffer {
  const copy = new Uint8Array(bytes.slice(0))
  copy[5] = (copy[5] ?? 0) ^ 1
  return copy.buffer
}

test('the first page asks the network, the next one the device, with the same weights', async () => {
  const files = await packageFiles()
  const { server, page } = createDevice(files)
  const first = page()
  const fetched = await first.load()
  await until(() => first.isKept)
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
  const second = page()
  assert.equal(second.isKept, false)
  const kept = await second.load()
  assert.equal(second.isKept, true)
  assert.deepEqual(server.takeAsked(), [])
  assert.deepEqual(kept.metadata, fetched.metadata)
  assert.deepEqual(bytesOf(kept), bytesOf(fetched))
})

test('a device that is not expected to have it is not asked first, and is asked from then on', async () => {
  const { server, cache, clock } = await createKept(await packageFiles())
  const reads: string[] = []
  const watched: PackageCache = {
    ...cache,
    read: (url) => {
      reads.push(url)
      return cache.read(url)
    },
  }
  const loader = createPackageLoader(
    { modelUrl: MODEL_URL, fetch: server.fetch, loadLayers },
    watched,
    clock,
    false,
  )
  await loader.load()
  assert.deepEqual(reads, [])
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
  await until(() => loader.isKept)
  await loader.load()
  assert.equal(reads.length, 1)
  assert.deepEqual(server.takeAsked(), [])
})

test('calls that overlap share one download; a later one gets weights of its own', async () => {
  const { server, page } = createDevice(await packageFiles())
  const loader = page()
  const [a, b] = await Promise.all([loader.load(), loader.load()])
  assert.equal(a, b)
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
  await until(() => loader.isKept)
  const later = await loader.load()
  assert.deepEqual(server.takeAsked(), [])
  assert.notEqual(later.weights[0]?.data.buffer, a.weights[0]?.data.buffer)
  assert.deepEqual(bytesOf(later), bytesOf(a))
})

test('a download that failed is tried anew by the next call', async () => {
  const { server, page } = createDevice(await packageFiles())
  const loader = page()
  server.setOnline(false)
  assert.equal((await rejectionOf(loader.load())).name, 'ModelLoadError')
  server.setOnline(true)
  assert.equal((await loader.load()).url, MODEL_URL)
})

test('shards with known addresses are asked for together with model.json, and checked', async () => {
  const files = await packageFiles({ cut: 1000 })
  const { server, page } = createDevice(files)
  const weightUrls = ['a.bin', 'b.bin'].map((path) => new URL(path, MODEL_URL).href)
  await page(undefined, { weightUrls }).load()
  assert.deepEqual(server.takeAsked().sort(), ['a.bin', 'b.bin', 'model.json'])
  server.put({ 'b.bin': spoiled(shard(files, 'b.bin')) })
  const error = await rejectionOf(
    createDevice(files).page(undefined, { weightUrls, fetch: server.fetch }).load(),
  )
  assert.match(error.message, /"b\.bin" is \d+ bytes of SHA-256/)
})

test('a shard of another hash is a ModelFormatError that names it and both hashes', async () => {
  const files = await packageFiles()
  const { server, page } = createDevice(files)
  const wrong = spoiled(shard(files))
  server.put({ 'weights.bin': wrong })
  const loader = page()
  const error = await rejectionOf(loader.load())
  assert.equal(error.name, 'ModelFormatError')
  assert.equal(error.details['url'], new URL('weights.bin', MODEL_URL).href)
  assert.match(error.message, /"weights\.bin"/)
  assert.ok(
    error.message.includes(await sha256Of(wrong)) && error.message.includes(await sha256Of(shard(files))),
  )
  assert.equal(loader.isKept, false)
  // The second time past the browser's cache, which may have mixed two versions.
  assert.deepEqual(server.takeAsked(), [
    'model.json',
    'weights.bin',
    'model.json reload',
    'weights.bin reload',
  ])
})

test('two versions that the HTTP cache has mixed are asked for once more, past it', async () => {
  const old = await packageFiles()
  const fresh = await packageFiles({ seed: 4 })
  const { server, page } = createDevice(fresh)
  const mixed: typeof fetch = (input, init) =>
    input === MODEL_URL && init?.cache !== 'reload'
      ? Promise.resolve(new Response(old['model.json'] as string))
      : server.fetch(input, init)
  const pkg = await page(undefined, { fetch: mixed }).load()
  assert.deepEqual(bytesOf(pkg), [...new Uint8Array(shard(fresh))])
  assert.deepEqual(server.takeAsked(), ['weights.bin', 'model.json reload', 'weights.bin reload'])
})

for (const [what, change] of [
  ['truncated', (bytes: ArrayBuffer) => bytes.slice(1)],
  ['longer', (bytes: ArrayBuffer) => new Uint8Array([...new Uint8Array(bytes), 0]).buffer],
  ['empty', () => new ArrayBuffer(0)],
] as const) {
  test(`a ${what} shard is a ModelFormatError, and not kept`, async () => {
    const files = await packageFiles()
    const { server, page, cache } = createDevice(files)
    server.put({ 'weights.bin': change(shard(files)) })
    assert.equal((await rejectionOf(page().load())).name, 'ModelFormatError')
    assert.equal(await cache.read(MODEL_URL), undefined)
  })
}

test('two shards that are longer together than the manifest says are read no further', async () => {
  const files = await packageFiles({ cut: 1000, hashes: false })
  const { server, page } = createDevice(files)
  const total = shard(files, 'a.bin').byteLength + shard(files, 'b.bin').byteLength
  server.put({ 'a.bin': new ArrayBuffer(total), 'b.bin': new ArrayBuffer(total) })
  const error = await rejectionOf(page().load())
  assert.equal(error.name, 'ModelFormatError')
  assert.match(error.message, /longer than the \d+ bytes/)
})

const LIES: readonly [string, (group: Record<string, unknown>) => void][] = [
  ['more bytes than a package may hold', (group) => (weightIn(group)['shape'] = [2 ** 13, 2 ** 14])],
  ['a size that is no number', (group) => (weightIn(group)['shape'] = ['8', '40'])],
  ['a thousand files', (group) => (group['paths'] = Array.from({ length: 1000 }, (_, at) => `${at}.bin`))],
  ['a path that is no address', (group) => (group['paths'] = ['http://:'])],
]

function weightIn(group: Record<string, unknown>): Record<string, unknown> {
  return (group['weights'] as Record<string, unknown>[])[0]!
}

for (const [what, lie] of LIES) {
  test(`a manifest with ${what} is a ModelFormatError before any shard is asked for`, async () => {
    const edit = (json: Record<string, unknown>): void =>
      lie((json['weightsManifest'] as Record<string, unknown>[])[0]!)
    const { server, page } = createDevice(await packageFiles({ hashes: false, edit }))
    assert.equal((await rejectionOf(page().load())).name, 'ModelFormatError')
    assert.deepEqual(server.takeAsked(), ['model.json', 'model.json reload'])
  })
}

for (const files of [
  [],
  {},
  { 'weights.bin': 'ABC' },
  { 'weights.bin': 1 },
  { 'other.bin': '0'.repeat(64) },
]) {
  test(`hashes given as ${JSON.stringify(files).slice(0, 30)} are a ModelFormatError`, async () => {
    const edit = (json: Record<string, Record<string, unknown>>): void => {
      const vitrine = json['userDefinedMetadata']!['vitrine'] as Record<string, unknown>
      vitrine['files'] = files
    }
    const { page } = createDevice(await packageFiles({ edit }))
    const error = await rejectionOf(page().load())
    assert.equal(error.name, 'ModelFormatError')
    assert.match(error.message, /files must/)
  })
}

test('a page instead of model.json is a ModelFormatError', async () => {
  const { server, page } = createDevice({ 'model.json': '<!doctype html><title>Not found</title>' })
  assert.match((await rejectionOf(page().load())).message, /model\.json is not JSON/)
  assert.deepEqual(server.takeAsked(), ['model.json', 'model.json reload'])
})

for (const path of ['model.json', 'weights.bin']) {
  test(`a server that never answers for ${path} is a ModelLoadError after the time limit`, async () => {
    const { server, page, clock } = createDevice(await packageFiles())
    server.put({ [path]: HANG })
    const loader = page()
    const loading = rejectionOf(loader.load())
    await until(() => server.takeAsked().includes(path))
    clock.advance(29_000)
    clock.advance(1_001)
    const error = await loading
    assert.equal(error.name, 'ModelLoadError')
    assert.match(error.message, /no answer within 30000 ms/)
    assert.equal(clock.held(), 0)
  })
}

test('a body that stops in the middle is a ModelLoadError after the time limit', async () => {
  const { server, page, clock } = createDevice(await packageFiles())
  let isRead = false
  const stalling: typeof fetch = (input, init) => {
    if (input === MODEL_URL) return server.fetch(input, init)
    const body = new ReadableStream({
      pull(controller) {
        if (isRead) return NEVER
        isRead = true
        controller.enqueue(new Uint8Array(10))
        return undefined
      },
    })
    return Promise.resolve(new Response(body))
  }
  const loading = rejectionOf(page(undefined, { fetch: stalling, timeoutMs: 500 }).load())
  await until(() => isRead)
  clock.advance(501)
  assert.match((await loading).message, /no answer within 500 ms/)
})

test('a package without hashes, such as one of Keras, loads and is kept under the hash of what came', async () => {
  const files = await packageFiles({ hashes: false })
  const { server, cache, page } = await createKept(files)
  const stored = await cache.read(MODEL_URL)
  assert.deepEqual(
    stored?.files.map((file) => file.sha256),
    [await sha256Of(shard(files))],
  )
  assert.equal(bytesOf(await page().load()).length, shard(files).byteLength)
  assert.deepEqual(server.takeAsked(), [])
})

test('without crypto.subtle a package is loaded unchecked and never kept', async (t) => {
  const files = await packageFiles()
  const { server, page, cache } = createDevice(files)
  server.put({ 'weights.bin': spoiled(shard(files)) })
  withoutSubtle(t)
  const loader = page()
  assert.equal(bytesOf(await loader.load()).length, shard(files).byteLength)
  assert.equal(await loader.revalidate(), undefined)
  assert.equal(loader.isKept, false)
  assert.equal(await cache.read(MODEL_URL), undefined)
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
})

function withoutSubtle(t: TestContext): void {
  const { crypto } = globalThis
  const bare = { getRandomValues: crypto.getRandomValues.bind(crypto) }
  Object.defineProperty(globalThis, 'crypto', { value: bare, configurable: true })
  t.after(() => Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true }))
}

test('a device that does not answer in time does not hold up the start', async () => {
  const { server, page, clock } = createDevice(await packageFiles())
  const hung: PackageCache = { read: () => NEVER, write: () => NEVER, remove: () => NEVER }
  const loader = page(hung)
  const loading = loader.load()
  await until(() => clock.held() === 1)
  clock.advance(149)
  assert.deepEqual(server.takeAsked(), [])
  clock.advance(2)
  assert.equal((await loading).url, MODEL_URL)
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
  assert.equal(loader.isKept, false)
})

test('a device that keeps nothing is no error', async () => {
  const { server, page } = createDevice(await packageFiles())
  const full = new DOMException('full', 'QuotaExceededError')
  let writes = 0
  const refusing: PackageCache = {
    read: () => Promise.reject(full),
    remove: () => Promise.reject(full),
    write() {
      writes++
      return Promise.reject(full)
    },
  }
  const loader = page(refusing)
  assert.equal((await loader.load()).url, MODEL_URL)
  assert.equal(await loader.revalidate(), undefined)
  assert.equal(writes, 1)
  assert.equal(loader.isKept, false)
  await loader.load()
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin', 'model.json', 'weights.bin'])
})

const DAMAGES: readonly [string, (stored: StoredPackage) => StoredPackage][] = [
  ['bytes of another content', (stored) => withBytes(stored, spoiled)],
  ['fewer bytes', (stored) => withBytes(stored, (bytes) => bytes.slice(1))],
  ['no shard at all', (stored) => ({ ...stored, files: [] })],
  ['text that is not JSON', (stored) => ({ ...stored, json: '{"format":' })],
  ['a package of another release', (stored) => ({ ...stored, json: otherRelease(stored.json) })],
]

function withBytes(stored: StoredPackage, change: (bytes: ArrayBuffer) => ArrayBuffer): StoredPackage {
  return { ...stored, files: stored.files.map((file) => ({ ...file, bytes: change(file.bytes) })) }
}

function otherRelease(json: string): string {
  return json.replace('"formatVersion":2', '"formatVersion":0')
}

for (const [what, damage] of DAMAGES) {
  test(`${what} on the device: the network heals it`, async () => {
    const files = await packageFiles()
    const { server, cache, page } = await createKept(files)
    const good = await cache.read(MODEL_URL)
    assert.ok(good)
    const bad = damage(good)
    assert.notDeepEqual(bad, good)
    await cache.write(bad)
    const healing = page()
    assert.equal(bytesOf(await healing.load()).length, shard(files).byteLength)
    assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
    await until(() => healing.isKept)
    const healed = await cache.read(MODEL_URL)
    assert.equal(healed?.json, good.json)
    assert.deepEqual(healed.files, good.files)
    await page().load()
    assert.deepEqual(server.takeAsked(), [])
  })
}

test('what is damaged on the device is gone also when the network does not heal it', async () => {
  const { server, cache, page } = await createKept(await packageFiles())
  const good = await cache.read(MODEL_URL)
  assert.ok(good)
  await cache.write({ ...good, json: otherRelease(good.json) })
  server.setOnline(false)
  assert.equal((await rejectionOf(page().load())).name, 'ModelLoadError')
  assert.equal(await cache.read(MODEL_URL), undefined)
})

test('the server is asked at most once an hour a device, without the HTTP cache', async () => {
  const { server, clock, page, first } = await createKept(await packageFiles())
  assert.equal(await first.revalidate(), undefined)
  clock.advance(HOUR_MS - 1000)
  assert.equal(await page().revalidate(), undefined)
  assert.deepEqual(server.takeAsked(), [])
  clock.advance(2000)
  const other = page()
  assert.deepEqual(await Promise.all([first.revalidate(), first.revalidate()]), [undefined, undefined])
  assert.deepEqual(server.takeAsked(), ['model.json no-cache'])
  assert.equal(await other.revalidate(), undefined)
  assert.deepEqual(server.takeAsked(), [])
  clock.advance(HOUR_MS)
  await other.revalidate()
  assert.deepEqual(server.takeAsked(), ['model.json no-cache'])
})

test('a time of checking in the future was set by a wrong clock and counts for nothing', async () => {
  const { server, cache, clock, first } = await createKept(await packageFiles())
  const stored = await cache.read(MODEL_URL)
  assert.ok(stored)
  await cache.write({ ...stored, checkedAtMs: clock.now() + 1000 * HOUR_MS })
  await first.revalidate()
  assert.deepEqual(server.takeAsked(), ['model.json no-cache'])
})

test('a new version is given once, and kept', async () => {
  const old = await packageFiles()
  const { server, cache, clock, page, first } = await createKept(old)
  const fresh = await packageFiles({ seed: 4 })
  server.put(fresh)
  clock.advance(HOUR_MS)
  const pkg = await first.revalidate()
  assert.deepEqual(server.takeAsked(), ['model.json no-cache', 'weights.bin no-cache'])
  assert.equal(first.isKept, true)
  assert.deepEqual(bytesOf(pkg), bytesOf(await page().load()))
  assert.deepEqual(server.takeAsked(), [])
  const stored = await cache.read(MODEL_URL)
  assert.equal(stored?.json, fresh['model.json'])
  clock.advance(HOUR_MS)
  assert.equal(await first.revalidate(), undefined)
})

test('shards that have not changed are not fetched again', async () => {
  const { server, cache, clock, first } = await createKept(await packageFiles({ cut: 1000 }))
  const before = await cache.read(MODEL_URL)
  const edit = (json: Record<string, Record<string, unknown>>): void => {
    const vitrine = json['userDefinedMetadata']!['vitrine'] as Record<string, unknown>
    vitrine['modelVersion'] = '9.9.9'
  }
  server.put({ 'model.json': (await packageFiles({ cut: 1000, edit }))['model.json'] as string })
  clock.advance(HOUR_MS)
  assert.equal((await first.revalidate())?.metadata.modelVersion, '9.9.9')
  assert.deepEqual(server.takeAsked(), ['model.json no-cache'])
  const after = await cache.read(MODEL_URL)
  assert.deepEqual(after?.files, before?.files)
  assert.notEqual(after?.json, before?.json)
})

test('one changed shard of two is fetched alone', async () => {
  const { server, clock, first } = await createKept(await packageFiles({ cut: 1000 }))
  const whole = await packageFiles({ cut: 1000 })
  const b = spoiled(shard(whole, 'b.bin'))
  const hash = await sha256Of(b)
  const edit = (json: Record<string, Record<string, unknown>>): void => {
    const vitrine = json['userDefinedMetadata']!['vitrine'] as { files: Record<string, string> }
    vitrine.files['b.bin'] = hash
  }
  server.put({ ...(await packageFiles({ cut: 1000, edit })), 'b.bin': b })
  clock.advance(HOUR_MS)
  const pkg = await first.revalidate()
  assert.deepEqual(server.takeAsked(), ['model.json no-cache', 'b.bin no-cache'])
  assert.deepEqual(bytesOf(pkg).slice(1000), [...new Uint8Array(b)])
})

const BROKEN: readonly [string, string | undefined, Parameters<PackageServer['put']>[0]][] = [
  ['whose shard is missing', undefined, { 'weights.bin': undefined }],
  ['whose shard is damaged', 'ModelFormatError', { 'weights.bin': new ArrayBuffer(10) }],
  ['that is a web page', 'ModelFormatError', { 'model.json': '<!doctype html>' }],
  ['that is missing', undefined, { 'model.json': undefined }],
]

for (const [what, name, change] of BROKEN) {
  test(`with a new version ${what} the old one stays, and the next hour tries again`, async () => {
    const { server, cache, clock, page, first } = await createKept(await packageFiles())
    const before = await cache.read(MODEL_URL)
    const fresh = await packageFiles({ seed: 4 })
    server.put({ ...fresh, ...change })
    clock.advance(HOUR_MS)
    if (name === undefined) assert.equal(await first.revalidate(), undefined)
    else assert.equal((await rejectionOf(first.revalidate())).name, name)
    server.takeAsked()
    assert.equal(await first.revalidate(), undefined)
    assert.deepEqual(server.takeAsked(), [])
    const after = await cache.read(MODEL_URL)
    assert.deepEqual({ ...after, checkedAtMs: 0 }, { ...before, checkedAtMs: 0 })
    await page().load()
    assert.deepEqual(server.takeAsked(), [])
    server.put(fresh)
    clock.advance(HOUR_MS)
    assert.notEqual(await first.revalidate(), undefined)
  })
}

test('a new version for another release is named, and the old one stays', async () => {
  const { server, clock, page, first } = await createKept(await packageFiles())
  const fresh = await packageFiles({ seed: 4 })
  server.put({ ...fresh, 'model.json': otherRelease(fresh['model.json'] as string) })
  clock.advance(HOUR_MS)
  assert.equal((await rejectionOf(first.revalidate())).name, 'ModelVersionError')
  server.takeAsked()
  await page().load()
  assert.deepEqual(server.takeAsked(), [])
})

test('offline, or with a server that hangs, the package in use stays without an error', async () => {
  const { server, clock, first } = await createKept(await packageFiles())
  server.setOnline(false)
  clock.advance(HOUR_MS)
  assert.equal(await first.revalidate(), undefined)
  server.setOnline(true)
  server.put({ 'model.json': HANG })
  clock.advance(HOUR_MS)
  server.takeAsked()
  const checking = first.revalidate()
  await until(() => server.takeAsked().length === 1)
  clock.advance(30_001)
  assert.equal(await checking, undefined)
})

test('a version that another tab has brought is given without the network', async () => {
  const { server, clock, page, first } = await createKept(await packageFiles())
  server.put(await packageFiles({ seed: 4 }))
  clock.advance(HOUR_MS)
  const other = page()
  await other.load()
  const brought = await other.revalidate()
  server.takeAsked()
  assert.deepEqual(bytesOf(await first.revalidate()), bytesOf(brought))
  assert.equal(await first.revalidate(), undefined)
  assert.deepEqual(server.takeAsked(), [])
})

test('a new version that cannot be kept is given all the same, and the next page does not go back to the old one', async () => {
  const { server, cache, clock, page } = await createKept(await packageFiles())
  const old = (await cache.read(MODEL_URL))?.json
  const loader = page({
    ...cache,
    write: (pkg) => (pkg.json === old ? cache.write(pkg) : Promise.reject(new Error('full'))),
  })
  await loader.load()
  server.put(await packageFiles({ seed: 4 }))
  clock.advance(HOUR_MS)
  const fresh = await loader.revalidate()
  assert.equal(loader.isKept, false)
  assert.equal(await loader.revalidate(), undefined)
  assert.deepEqual(bytesOf(await loader.load()), bytesOf(fresh))
})

test('what the device still has of before is no news', async () => {
  const { server, cache, clock, page, first } = await createKept(await packageFiles())
  const fresh = await packageFiles({ seed: 4 })
  server.put(fresh)
  let isSlow = true
  const slow: PackageCache = {
    ...cache,
    read: (url) => (isSlow ? NEVER : cache.read(url)),
    write: () => NEVER,
  }
  const loader = page(slow)
  const loading = loader.load()
  await until(() => clock.held() === 1)
  clock.advance(151)
  assert.deepEqual(bytesOf(await loading), [...new Uint8Array(shard(fresh))])
  clock.advance(10_001)
  isSlow = false
  assert.equal(await loader.revalidate(), undefined)
  assert.equal(await first.revalidate(), undefined)
})

test('where the hour cannot be noted, no request is made, and nothing stays for ever', async () => {
  const { server, cache, clock, page } = await createKept(await packageFiles())
  const loader = page({ ...cache, write: () => Promise.reject(new Error('full')) })
  await loader.load()
  clock.advance(HOUR_MS)
  assert.equal(await loader.revalidate(), undefined)
  assert.deepEqual(server.takeAsked(), [])
  assert.equal(loader.isKept, false)
  await loader.load()
  assert.deepEqual(server.takeAsked(), ['model.json', 'weights.bin'])
})

test('the layers that a package needs are loaded once a package, from the network or the device', async () => {
  const { page } = await createKept(await packageFiles())
  let loads = 0
  const own = page(undefined, { loadLayers: () => ((loads += 1), loadLayers()) })
  const pkg = await own.load()
  assert.equal(loads, 1)
  assert.ok(pkg.network)
  assert.equal(pkg.layers, layers)
})

test('where they cannot be loaded that is the error, and the package that is kept stays', async () => {
  const { server, page } = await createKept(await packageFiles())
  const cause = new TypeError('Failed to fetch dynamically imported module')
  const error = await rejectionOf(page(undefined, { loadLayers: () => Promise.reject(cause) }).load())
  assert.equal(error.name, 'ModelLoadError')
  assert.match(error.message, /layers\.js could not be loaded: Layer "conv" \(Conv1D\)/)
  assert.equal(error.cause, cause)
  await page().load()
  assert.deepEqual(server.takeAsked(), [])
})

test('layers that never come are a ModelLoadError once the time is over', async () => {
  const { clock, page } = await createKept(await packageFiles())
  const loading = rejectionOf(page(undefined, { loadLayers: () => NEVER, timeoutMs: 1000 }).load())
  await until(() => clock.held() > 0)
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  clock.advance(1001)
  assert.match((await loading).message, /no answer within 1000 ms/)
})

test('a layer that layers.js does not know either is named, with no network', async () => {
  const edit = (json: Record<string, unknown>): void => {
    const text = JSON.stringify(json['modelTopology']).replaceAll(
      '"class_name":"Conv1D"',
      '"class_name":"Odd"',
    )
    json['modelTopology'] = JSON.parse(text)
  }
  const { page } = createDevice(await packageFiles({ edit }))
  const { network, unsupported } = await page().load()
  assert.equal(network, undefined)
  assert.equal(unsupported?.name, 'UnsupportedLayerError')
  assert.match(unsupported.message, /"conv" \(Odd\)/)
})
