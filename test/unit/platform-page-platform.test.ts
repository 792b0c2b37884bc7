// SPDX-License-Identifier: MIT
// The page's clock, identifiers, idle time and visibility, against fakes of the browser's.

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createPagePlatform } from '../../src/platform/page-platform.ts'

/** Puts a global in place for one test. */
function withGlobals(globals: Readonly<Record<string, unknown>>, body: () => void): void {
  const before = Object.keys(globals).map(
    (key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)] as const,
  )
  for (const [key, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true })
  }
  try {
    body()
  } finally {
    for (const [key, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, key, descriptor)
      else Reflect.deleteProperty(globalThis, key)
    }
  }
}

/** A wall clock and a performance clock that the test moves apart. */
function withClocks(
  body: (clocks: { wallMs: number; elapsedMs: number }) => void,
  timeOrigin = 1_000_000,
): void {
  const clocks = { wallMs: 1_000_000, elapsedMs: 0 }
  mock.method(Date, 'now', () => clocks.wallMs)
  try {
    withGlobals({ performance: { timeOrigin, now: () => clocks.elapsedMs } }, () => body(clocks))
  } finally {
    mock.restoreAll()
  }
}

class FakeDocument extends EventTarget {
  visibilityState = 'visible'
  prerendering: boolean | undefined
  listeners = 0
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++
    super.addEventListener(...args)
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--
    super.removeEventListener(...args)
  }
}

test('times are fractions of a millisecond and strictly increase while the clocks stand still', () => {
  withClocks((clocks) => {
    const { now } = createPagePlatform()
    clocks.elapsedMs = 5.25
    const times = Array.from({ length: 1000 }, () => now())
    assert.equal(times[0], 1_000_005.25)
    for (let index = 1; index < times.length; index++) assert.ok(times[index]! > times[index - 1]!)
    assert.ok(times.at(-1)! < 1_000_007)
  })
})

test('the real clock is near the wall clock and strictly increases at real magnitudes', () => {
  const { now } = createPagePlatform()
  assert.ok(Math.abs(now() - Date.now()) < 1_001)
  let last = 0
  for (let index = 0; index < 10_000; index++) {
    const time = now()
    assert.ok(time > last)
    last = time
  }
})

test('after sleep the time follows the wall clock', () => {
  withClocks((clocks) => {
    const { now } = createPagePlatform()
    now()
    clocks.elapsedMs += 10
    clocks.wallMs += 3_600_010
    assert.equal(now(), 4_600_010)
    clocks.elapsedMs += 10
    clocks.wallMs += 10
    assert.equal(now(), 4_600_020)
  })
})

test('a wall clock that is set back does not take time back', () => {
  withClocks((clocks) => {
    const { now } = createPagePlatform()
    const before = now()
    clocks.elapsedMs += 10
    clocks.wallMs -= 3_600_000
    assert.equal(now(), before + 10)
  })
})

test('an origin that is off at the start is corrected in both directions', () => {
  for (const timeOrigin of [400_000, 90_000_000]) {
    withClocks(() => assert.equal(createPagePlatform().now(), 1_000_000), timeOrigin)
  }
})

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('identifiers are UUIDs of version 4, in insecure contexts as well', () => {
  assert.match(createPagePlatform().uuid(), UUID)
  const real = globalThis.crypto
  withGlobals({ crypto: { getRandomValues: real.getRandomValues.bind(real) } }, () => {
    const { uuid } = createPagePlatform()
    const ids = Array.from({ length: 500 }, uuid)
    for (const id of ids) assert.match(id, UUID)
    assert.equal(new Set(ids).size, 500)
  })
  for (const byte of [0x00, 0xff]) {
    withGlobals({ crypto: { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte) } }, () => {
      assert.match(createPagePlatform().uuid(), UUID)
    })
  }
})

test('idle work asks for an idle slice with its timeout, and can be taken back', () => {
  const asked: unknown[] = []
  const globals = {
    requestIdleCallback: (_task: () => void, options: unknown) => asked.push(options),
    cancelIdleCallback: (handle: number) => asked.push(`cancel ${handle}`),
  }
  withGlobals(globals, () => {
    const stop = createPagePlatform().idle(() => undefined, 250)
    stop()
  })
  assert.deepEqual(asked, [{ timeout: 250 }, 'cancel 1'])
})

test('without idle slices a timer does, and can be taken back', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    withGlobals({ requestIdleCallback: undefined }, () => {
      const ran: string[] = []
      const { idle } = createPagePlatform()
      idle(() => ran.push('kept'), 5_000)
      idle(() => ran.push('stopped'), 5_000)()
      assert.deepEqual(ran, [])
      mock.timers.tick(1)
      assert.deepEqual(ran, ['kept'])
    })
  } finally {
    mock.timers.reset()
  }
})

test('delays run once at their time, can be taken back, and never overflow into "at once"', () => {
  const asked: number[] = []
  withGlobals({ setTimeout: (_task: () => void, ms: number) => asked.push(ms) }, () => {
    createPagePlatform().delay(() => undefined, 1e12)
    createPagePlatform().delay(() => undefined, 40)
  })
  assert.deepEqual(asked, [2 ** 31 - 1, 40])
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const ran: string[] = []
    const { delay } = createPagePlatform()
    delay(() => ran.push('kept'), 40)
    const stop = delay(() => ran.push('stopped'), 40)
    mock.timers.tick(39)
    stop()
    assert.deepEqual(ran, [])
    mock.timers.tick(1)
    assert.deepEqual(ran, ['kept'])
  } finally {
    mock.timers.reset()
  }
})

test('without a document everything counts as visible and nothing is listened to', () => {
  const platform = createPagePlatform()
  assert.equal(platform.isVisible(), true)
  platform.onVisibilityChange(() => assert.fail('told of a change'))()
})

test('a page is visible when it is neither hidden nor prerendered; each change is told once', () => {
  const document = new FakeDocument()
  document.visibilityState = 'hidden'
  document.prerendering = true
  withGlobals({ document }, () => {
    const platform = createPagePlatform()
    const told: boolean[] = []
    const stop = platform.onVisibilityChange((visible) => told.push(visible))
    assert.equal(platform.isVisible(), false)
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    assert.equal(platform.isVisible(), false)
    document.prerendering = false
    document.dispatchEvent(new Event('prerenderingchange'))
    document.dispatchEvent(new Event('visibilitychange'))
    assert.equal(platform.isVisible(), true)
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
    assert.deepEqual(told, [true, false])
    stop()
    assert.equal(document.listeners, 0)
  })
})
