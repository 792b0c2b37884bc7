// SPDX-License-Identifier: MIT
// History → answer: package, encoder, engine, calibration. Runs in the worker, or on the page thread where there is none.

import type { EngineError } from '../errors.ts'
import type { StoredEvent } from '../types.ts'
import { encodeHistory } from '../features/encode-history.ts'
import type { EncodedHistory } from '../features/encode-history.ts'
import { FEATURE_VERSION } from '../features/feature-version.ts'
import { createEngine } from '../model/create-engine.ts'
import type { Engine } from '../model/engine.ts'
import { loadPackage } from '../model/load-package.ts'
import { stackHistories } from '../model/stack-histories.ts'
import type { HeadSpec } from '../segments/calibrate.ts'
import { calibrate } from '../segments/calibrate.ts'
import { computeAffinities } from '../recommend/affinities.ts'
import { readHistory } from '../store/read-history.ts'
import type { ReadyAnswer, ScoreAnswer, WorkerSetup } from './protocol.ts'

/** Events of the journal that one score looks at. */
const LOOKBACK_EVENTS = 500

/** Scores the visitor's history. */
export interface Scorer {
  /**
   * Loads the package and starts an engine; once, later calls get the same answer.
   * @throws `ModelLoadError`, `ModelFormatError`, `ModelVersionError`, `UnsupportedLayerError`, `EngineError`
   */
  ready(): Promise<ReadyAnswer>
  /**
   * @param events - Oldest first; absent: the journal is read.
   * @throws as `ready()`.
   */
  score(events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  /** Frees the engine. */
  dispose(): void
}

/**
 * Creates a scorer; nothing is fetched before `ready()` or `score()`.
 * @param onFallback - Called when an engine fell out and the next one took over.
 */
export function createScorer(setup: WorkerSetup, onFallback: (error: EngineError) => void): Scorer {
  let started: Promise<Started> | undefined
  let disposed = false

  async function start(): Promise<Started> {
    let webglFailed = false
    let answering = false
    const pkg = await loadPackage({
      modelUrl: setup.modelUrl,
      ...(setup.weightUrls ? { weightUrls: setup.weightUrls } : {}),
    })
    const engine = await createEngine(pkg, setup.engines, {
      allowSoftwareWebgl: setup.allowSoftwareWebgl,
      onFallback: (error) => {
        webglFailed ||= error.details['engine'] === 'webgl'
        // That a device lacks an engine of the automatic order is no news; that one was lost, or was asked for, is.
        if (answering || setup.allowSoftwareWebgl) onFallback(error)
      },
    })
    answering = true
    if (disposed) engine.dispose()
    const { modelVersion, policy, heads } = pkg.metadata
    return { engine, heads, modelVersion, policy, webglMissing: webglFailed && !hasWebgl() }
  }

  const whenStarted = (): Promise<Started> =>
    (started ??= start().catch((error: unknown) => {
      started = undefined
      throw error
    }))

  return {
    async ready(): Promise<ReadyAnswer> {
      const { engine, modelVersion, webglMissing } = await whenStarted()
      return { type: 'ready', engine: engine.name, modelVersion, webglMissing }
    },

    async score(given): Promise<ScoreAnswer> {
      const { engine, heads, modelVersion, policy } = await whenStarted()
      const events = given ?? (await readHistory(LOOKBACK_EVENTS))
      const startedMs = performance.now()
      const rows = toRows(events, heads)
      const visit = rows.find((row) => row.reads === 'visit')?.encoded ?? encodeHistory(events, 'visit')
      const outputs = await engine.score(stackHistories(rows.map((row) => row.encoded)))
      return {
        type: 'score',
        probabilities: calibrate(toOutputsByHead(outputs, heads, rows), heads),
        affinities: computeAffinities(events),
        eventsSeen: visit.eventsSeen,
        engine: engine.name,
        featureVersion: FEATURE_VERSION,
        modelVersion,
        policy,
        engineMs: performance.now() - startedMs,
      }
    },

    dispose(): void {
      disposed = true
      started?.then(({ engine }) => engine.dispose()).catch(() => undefined)
    },
  }
}

type Started = Pick<ScoreAnswer, 'modelVersion' | 'policy'> &
  Pick<ReadyAnswer, 'webglMissing'> & { readonly engine: Engine; readonly heads: readonly HeadSpec[] }

/** One encoding a kind of reading: heads that read alike share a row. */
interface Row {
  readonly reads: HeadSpec['reads']
  readonly encoded: EncodedHistory
}

function toRows(events: readonly StoredEvent[], heads: readonly HeadSpec[]): Row[] {
  return [...new Set(heads.map((head) => head.reads))].map((reads) => ({
    reads,
    encoded: encodeHistory(events, reads),
  }))
}

function toOutputsByHead(
  outputs: Float32Array,
  heads: readonly HeadSpec[],
  rows: readonly Row[],
): Float32Array[] {
  const width = heads.reduce((sum, head) => sum + head.units, 0)
  let offset = 0
  return heads.map((head) => {
    const start = rows.findIndex((row) => row.reads === head.reads) * width + offset
    offset += head.units
    return outputs.subarray(start, start + head.units)
  })
}

function hasWebgl(): boolean {
  return typeof OffscreenCanvas !== 'undefined' && new OffscreenCanvas(1, 1).getContext('webgl2') !== null
}
