// SPDX-License-Identifier: MIT
// Hearing a data layer without being noticed: replay, later pushes, other people's wrappers, undo.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchDataLayer } from '../../src/platform/watch-data-layer.ts'

interface Layer extends Array<unknown> {
  push: (...entries: unknown[]) => number
}

type Host = EventTarget & { dataLayer?: Layer }

const createHost = (...entries: unknown[]): Host =>
  Object.assign(new EventTarget(), { dataLayer: entries as Layer })

const never = (error: unknown): never => assert.fail(String(error))

function watch(host: object): { heard: unknown[]; stop: () => void } {
  const heard: unknown[] = []
  return { heard, stop: watchDataLayer(host, 'dataLayer', (entry) => heard.push(entry), never) }
}

/** Does to `push` what tag managers do: wraps it, and pushes an entry of its own during some pushes. */
function installTagManager(layer: Layer): void {
  const inner = layer.push
  layer.push = function (this: Layer, ...entries: unknown[]) {
    const length = inner.apply(this, entries)
    if (entries.includes('click')) this.push('tag fired')
    return length
  }
}

test('what was pushed before is replayed in order, then every later push is heard', () => {
  const host = createHost('a', 'b')
  const { heard } = watch(host)
  assert.deepEqual(heard, ['a', 'b'])
  host.dataLayer?.push('c', 'd')
  assert.deepEqual(heard, ['a', 'b', 'c', 'd'])
  assert.deepEqual([...host.dataLayer!], ['a', 'b', 'c', 'd'])
})

test('a layer that does not exist yet is created as the tag manager snippet does, and the snippet keeps it', () => {
  const host: Host = new EventTarget()
  const { heard } = watch(host)
  assert.ok(Array.isArray(host.dataLayer))
  host.dataLayer = host.dataLayer || []
  host.dataLayer.push('a')
  assert.deepEqual(heard, ['a'])
})

test('entries are handed on as they are: same object, not changed, `arguments` included', () => {
  const host = createHost()
  const { heard } = watch(host)
  const entry = Object.freeze({ event: 'x', ecommerce: Object.freeze({}) })
  const command = (
    function (): IArguments {
      // eslint-disable-next-line prefer-rest-params -- this is what gtag pushes
      return arguments
    } as (...rest: unknown[]) => IArguments
  )('event', 'x', {})
  host.dataLayer?.push(entry, command)
  assert.equal(heard[0], entry)
  assert.equal(heard[1], command)
})

test('the page gets back what its own push returned or threw', () => {
  const host = createHost('a')
  watch(host)
  assert.equal(host.dataLayer?.push('b', 'c'), 3)
  const odd = { dataLayer: { push: () => false } }
  watch(odd)
  assert.equal(odd.dataLayer.push(), false)
  const broken = {
    dataLayer: {
      push: (_entry: unknown): number => {
        throw new RangeError('the page')
      },
    },
  }
  const { heard } = watch(broken)
  assert.throws(() => broken.dataLayer.push('a'), RangeError)
  assert.deepEqual(heard, ['a'])
})

test('a listener that throws is reported; page, other listeners and later entries go on', () => {
  const host = createHost('a')
  const errors: unknown[] = []
  watchDataLayer(
    host,
    'dataLayer',
    (entry) => {
      throw new Error(String(entry))
    },
    (error) => errors.push((error as Error).message),
  )
  const { heard } = watch(host)
  assert.equal(host.dataLayer?.push('b'), 2)
  assert.deepEqual(errors, ['a', 'b'])
  assert.deepEqual(heard, ['a', 'b'])
})

test('several watchers share one wrapper, each with its own replay', () => {
  const host = createHost('a')
  const first = watch(host)
  const wrapped = host.dataLayer?.push
  host.dataLayer?.push('b')
  const second = watch(host)
  assert.equal(host.dataLayer?.push, wrapped)
  host.dataLayer?.push('c')
  assert.deepEqual(first.heard, ['a', 'b', 'c'])
  assert.deepEqual(second.heard, ['a', 'b', 'c'])
  first.stop()
  first.stop()
  host.dataLayer?.push('d')
  assert.equal(first.heard.length, 3)
  assert.equal(second.heard.length, 4)
  second.stop()
  assert.equal(Object.hasOwn(host.dataLayer!, 'push'), false)
})

test('the undo gives the array back as it was, also a push of somebody else', () => {
  const host = createHost()
  watch(host).stop()
  assert.deepEqual(Object.getOwnPropertyNames(host.dataLayer), ['length'])
  installTagManager(host.dataLayer!)
  const theirs = host.dataLayer!.push
  watch(host).stop()
  assert.equal(host.dataLayer?.push, theirs)
})

test('the wrapper is not enumerable, because pages loop over arrays', () => {
  const host = createHost('a')
  watch(host)
  const keys: string[] = []
  for (const key in host.dataLayer as object) keys.push(key)
  assert.deepEqual(keys, ['0'])
})

test('a tag manager that wrapped before us goes on, and what it pushes comes after its cause', () => {
  const host = createHost()
  installTagManager(host.dataLayer!)
  const { heard } = watch(host)
  host.dataLayer?.push('click')
  assert.deepEqual(heard, ['click', 'tag fired'])
  assert.deepEqual([...host.dataLayer!], ['click', 'tag fired'])
})

test('a tag manager that wraps after us goes on, is heard, and is left in place by the undo', () => {
  const host = createHost()
  const { heard, stop } = watch(host)
  installTagManager(host.dataLayer!)
  const theirs = host.dataLayer!.push
  host.dataLayer?.push('click')
  assert.deepEqual(heard, ['click', 'tag fired'])
  stop()
  assert.equal(host.dataLayer?.push, theirs)
  host.dataLayer?.push('click')
  assert.equal(heard.length, 2)
  assert.deepEqual([...host.dataLayer!], ['click', 'tag fired', 'click', 'tag fired'])
  const again = watch(host)
  host.dataLayer?.push('last')
  assert.deepEqual(again.heard, ['click', 'tag fired', 'click', 'tag fired', 'last'])
})

test('an array that the page empties from the front stays watched', () => {
  const host = createHost('a', 'b')
  const { heard } = watch(host)
  host.dataLayer?.splice(0)
  host.dataLayer?.push('c')
  assert.deepEqual(heard, ['a', 'b', 'c'])
})

test('what a listener pushes during the replay has its turn', () => {
  const host = createHost('a', 'b')
  const heard: unknown[] = []
  watchDataLayer(
    host,
    'dataLayer',
    (entry) => {
      heard.push(entry)
      if (entry === 'a') host.dataLayer?.push('from a')
    },
    never,
  )
  assert.deepEqual(heard, ['a', 'b', 'from a'])
})

test('an array put in place of ours while the page loads is followed, without telling its copies again', () => {
  const host = createHost()
  const { heard, stop } = watch(host)
  const old = host.dataLayer!
  const entry = { event: 'a' }
  old.push(entry)
  host.dataLayer = [entry, 'b'] as unknown[] as Layer
  host.dispatchEvent(new Event('DOMContentLoaded'))
  host.dataLayer.push('c')
  host.dispatchEvent(new Event('load'))
  assert.deepEqual(heard, [entry, 'b', 'c'])
  assert.equal(Object.hasOwn(old, 'push'), false)
  stop()
  assert.equal(Object.hasOwn(host.dataLayer, 'push'), false)
  host.dataLayer = ['late'] as unknown[] as Layer
  host.dispatchEvent(new Event('pageshow'))
  assert.equal(heard.length, 3)
})

test('a layer that cannot be watched is one report and no exception', () => {
  for (const dataLayer of ['text', 7, {}, Object.freeze(['a']), { push: 'no' }]) {
    const errors: unknown[] = []
    const stop = watchDataLayer(
      { dataLayer },
      'dataLayer',
      () => undefined,
      (error) => errors.push(error),
    )
    stop()
    assert.equal(errors.length, 1)
    assert.ok(errors[0] instanceof TypeError)
  }
  const errors: unknown[] = []
  const hostile = {
    get dataLayer(): never {
      throw new Error('no')
    },
  }
  watchDataLayer(hostile, 'dataLayer', never, (error) => errors.push(error))()
  assert.equal(errors.length, 1)
})

test('a layer that is frozen later can still be left', () => {
  const host = createHost()
  const { heard, stop } = watch(host)
  Object.freeze(host.dataLayer)
  stop()
  assert.throws(() => host.dataLayer?.push('a'), TypeError)
  assert.deepEqual(heard, [])
})
