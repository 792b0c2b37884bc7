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
}

/** Asks for scores. */
export interface ScoringClient {
  /**
   * @param present - Segment that was concluded last.
   * @param events - Only while they live in memory; absent: the worker reads the journal.
   * @throws The error that leaves no way to score, such as a missing model package.
   */
  score(present: string, events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  dispose(): void
}

/**
 * Creates the client; the worker starts at the first score. The places to run are tried in order: a place that
 * dies loses no request, the next place answers it. After the last one the first has its turn again.
 */
export function createScoringClient(options: ClientOptions): ScoringClient {
  const places = [createWorkerHost, createPageHost] as const
  let next: 0 | 1 = 0
  let host: ScorerHost | undefined
  let disposed = false

  return {
    async score(present, events): Promise<ScoreAnswer> {
      for (;;) {
        if (disposed) throw new WorkerError('it was disposed')
        const used = (host ??= places[next](options))
        try {
          return await used.score(present, events)
        } catch (error) {
          // Only a place that fails sends us on; a broken model package would be as broken elsewhere.
          const elsewhere = isVitrineError(error) && /^(worker|engine)$/.test(error.code)
          if (host === used) {
            used.dispose()
            host = undefined
            if (elsewhere) next = next === 0 ? 1 : 0
          }
          if (!elsewhere || next === 0) throw error
          options.onError(error)
        }
      }
    },

    dispose(): void {
      disposed = true
      host?.dispose()
    },
  }
}
