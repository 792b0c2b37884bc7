// SPDX-License-Identifier: MIT
// The GA4 data layer, in both shapes in which shops write to it:
//   dataLayer.push({ event: 'add_to_cart', ecommerce: { items: […] } })   (parameters may lie beside `event` as well)
//   gtag('event', 'add_to_cart', { items: […] })                           (which pushes its `arguments`)
// Only the pushed object is read, never the merged state of a tag manager: that one drags the items of an earlier
// event along. `{ ecommerce: null }`, tag manager events, functions and everything else is noise.

import { InvalidEventError, SourceError } from '../errors.ts'
import { isEventName } from '../events/event-names.ts'
import { toGtagCommand } from '../events/gtag-command.ts'
import { watchDataLayer } from '../platform/watch-data-layer.ts'
import type { Source } from './source.ts'
import { whenVisible } from './when-visible.ts'

/** Options of {@link createDataLayerSource}. @public */
export interface DataLayerSourceOptions {
  /** Name of the global array. @defaultValue `'dataLayer'` */
  readonly layerName?: string
}

/**
 * Creates the source that reads the GA4 data layer, including what was pushed before it started.
 * @remarks Waits until the page is visible for the first time; what was pushed until then is read in order.
 * @public
 */
export function createDataLayerSource(options: DataLayerSourceOptions = {}): Source {
  const { layerName = 'dataLayer' } = options
  const name = 'dataLayer'
  return {
    name,
    start({ emit, onError, platform, window }) {
      const onEntry = (entry: unknown): void => {
        const command = toGtagCommand(entry)
        const event = command ? command[0] === 'event' && command[1] : eventOf(entry)
        if (!isEventName(event)) return
        let candidate: object
        try {
          const parameters = command ? command[2] : readPushed(entry as Pushed)
          candidate = { ...(parameters as object | undefined), name: event }
          // A page view that does not say where it was is about this page.
          if (event === 'page_view') candidate = { page_location: window.location.href, ...candidate }
        } catch {
          // A getter of the page's threw. Its error may quote anything, so it is not passed on.
          onError(new InvalidEventError(event, 'event', 'readable', {}, name))
          return
        }
        emit(candidate)
      }
      return whenVisible(platform, () =>
        watchDataLayer(window, layerName, onEntry, (cause) => onError(new SourceError(name, { cause }))),
      )
    },
  }
}

interface Pushed {
  readonly event?: unknown
  readonly ecommerce?: object | null
}

/** `ecommerce` wins over what lies beside it; copies, so that `__proto__` from JSON stays a plain property. */
function readPushed(entry: Pushed): object {
  return { ...entry, ...entry.ecommerce }
}

function eventOf(entry: unknown): unknown {
  try {
    return (entry as Pushed | null | undefined)?.event
  } catch {
    // What cannot even be asked for its name is not known to be ours: noise.
    return undefined
  }
}
