// SPDX-License-Identifier: MIT
// From "something happened" to a fresh visitor state: asks the worker, drops stale answers.

import { isVitrineError, WorkerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { FEATURE_VERSION } from '../features/feature-version.ts'
import type { Platform } from '../platform/platform.ts'
import type { StoredEvent, VisitorState } from '../types.ts'
import type { ScoringClient } from '../worker/client.ts'
import type { ScoreAnswer } from '../worker/protocol.ts'
import { createScoreSchedule } from './score-schedule.ts'
import { UNKNOWN_STATE } from './state-keeper.ts'
import type { StateKeeper } from './state-keeper.ts'

/** What the library can do at the moment. @public */
export type VitrineStatus = 'waiting' | 'loading' | 'ready' | 'unavailable'

/** Where scoring gets its inputs and puts its results. */
export interface ScoringOptions {
  readonly platform: Platform
  readonly keeper: StateKeeper
  readonly createClient: () => ScoringClient
  /** What to score: events that live in memory, `'journal'`, or `undefined` while nothing may be scored. */
  readonly input: () => readonly StoredEvent[] | 'journal' | undefined
  /** Keeps the state for the next page. */
  readonly save: (state: VisitorState) => void
  readonly onError: (error: VitrineError) => void
}

/** Scores on request. */
export interface Scoring {
  status(): VitrineStatus
  /** Asks for a score soon. */
  request(): void
  /** Scores at once; resolves when the state is up to date or cannot be. */
  now(): Promise<void>
  /** Shows the state of the last page until the first score; stale parts are dropped. */
  restore(state: VisitorState, sessionTimeoutMs: number): void
  /** Back to unknown; an answer that is under way is dropped. */
  reset(): void
  /** Stops the worker; the next request starts it again. */
  rest(): void
  dispose(): void
}

/** A failure is not tried again before this time has passed, and three times at most. */
const RETRY_MS = 60_000
const MOST_FAILURES = 3
/** After this long without a score the worker is let go, and GPU and heap memory with it. */
const REST_AFTER_MS = 60_000

/** Creates the scoring; the worker starts at the first score. */
export function createScoring(options: ScoringOptions): Scoring {
  const { platform, keeper, input, onError } = options
  let client: ScoringClient | undefined
  let status: VitrineStatus = 'waiting'
  let epoch = 0
  let failures = 0
  let retryAtMs = 0
  let cancelRest: (() => void) | undefined

  async function run(): Promise<void> {
    const events = input()
    if (!events || failures >= MOST_FAILURES || platform.now() < retryAtMs) return
    cancelRest?.()
    const asked = epoch
    const startedMs = platform.now()
    if (status !== 'ready') status = 'loading'
    try {
      client ??= options.createClient()
      const answer = await client.score(keeper.get().segment, events === 'journal' ? undefined : events)
      if (asked !== epoch) return
      failures = 0
      status = 'ready'
      const state = toState(answer, startedMs, platform.now())
      keeper.set(state)
      options.save(state)
      cancelRest = platform.delay(stopWorker, REST_AFTER_MS)
    } catch (error) {
      if (asked !== epoch) return
      failures++
      retryAtMs = platform.now() + RETRY_MS
      status = 'unavailable'
      onError(isVitrineError(error) ? error : new WorkerError('scoring threw', { cause: error }))
    }
  }

  const schedule = createScoreSchedule(platform, run)

  function stopWorker(): void {
    cancelRest?.()
    client?.dispose()
    client = undefined
  }

  function rest(): void {
    epoch++
    stopWorker()
    status = 'waiting'
  }

  return {
    status: () => status,
    request: schedule.request,
    now: schedule.now,
    restore(state, sessionTimeoutMs) {
      if (keeper.get().stage !== 'unknown' || state.featureVersion !== FEATURE_VERSION) return
      const sameVisit = platform.now() - (state.scoredAtMs ?? 0) < sessionTimeoutMs
      keeper.set({
        ...(sameVisit ? state : { ...UNKNOWN_STATE, affinities: state.affinities }),
        stage: 'restored',
      })
    },
    reset() {
      epoch++
      keeper.set(UNKNOWN_STATE)
    },
    rest,
    dispose() {
      schedule.dispose()
      rest()
    },
  }
}

function toState(answer: ScoreAnswer, startedMs: number, nowMs: number): VisitorState {
  const { decision, probabilities, affinities, eventsSeen, engine, modelVersion, featureVersion } = answer
  return {
    stage: 'fresh',
    ...decision,
    probabilities,
    affinities,
    eventsSeen,
    engine,
    modelVersion,
    featureVersion,
    latencyMs: nowMs - startedMs,
    scoredAtMs: nowMs,
  }
}
