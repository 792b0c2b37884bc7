// SPDX-License-Identifier: MIT
// The model package: a tfjs layers model whose `userDefinedMetadata.vitrine` says what it means.
// Written by `train/`, read by `load-package.ts`. Change it and `FORMAT_VERSION` changes.

import type { Calibration, HeadSpec } from '../segments/calibrate.ts'
import type { SegmentRule } from '../segments/decide-segment.ts'

export type { Calibration, HeadSpec, SegmentRule }

/** Version of this format. A package of another version is refused with `ModelVersionError`. */
export const FORMAT_VERSION = 1

/** Measured on visits the model has not seen, after `events` events. `null` events: at the end of the visit. */
export interface QualityAt {
  readonly events: number | null
  readonly visits: number
  readonly auc: number
  readonly averagePrecision: number
}

/** `userDefinedMetadata.vitrine` of `model.json`. */
export interface PackageMetadata {
  readonly formatVersion: number
  /** Semantic version of the weights, such as `0.1.0`. */
  readonly modelVersion: string
  /** `FEATURE_VERSION` of the encoder that trained it. */
  readonly featureVersion: number
  readonly heads: readonly HeadSpec[]
  readonly policy: readonly SegmentRule[]
  /** By head name. */
  readonly quality: Readonly<Record<string, readonly QualityAt[]>>
  /** Which visits were held out: those whose `fnv1a32(visit id) % modulo` is below `below`. */
  readonly holdout: { readonly modulo: number; readonly below: number; readonly salt: string }
  /** Attribution of the training data. */
  readonly credits: readonly string[]
  /** One known input and the outputs (before calibration) that every engine must give within 1e-3. */
  readonly selfTest: {
    readonly tokens: readonly number[]
    /** Row-major `[HISTORY_LENGTH, CHANNEL_COUNT]`. */
    readonly channels: readonly number[]
    readonly expected: readonly number[]
  }
}

/** One weight as `weightsManifest` lists it. Affine: value = q × scale + min. */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32'
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16'
    readonly scale?: number
    readonly min?: number
    readonly original_dtype?: string
  }
}

/** `model.json`, as the tfjs layers format writes it. */
export interface ModelJson {
  readonly format: 'layers-model'
  readonly generatedBy?: string
  readonly convertedBy?: string | null
  readonly modelTopology: unknown
  readonly weightsManifest: readonly {
    readonly paths: readonly string[]
    readonly weights: readonly WeightSpec[]
  }[]
  readonly userDefinedMetadata: { readonly vitrine: PackageMetadata }
}
