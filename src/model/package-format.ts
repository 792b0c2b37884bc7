// SPDX-License-Identifier: MIT
// The model package: a tfjs layers model whose `userDefinedMetadata.vitrine` says what it means.
// Written by `train/`, read by `parse-package.ts`. Change it and `FORMAT_VERSION` changes, unless older code reads on.

import type { Calibration, HeadSpec } from '../segments/calibrate.ts'
import type {
  Bounds,
  Condition,
  FactCondition,
  HeadCondition,
  RuleMeasure,
  SegmentRule,
} from '../segments/segment-rule.ts'

export type {
  Bounds,
  Calibration,
  Condition,
  FactCondition,
  HeadCondition,
  HeadSpec,
  RuleMeasure,
  SegmentRule,
}

/** Version of this format. A package of another version is refused with `ModelVersionError`. */
export const FORMAT_VERSION = 2

/**
 * Measured on visits the model has not seen, after `events` events. `null` events: at the end of the visit.
 * @public
 */
export interface QualityAt {
  /** Events after which the visit was cut; `null`: not at all. */
  readonly events: number | null
  /** Visits with at least so many events. */
  readonly visits: number
  /** Area under the ROC curve, in [0, 1]. */
  readonly auc: number
  /** Average precision, in [0, 1]. */
  readonly averagePrecision: number
}

/**
 * `userDefinedMetadata.vitrine` of `model.json`.
 * @public
 */
export interface PackageMetadata {
  /** `FORMAT_VERSION` of the code that wrote it. */
  readonly formatVersion: number
  /** Semantic version of the weights, such as `0.1.0`. */
  readonly modelVersion: string
  /** `FEATURE_VERSION` of the encoder that trained it. */
  readonly featureVersion: number
  /** The questions that the model answers, in the order of its outputs. */
  readonly heads: readonly HeadSpec[]
  /** Segments in order; the first that holds is taken. */
  readonly policy: readonly SegmentRule[]
  /** By head name. */
  readonly quality: Readonly<Record<string, readonly QualityAt[]>>
  /** Which visits were held out: those whose `fnv1a32(salt + visitor id) % modulo` is below `below`. */
  readonly holdout: {
    readonly modulo: number
    readonly below: number
    readonly salt: string
    /** `group`: the hash is of the group in place of the visitor. `time`: visits from `fromMs` on. Absent: by visitor. */
    readonly by?: 'time' | 'group'
    /** Milliseconds since the Unix epoch. */
    readonly fromMs?: number
  }
  /** Attribution of the training data. */
  readonly credits: readonly string[]
  /** One known input and the outputs (before calibration) that every engine must give within 1e-3. */
  readonly selfTest: {
    readonly tokens: readonly number[]
    /** Row-major `[HISTORY_LENGTH, CHANNEL_COUNT]`. */
    readonly channels: readonly number[]
    readonly expected: readonly number[]
  }
  /**
   * SHA-256 of each shard, lower-case hex, by its path in `weightsManifest`. A shard of another hash is refused;
   * a package without the field, such as one that Keras made, is read unchecked.
   */
  readonly files?: Readonly<Record<string, string>>
}

/** One weight as `weightsManifest` lists it. Affine: value = q × scale + min. */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32'
  readonly quantization?: {
    /** `uint8-column` and `uint8-row` are Vitrine's own (`package/read-manifest.ts`): TensorFlow.js refuses them. */
    readonly dtype: 'uint8' | 'uint8-column' | 'uint8-row' | 'uint16' | 'float16'
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
