// SPDX-License-Identifier: MIT
// The model package: a tfjs layers model whose `userDefinedMetadata.vitrine` says what it means.
// Written by `train/`, read by `load-package.ts`. Change it and `FORMAT_VERSION` changes.

import type { HeadName } from '../types.ts'

/** Version of this format. A package of another version is refused with `ModelVersionError`. */
export const FORMAT_VERSION = 1

/** How raw head outputs become probabilities. */
export type Calibration =
  | { readonly method: 'none' }
  /** Softmax (or sigmoid) of the logits divided by `temperature`, plus `bias` per class where given. */
  | { readonly method: 'temperature'; readonly temperature: number; readonly bias?: readonly number[] }

/** One question that the model answers. */
export interface HeadSpec {
  readonly name: HeadName
  /** Name of the output layer in the topology; outputs are concatenated in the order of `heads`. */
  readonly layer: string
  /** Class names in the order of the outputs. A sigmoid head of one unit has two: `[negative, positive]`. */
  readonly classes: readonly string[]
  /** `visit`: the current session alone. `visitor`: the whole history. */
  readonly reads: 'visit' | 'visitor'
  readonly calibration: Calibration
}

/** One line of the segment policy; the first that holds names the segment. */
export interface SegmentRule {
  readonly segment: string
  readonly head: HeadName
  readonly class: string
  /** Calibrated probability at which the segment is entered, in [0, 1]. */
  readonly enter: number
  /** Probability under which it is left again (hysteresis), at most `enter`. */
  readonly leave: number
  /** Events of the visit that must have been seen, at least 1. */
  readonly minEvents: number
  /** Plain sentence for a merchant, such as "Looks like someone about to buy". */
  readonly sentence: string
}

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
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightSpec[] }[]
  readonly userDefinedMetadata: { readonly vitrine: PackageMetadata }
}
