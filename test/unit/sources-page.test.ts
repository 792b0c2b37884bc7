// SPDX-License-Identifier: MIT
// Page views: load, client-side navigation with and without the Navigation API, back-forward cache, unseen pages.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPageSource } from '../../src/sources/page.ts'
import type { SourceWindow } from '../../src/sources/source.ts'
import { createFakePlatform } from '../support/fake-platform.ts'
import type { FakePlatform } from '../support/fake-platform.ts'

/** Counts its listeners, so that a test sees what an undo forgot. */
class Target extends EventTarget {
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

class FakeWindow extends Target {
  readonly location: { href: string } = { href: 'https://shop.example/?utm=1' }
  readonly document: { title: string; referrer: string } = {
    title: 'Home',
    referrer: 'https://search.example/',
  }
  readonly navigation?: Target
  constructor(hasNavigation: boolean) {
    super()
    if (hasNavigation) this.navigation = new Target()
  }

  /** What `history.pushState` and friends do to the rest of the page. */
  navigate(path: string, type: 'push' | 'replace' | 'traverse' = 'push'): void {
    this.location.href = new URL(path, this.location.href).href
    this.navigation?.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType: type }))
    if (type === 'traverse') this.dispatchEvent(new Event('popstate'))
  }

  restore(): void {
    this.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  }
}

interface Visit {
  readonly window: FakeWindow
  readonly platform: FakePlatform
  readonly views: { page_location: string; page_title: string; page_referrer: string }[]
  readonly stop: () => void
  /** Paths and queries seen so far. */
  seen(): string[]
}

function visit({ hasNavigation = true, visible = true, title = 'Home', path = '/?utm=1' } = {}): Visit {
  const window = new FakeWindow(hasNavigation)
  window.document.title = title
  window.location.href = new URL(path, window.location.href).href
  const platform = createFakePlatform()
  platform.setVisible(visible)
  const views: Visit['views'] = []
  const stop = createPageSource().start({
    emit(candidate) {
      const { name, ...view } = candidate as Visit['views'][number] & { name: string }
      assert.equal(name, 'page_view')
      views.push(view)
    },
    onError: (error) => assert.fail(error.message),
    platform,
    window: window as SourceWindow,
  })
  const seen = (): string[] => views.map((view) => view.page_location.replace('https://shop.example', ''))
  return { window, platform, views, stop, seen }
}

test('a load is one view, at once, with title and referrer', () => {
  const { views, platform } = visit()
  platform.advance(10_000)
  assert.deepEqual(views, [
    {
      page_location: 'https://shop.example/?utm=1',
      page_title: 'Home',
      page_referrer: 'https://search.example/',
    },
  ])
})

test('a script above the title waits for it', () => {
  const { window, views, platform } = visit({ title: '' })
  assert.equal(views.length, 0)
  window.document.title = 'Parsed'
  platform.advance(100)
  assert.deepEqual(
    views.map((view) => view.page_title),
    ['Parsed'],
  )
})

test('a pushed address is one view, with the title that the framework sets afterwards', () => {
  const { window, views, platform } = visit()
  window.navigate('/lamp')
  window.document.title = 'Lamp'
  assert.equal(views.length, 1)
  platform.advance(100)
  platform.advance(10_000)
  assert.deepEqual(views.slice(1), [
    {
      page_location: 'https://shop.example/lamp',
      page_title: 'Lamp',
      page_referrer: 'https://shop.example/?utm=1',
    },
  ])
})

test('push and popstate of one navigation, and a push followed by replaces, are one view', () => {
  const { window, seen, platform } = visit()
  window.navigate('/list')
  window.navigate('/list?scroll=0', 'replace')
  window.navigate('/list?scroll=1', 'replace')
  platform.advance(100)
  window.navigate('/', 'traverse')
  window.dispatchEvent(new Event('popstate'))
  platform.advance(100)
  assert.deepEqual(seen(), ['/?utm=1', '/list?scroll=1', '/'])
})

test('a replaced query, as a search box writes with each key, is no view; a pushed one is', () => {
  const { window, seen, platform } = visit({ path: '/search' })
  for (const text of ['l', 'la', 'lam', 'lamp']) {
    window.navigate(`/search?q=${text}`, 'replace')
    platform.advance(200)
  }
  assert.deepEqual(seen(), ['/search'])
  window.navigate('/search?q=lamp&page=2')
  platform.advance(100)
  window.navigate('/lamp', 'replace')
  platform.advance(100)
  assert.deepEqual(seen(), ['/search', '/search?q=lamp&page=2', '/lamp'])
})

test('a pushed query that the framework decorates at once is still a view', () => {
  const { window, seen, platform } = visit({ path: '/list' })
  window.navigate('/list?page=2')
  window.navigate('/list?page=2&restored=1', 'replace')
  platform.advance(100)
  assert.deepEqual(seen(), ['/list', '/list?page=2&restored=1'])
})

test('fragments are the same page, but those of a hash router are not', () => {
  const { window, seen, platform } = visit({ path: '/a#top' })
  window.navigate('/a#reviews')
  platform.advance(100)
  window.navigate('/a')
  platform.advance(100)
  assert.deepEqual(seen(), ['/a'])
  window.navigate('/a#/cart')
  platform.advance(100)
  window.navigate('/a#!/lamp')
  platform.advance(100)
  assert.deepEqual(seen(), ['/a', '/a#/cart', '/a#!/lamp'])
})

test('there and back within the settling time is no view', () => {
  const { window, seen, platform } = visit({ path: '/a' })
  window.navigate('/modal')
  window.navigate('/a', 'traverse')
  platform.advance(1_000)
  assert.deepEqual(seen(), ['/a'])
})

test('without a Navigation API the address is compared after clicks, submits, popstate and hashchange', () => {
  for (const type of ['click', 'submit', 'popstate', 'hashchange']) {
    const { window, seen, platform } = visit({ hasNavigation: false, path: '/a' })
    window.dispatchEvent(new Event(type))
    window.navigate('/b')
    platform.advance(100)
    platform.advance(10_000)
    assert.deepEqual(seen(), ['/a', '/b'], type)
  }
})

test('without a Navigation API a navigation that waits for data is seen by the second look', () => {
  const { window, seen, platform } = visit({ hasNavigation: false, path: '/a' })
  window.dispatchEvent(new Event('click'))
  platform.advance(600)
  window.dispatchEvent(new Event('click'))
  platform.advance(500)
  window.navigate('/b')
  assert.deepEqual(seen(), ['/a'])
  platform.advance(500)
  assert.deepEqual(seen(), ['/a', '/b'])
})

test('a click that the page stops on its way is heard all the same', () => {
  const { window, seen, platform } = visit({ hasNavigation: false, path: '/a' })
  window.addEventListener('click', (event) => event.stopImmediatePropagation())
  window.dispatchEvent(new Event('click', { bubbles: true }))
  window.navigate('/b')
  platform.advance(100)
  assert.deepEqual(seen(), ['/a', '/b'])
})

test('a page that comes back from the back-forward cache is a new view without referrer; a plain pageshow is not', () => {
  const { window, views, seen } = visit({ path: '/a' })
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
  assert.deepEqual(seen(), ['/a'])
  window.restore()
  assert.deepEqual(seen(), ['/a', '/a'])
  assert.equal(views[1]?.page_referrer, '')
})

test('coming back counts once whether visibility or pageshow comes first', () => {
  for (const visibleFirst of [true, false]) {
    const { window, platform, seen } = visit({ path: '/a' })
    platform.setVisible(false)
    if (visibleFirst) platform.setVisible(true)
    window.restore()
    platform.setVisible(true)
    assert.deepEqual(seen(), ['/a', '/a'])
  }
})

test('a prerendered page counts when it is shown, with what it is by then', () => {
  const { window, platform, views } = visit({ visible: false })
  window.navigate('/moved', 'replace')
  window.document.title = 'Moved'
  platform.advance(10_000)
  assert.equal(views.length, 0)
  platform.setVisible(true)
  assert.deepEqual(
    views.map((view) => [view.page_location, view.page_title]),
    [['https://shop.example/moved', 'Moved']],
  )
})

test('a tab that is never seen is no visit', () => {
  const { platform, views, stop } = visit({ visible: false })
  platform.advance(60_000)
  stop()
  platform.setVisible(true)
  assert.equal(views.length, 0)
})

test('switching tabs is no view; a navigation in a hidden tab counts when it is seen', () => {
  const { window, platform, seen } = visit({ path: '/a' })
  platform.setVisible(false)
  platform.setVisible(true)
  assert.deepEqual(seen(), ['/a'])
  platform.setVisible(false)
  window.navigate('/b')
  platform.advance(100)
  assert.deepEqual(seen(), ['/a'])
  platform.setVisible(true)
  assert.deepEqual(seen(), ['/a', '/b'])
})

test('the undo leaves no listener and no timer, and nothing is told afterwards', () => {
  for (const hasNavigation of [true, false]) {
    const { window, platform, seen, stop } = visit({ hasNavigation, path: '/a' })
    window.dispatchEvent(new Event('click'))
    window.navigate('/b')
    stop()
    assert.equal(platform.held(), 0)
    assert.equal(window.listeners + (window.navigation?.listeners ?? 0), 0)
    platform.advance(10_000)
    window.restore()
    assert.deepEqual(seen(), ['/a'])
  }
})
