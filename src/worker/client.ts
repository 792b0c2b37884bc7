// SPDX-License-Identifier: MIT
// The page's side: asks the worker, or the same scorer on the page thread when the worker is no use.

import { isVitrineError, WorkerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { StoredEvent } from '../types.ts'
import { createPageHost } from './page-host.ts'
import type { ImportScorer } from './page-host.ts'
import type { ScoreAnswer, WorkerSetup } from './protocol.ts'
import type { ScorerHost } from './scorer-host.ts'
import { createWorkerHost } from './worker-host.ts'

/** Where the parts of the client come from. */
export interface ClientOptions {
  readonly platform: Platform
  readonly setup: WorkerSetup
  /** Starts the worker; may throw, as a content security policy makes it. */
  readonly startWorker: () => Worker
  /** Imports the worker's file into the page. */
  readonly importScorer: ImportScorer
  /** Told of what went wrong on the way, once each; the answer still comes where it can. */
  readonly onError: (error: VitrineError) => void
  /** Milliseconds that one request may take. @defaultValue 20000 */
  readonly timeoutMs?: number
}

/** Asks for scores. */
export interface ScoringClient {
  /**
   * @param events - Only while they live in memory; absent: the worker reads the journal.
   * @throws The error that leaves no way to score, such as a missing model package.
   */
  score(events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  dispose(): void
}

const TIMEOUT_MS = 20_000

/**
 * Creates the client; the worker starts at the first score. The places to run are tried in order: a place that
 * dies loses no request, the next place answers it.
 */
export function createScoringClient(options: ClientOptions): ScoringClient {
  const { onError, setup } = options
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const places: readonly (() => ScorerHost)[] = [
    () => createWorkerHost({ ...options, timeoutMs }),
    () => createPageHost(options),
  ]
  let next = 0
  let host: Promise<ScorerHost> | undefined
  let disposed = false

  async function open(): Promise<ScorerHost> {
    let spare: ScorerHost | undefined
    for (; next < places.length; next++) {
      const candidate = (places[next] as () => ScorerHost)()
      try {
        if ((await candidate.ready()) || setup.engines[0] !== 'webgl') {
          spare?.dispose()
          return candidate
        }
        if (spare) candidate.dispose()
        spare ??= candidate
      } catch (error) {
        candidate.dispose()
        if (!isPlaceFailure(error)) throw error
        onError(error)
      }
    }
    if (spare) return spare
    throw new WorkerError('every place to run it has failed')
  }

  return {
    async score(events): Promise<ScoreAnswer> {
      for (;;) {
        if (disposed) throw new WorkerError('it was disposed')
        const opening = (host ??= open())
        try {
          return await (await opening).score(events)
        } catch (error) {
          if (host === opening) {
            host = undefined
            opening.then((dead) => dead.dispose()).catch(() => undefined)
            if (isPlaceFailure(error)) next++
          }
          if (!isPlaceFailure(error) || next >= places.length) throw error
          onError(error)
        }
      }
    },

    dispose(): void {
      disposed = true
      host?.then((open) => open.dispose()).catch(() => undefined)
    },
  }
}

/** Only a place that fails sends us on; a broken model package would be as broken elsewhere. */
function isPlaceFailure(error: unknown): error is VitrineError {
  return isVitrineError(error) && error.code === 'worker'
}
