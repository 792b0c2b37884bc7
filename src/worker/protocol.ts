// SPDX-License-Identifier: MIT
// What page and worker say to each other. Types only; both sides import it.

import type { SegmentDecision } from '../segments/decide-segment.ts'
import type { Affinities, EngineName, Probabilities, ShopFigures, StoredEvent } from '../types.ts'

/** What the worker needs once, before anything else. */
export interface WorkerSetup {
  /** Absolute address of `model.json`. */
  readonly modelUrl: string
  /** Absolute addresses of the weight shards where they do not lie next to `model.json`. */
  readonly weightUrls?: readonly string[]
  /** Absolute address of the WebGL engine's file where it does not lie next to the worker's. */
  readonly webglUrl?: string
  /** The same for the file of the layers that the shipped network does without. */
  readonly layersUrl?: string
  /** Engines that may answer, best first. */
  readonly engines: readonly EngineName[]
  /** Whether they are measured once a device and model version, and the fastest is taken. */
  readonly fastest: boolean
  /** Whether a software rasteriser counts as WebGL, as it does when an engine is asked for by name. */
  readonly allowSoftwareWebgl: boolean
  /** Whether the package may be kept on the device: not before consent is granted. */
  readonly mayStore: boolean
  /** Whether it is likely to be there from an earlier page. */
  readonly isReturning: boolean
  /** What the shop says of itself. */
  readonly shop?: ShopFigures
}

/** Page to worker. The setup comes first, and has no answer: what is wrong with it shows at the first score. */
export type WorkerRequest =
  | { readonly type: 'setup'; readonly setup: WorkerSetup }
  /**
   * `present`: segment that was concluded last. `events` only while they live in memory; otherwise the worker reads the
   * journal itself.
   */
  | {
      readonly type: 'score'
      readonly id: number
      readonly present: string
      readonly events?: readonly StoredEvent[]
    }

/** What the page learns from one score. */
export interface ScoreAnswer {
  readonly decision: SegmentDecision
  readonly probabilities: Probabilities
  readonly affinities: Affinities
  /** Events of the visit that were counted after cleaning. */
  readonly eventsSeen: number
  readonly engine: EngineName
  readonly featureVersion: number
  readonly modelVersion: string
  /** Milliseconds that encoder and engine took. */
  readonly engineMs: number
}

/** An error on the wire; rebuilt as a `VitrineError` on the other side. */
export interface WireError {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Worker to page. A notice belongs to no request: an engine fell out and another one took over, or a new package cannot be used. */
export type WorkerReply =
  | { readonly id: number; readonly answer: ScoreAnswer }
  | { readonly id: number; readonly error: WireError }
  | { readonly notice: WireError }
