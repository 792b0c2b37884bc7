// SPDX-License-Identifier: MIT
// Page views: the load, client-side navigation, and the return from the back-forward cache. History methods are not
// patched: the Navigation API tells of changes, and where there is none the address is compared after whatever may
// have changed it. A view counts once the page is seen, and once per address.

import type { Source, SourceEventTarget, SourceWindow } from './source.ts'

/** From a change of address to reading the title: frameworks set it after they have rendered. */
const SETTLE_MS = 100
/** Second look after a click where there is no Navigation API: some applications fetch before they navigate. */
const LATE_MS = 1_000

/**
 * Creates the source of `page_view`.
 * @remarks Fragments do not make another page (except `#/…` and `#!/…`, which old routers use). A `replaceState` that
 * changes the query alone, as filters and search boxes do with each key, does not count either.
 * @public
 */
export function createPageSource(): Source {
  return {
    name: 'page',
    start({ emit, platform, window }) {
      const { document, navigation } = window
      let counted = ''
      let referrer = document.referrer
      let stopSoon: (() => void) | undefined
      let stopLate: (() => void) | undefined

      const check = (): void => {
        const address = addressOf(window)
        if (address === counted || !platform.isVisible()) return
        counted = address
        emit({
          name: 'page_view',
          page_location: address,
          page_title: document.title,
          page_referrer: referrer,
        })
        referrer = address
      }
      const checkSoon = (): void => {
        stopSoon ??= platform.delay(() => {
          stopSoon = undefined
          check()
        }, SETTLE_MS)
      }
      const checkTwice = (): void => {
        checkSoon()
        stopLate?.()
        stopLate = platform.delay(check, LATE_MS)
      }
      const onEntryChange = (event: Event): void => {
        const address = addressOf(window)
        const { navigationType } = event as { navigationType?: string | null }
        const isFilter = navigationType === 'replace' && pathOf(address) === pathOf(counted)
        if (isFilter && !stopSoon) counted = address
        else checkSoon()
      }
      const onPageShow = (event: Event): void => {
        if (!(event as PageTransitionEvent).persisted) return
        counted = referrer = ''
        check()
      }

      const undo = [platform.onVisibilityChange((visible) => visible && check())]
      const listen = (target: SourceEventTarget, types: string[], listener: (event: Event) => void): void => {
        for (const type of types) {
          target.addEventListener(type, listener, { capture: true })
          undo.push(() => target.removeEventListener(type, listener, { capture: true }))
        }
      }
      listen(window, ['pageshow'], onPageShow)
      if (navigation) listen(navigation, ['currententrychange'], onEntryChange)
      else listen(window, ['popstate', 'hashchange', 'click', 'submit'], checkTwice)

      // A script above the <title> comes too early for it.
      if (document.title) check()
      else checkSoon()
      return () => {
        stopSoon?.()
        stopLate?.()
        for (const stop of undo) stop()
      }
    },
  }
}

function addressOf(window: SourceWindow): string {
  return window.location.href.replace(/#(?!!?\/).*$/s, '')
}

function pathOf(address: string): string {
  return address.replace(/\?.*$/s, '')
}
