// SPDX-License-Identifier: MIT
// What page and worker say to each other. Types only; both sides import it.

import type { Affinities, EngineName, Probabilities, StoredEvent } from '../types.ts'
import type { SegmentRule } from '../segments/decide-segment.ts'

/** What the worker needs once, before anything else. */
export interface WorkerSetup {
  /** Absolute address of `model.json`. */
  readonly modelUrl: string
  /** Absolute addresses of the weight shards where they do not lie next to `model.json`. */
  readonly weightUrls?: readonly string[]
  /** Engines to try, in order. */
  readonly engines: readonly EngineName[]
  /** Whether the order was asked for by name: then a software rasteriser counts as WebGL. */
  readonly allowSoftwareWebgl: boolean
}

/** Page to worker. */
export type WorkerRequest = { readonly id: number } & (
  | { readonly type: 'setup'; readonly setup: WorkerSetup }
  /** `events` only while they live in memory; otherwise the worker reads the journal itself. */
  | { readonly type: 'score'; readonly events?: readonly StoredEvent[] }
  | { readonly type: 'dispose' }
)

/** What the page learns when the model is ready. */
export interface ReadyAnswer {
  readonly type: 'ready'
  readonly modelVersion: string
  /** Which engine stands ready. */
  readonly engine: EngineName
  /** Whether WebGL was asked for and this thread has none at all: the page thread may still have it. */
  readonly webglMissing: boolean
}

/** What the page learns from one score. */
export interface ScoreAnswer {
  readonly type: 'score'
  readonly probabilities: Probabilities
  readonly affinities: Affinities
  /** Events of the visit that were counted after cleaning. */
  readonly eventsSeen: number
  readonly engine: EngineName
  readonly featureVersion: number
  readonly modelVersion: string
  readonly policy: readonly SegmentRule[]
  /** Milliseconds that the engine took. */
  readonly engineMs: number
}

/** An error on the wire; rebuilt as a `VitrineError` on the other side. */
export interface WireError {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Worker to page. A notice belongs to no request: an engine fell out and the next one took over. */
export type WorkerReply =
  | {
      readonly id: number
      readonly ok: true
      readonly answer: ReadyAnswer | ScoreAnswer | { readonly type: 'disposed' }
    }
  | { readonly id: number; readonly ok: false; readonly error: WireError }
  | { readonly id: 0; readonly notice: WireError }
