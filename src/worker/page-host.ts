// SPDX-License-Identifier: MIT
// The scorer on the page thread, in idle time: where workers are forbidden or have died.

import { WorkerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { ScorerHost } from './scorer-host.ts'
import type { WorkerSetup } from './protocol.ts'
import type { Scorer } from './scorer.ts'

/** Imports the worker's file into the page. */
export type ImportScorer = () => Promise<{
  createScorer(setup: WorkerSetup, onNotice: (error: VitrineError) => void): Scorer
}>

/** An idle slice is waited for this long at most. */
const IDLE_TIMEOUT_MS = 2000

/**
 * Creates the host; the file is imported when first needed. Compiling shaders would hold the page up, and a GPU that
 * hung the worker would hang it: WebGL runs here only where no other engine may.
 */
export function createPageHost(options: {
  readonly platform: Platform
  readonly setup: WorkerSetup
  readonly importScorer: ImportScorer
  readonly onError: (error: VitrineError) => void
}): ScorerHost {
  const { platform, setup, importScorer, onError } = options
  const light = setup.engines.filter((name) => name !== 'webgl')
  let scorer: Promise<Scorer> | undefined
  let disposed = false

  const whenIdle = (): Promise<void> => new Promise((resolve) => void platform.idle(resolve, IDLE_TIMEOUT_MS))

  async function load(): Promise<Scorer> {
    await whenIdle()
    try {
      const { createScorer } = await importScorer()
      return createScorer({ ...setup, engines: light.length > 0 ? light : setup.engines }, onError)
    } catch (cause) {
      throw new WorkerError('its file could not be imported into the page', { cause })
    }
  }

  return {
    async score(present, events) {
      const loaded = await (scorer ??= load())
      await whenIdle()
      if (disposed) throw new WorkerError('it was disposed')
      return loaded.score(present, events)
    },
    dispose() {
      disposed = true
      scorer?.then((loaded) => loaded.dispose()).catch(() => undefined)
    },
  }
}
