// SPDX-License-Identifier: MIT
// History → answer: package, encoder, engine, calibration, segment. Runs in the worker, or on the page thread where there is none.

import type { VitrineError } from '../errors.ts'
import type { StoredEvent } from '../types.ts'
import { encodeHistory } from '../features/encode-history.ts'
import type { EncodedHistory } from '../features/encode-history.ts'
import type { HistoryContext } from '../features/history-context.ts'
import { FEATURE_VERSION } from '../features/feature-version.ts'
import { visitFacts } from '../features/visit-facts.ts'
import { stackHistories } from '../model/stack-histories.ts'
import type { HeadSpec } from '../segments/calibrate.ts'
import { calibrate } from '../segments/calibrate.ts'
import { decideSegment } from '../segments/decide-segment.ts'
import { computeAffinities } from '../recommend/affinities.ts'
import { readHistory } from '../store/read-history.ts'
import { createModelKeeper } from './keep-model.ts'
import type { ScoreAnswer, WorkerSetup } from './protocol.ts'

/** Events of the journal that one score looks at. */
const LOOKBACK_EVENTS = 500

/** Scores the visitor's history. */
export interface Scorer {
  /**
   * @param present - Segment that was concluded last.
   * @param events - Oldest first; absent: the journal is read.
   * @throws `ModelLoadError`, `ModelFormatError`, `ModelVersionError`, `UnsupportedLayerError`, `EngineError`
   */
  score(present: string, events?: readonly StoredEvent[]): Promise<ScoreAnswer>
  /** Frees the engine. */
  dispose(): void
}

/**
 * Creates a scorer; nothing is fetched before `score()`.
 * @param onNotice - Told of what went wrong on the way, while the answer still comes.
 */
export function createScorer(setup: WorkerSetup, onNotice: (error: VitrineError) => void): Scorer {
  const model = createModelKeeper(setup, onNotice)
  return {
    async score(present, given): Promise<ScoreAnswer> {
      const [, events] = await Promise.all([model.now(), given ?? readHistory(LOOKBACK_EVENTS)])
      // Asked again: a new version may have taken over while the history was read.
      const { engine, metadata } = await model.now()
      const { heads, modelVersion, policy } = metadata
      const startedMs = performance.now()
      const rows = toRows(events, heads, contextOf(events, setup, given === undefined))
      const facts = visitFacts(events)
      const eventsSeen = Object.fromEntries(
        heads.map(({ name, reads }) => [name, rows.find((row) => row.reads === reads)?.encoded.eventsSeen]),
      )
      const outputs = await engine.score(stackHistories(rows.map((row) => row.encoded)))
      model.renewSoon()
      const probabilities = calibrate(
        toOutputsByHead(outputs, heads, rows),
        heads,
        setup.shop?.conversionRate,
      )
      return {
        decision: decideSegment(policy, { probabilities, facts, eventsSeen }, present),
        probabilities,
        affinities: computeAffinities(events),
        eventsSeen: facts.events,
        engine: engine.name,
        featureVersion: FEATURE_VERSION,
        modelVersion,
        engineMs: performance.now() - startedMs,
      }
    },
    dispose: () => model.dispose(),
  }
}

/** One encoding a kind of reading: heads that read alike share a row. */
interface Row {
  readonly reads: HeadSpec['reads']
  readonly encoded: EncodedHistory
}

/** A journal on the device that begins with this visit says that the visitor is new; events in memory say nothing. */
function contextOf(
  events: readonly StoredEvent[],
  { shop }: WorkerSetup,
  isJournal: boolean,
): HistoryContext {
  const returns = events[0]?.sessionId !== events.at(-1)?.sessionId
  return { returning: returns || (isJournal ? false : undefined), typicalOrderValue: shop?.typicalOrderValue }
}

function toRows(events: readonly StoredEvent[], heads: readonly HeadSpec[], context: HistoryContext): Row[] {
  return [...new Set(heads.map((head) => head.reads))].map((reads) => ({
    reads,
    encoded: encodeHistory(events, reads, context),
  }))
}

/** Nothing of a head that reads orders where there are none: what it says of nobody is no answer. */
function toOutputsByHead(
  outputs: Float32Array,
  heads: readonly HeadSpec[],
  rows: readonly Row[],
): (Float32Array | undefined)[] {
  const width = heads.reduce((sum, head) => sum + head.units, 0)
  let offset = 0
  return heads.map((head) => {
    const at = rows.findIndex((row) => row.reads === head.reads)
    const start = at * width + offset
    offset += head.units
    if (head.reads === 'orders' && rows[at]?.encoded.eventsSeen === 0) return undefined
    return outputs.subarray(start, start + head.units)
  })
}
