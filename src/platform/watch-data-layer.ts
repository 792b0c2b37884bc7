// SPDX-License-Identifier: MIT
// Hears what is pushed onto a data layer: first what was there before us, then every later push. The one thing that
// changes on the page is the array's `push`, wrapped once however many listen, and given back at the end.

/** The global object that holds the data layer: `window`, or a fake in tests. */
export type DataLayerHost = object

type Listener = (entry: unknown) => void
type Push = (this: unknown, ...entries: unknown[]) => unknown

interface Watch {
  readonly listeners: Set<Listener>
  restore(): void
}

/** Our wrapper carries its watch, so that the next watcher finds it without a registry of ours. */
interface WatchedPush extends Push {
  vitrineWatch?: Watch
}

interface Layer {
  push: WatchedPush
}

/**
 * Watches a data layer, creating it where there is none yet.
 * @remarks The listener is called before the page's own `push`, so that entries which that push itself causes (tag
 * managers do this) come after. Wrappers of others, set before or after, go on working; where ours is no longer on
 * top at the end it stays as a plain pass-through. A page that puts another array in place of the watched one while it
 * loads is followed at `DOMContentLoaded`, `load` and `pageshow`; what it does so later is not seen, and neither is
 * `Array.prototype.push.call(layer, …)`.
 * @param host - Object with the layer as a property.
 * @param layerName - Name of that property.
 * @param listener - Gets every entry once, in order; must not change it.
 * @param onError - Told of what the listener throws, and of a layer that cannot be watched.
 * @returns The undo; idempotent.
 */
export function watchDataLayer(
  host: DataLayerHost,
  layerName: string,
  listener: (entry: unknown) => void,
  onError: (error: unknown) => void,
): () => void {
  const holder = host as Record<string, unknown> & Partial<EventTarget>
  let layer: unknown
  let leave = (): void => undefined

  const hear = (entry: unknown): void => {
    try {
      listener(entry)
    } catch (error) {
      onError(error)
    }
  }

  function follow(): void {
    try {
      if (layer && holder[layerName] === layer) return
      // A replacement often starts as a copy.
      const heard = new Set<unknown>(Array.isArray(layer) ? layer : [])
      leave()
      leave = () => undefined
      layer = holder[layerName] ||= []
      if (!isLayer(layer)) throw new TypeError(`"${layerName}" is not a data layer: it has no push().`)
      // By index: an entry that is pushed during the replay has its turn as well.
      if (Array.isArray(layer)) {
        for (let index = 0; index < layer.length; index++) if (!heard.has(layer[index])) hear(layer[index])
      }
      leave = join(layer, hear)
    } catch (error) {
      onError(error)
    }
  }

  const moments = ['DOMContentLoaded', 'load', 'pageshow']
  follow()
  for (const moment of moments) holder.addEventListener?.(moment, follow)
  return () => {
    for (const moment of moments) holder.removeEventListener?.(moment, follow)
    leave()
  }
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Layer>).push === 'function'
}

function join(layer: Layer, listener: Listener): () => void {
  const watch = layer.push.vitrineWatch ?? wrap(layer)
  watch.listeners.add(listener)
  return () => {
    if (watch.listeners.delete(listener) && watch.listeners.size === 0) watch.restore()
  }
}

function wrap(layer: Layer): Watch {
  const original = layer.push
  const wasOwn = Object.hasOwn(layer, 'push')
  const listeners = new Set<Listener>()
  const wrapped: WatchedPush = function (this: unknown, ...entries) {
    for (const entry of entries) for (const listener of [...listeners]) listener(entry)
    return original.apply(this, entries)
  }
  const watch: Watch = {
    listeners,
    restore() {
      // `Reflect` answers false instead of throwing, should the page have frozen the layer meanwhile.
      if (layer.push !== wrapped) return
      if (wasOwn) Reflect.set(layer, 'push', original)
      else Reflect.deleteProperty(layer, 'push')
    },
  }
  wrapped.vitrineWatch = watch
  // Not enumerable unless it was: pages do loop over arrays with `for … in`.
  Object.defineProperty(layer, 'push', { value: wrapped, configurable: true, writable: true })
  return watch
}
