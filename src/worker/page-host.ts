// SPDX-License-Identifier: MIT
// The scorer on the page thread, in idle time: where workers are forbidden, or have no WebGL and the page has.

import { WorkerError } from '../errors.ts'
import type { EngineError, VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { ScorerHost } from './scorer-host.ts'
import type { WorkerSetup } from './protocol.ts'
import type { Scorer } from './scorer.ts'

/** Imports the worker's file into the page. */
export type ImportScorer = () => Promise<{
  createScorer(setup: WorkerSetup, onFallback: (error: EngineError) => void): Scorer
}>

/** An idle slice is waited for this long at most. */
const IDLE_TIMEOUT_MS = 2000

/** Creates the host; the file is imported when first needed. */
export function createPageHost(options: {
  readonly platform: Platform
  readonly setup: WorkerSetup
  readonly importScorer: ImportScorer
  readonly onError: (error: VitrineError) => void
}): ScorerHost {
  const { platform, setup, importScorer, onError } = options
  let scorer: Promise<Scorer> | undefined
  let disposed = false

  const whenIdle = (): Promise<void> => new Promise((resolve) => void platform.idle(resolve, IDLE_TIMEOUT_MS))

  async function load(): Promise<Scorer> {
    await whenIdle()
    try {
      return (await importScorer()).createScorer(setup, onError)
    } catch (cause) {
      throw new WorkerError('its file could not be imported into the page', { cause })
    }
  }

  const whenLoaded = (): Promise<Scorer> =>
    disposed ? Promise.reject(new WorkerError('it was disposed')) : (scorer ??= load())

  return {
    async ready() {
      return (await (await whenLoaded()).ready()).engine === 'webgl'
    },
    async score(events) {
      const loaded = await whenLoaded()
      await whenIdle()
      return loaded.score(events)
    },
    dispose() {
      disposed = true
      scorer?.then((loaded) => loaded.dispose()).catch(() => undefined)
    },
  }
}
