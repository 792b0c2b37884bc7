// SPDX-License-Identifier: MIT
// `results.json`: everything that was measured, from which every table and report is drawn.

import type { HeadSpec, PackageMetadata, SegmentRule } from '../../model/package-format.ts'
import type { CalibrationGroup, Curves } from '../metrics/curves.ts'
import type { Confusion } from '../metrics/decision-metrics.ts'
import type { Measured, Metrics } from '../metrics/measure-scorers.ts'
import type { ReadReport } from '../visit.ts'
import type { LeftOut, SetSegments } from './segment-results.ts'
import type { Pretraining, SimulationUse, TransferUse } from './training-use.ts'

export type { Pretraining, SimulationUse, TransferUse } from './training-use.ts'

/** Version of this layout; another one is refused. Change the layout and it changes, with results-schema.ts. */
export const RESULTS_VERSION = 2

/** A data set as it was used. */
export interface DataUse {
  readonly name: string
  readonly report: ReadReport
  readonly visits: number
  readonly visitors: number
  /** What one input of it is. */
  readonly unit: 'visit' | 'customer'
  /** How many have the main class of each head that the data tells of. */
  readonly positives: Readonly<Record<string, number>>
  /** Parts of the split, in the order of their use. */
  readonly parts: readonly DataPart[]
}

/** Visits that were used for one purpose. */
export interface DataPart {
  readonly name: string
  readonly visits: number
  readonly visitors: number
  readonly positives: Readonly<Record<string, number>>
}

/** One scorer on whole visits. */
export interface ScorerResults {
  readonly name: string
  readonly metrics: Metrics
  /** The model minus this one; absent for the model. */
  readonly behindFirst?: Metrics
  readonly confusion: Confusion
  readonly curves: Curves
  readonly calibration: readonly CalibrationGroup[]
}

/** Scorers on visits that were cut after so many events. */
export interface ResultsAt {
  /** `null`: the whole visit. */
  readonly events: number | null
  readonly visits: number
  readonly positives: number
  readonly scorers: readonly { readonly name: string; readonly metrics: Metrics }[]
}

/** One class of one head against the others. */
export interface QuestionResults {
  readonly head: string
  readonly class: string
  readonly visits: number
  readonly positives: number
  /** Decisions are "probability at least `threshold`". */
  readonly threshold: number
  /** The model first. */
  readonly scorers: readonly ScorerResults[]
  readonly byEvents: readonly ResultsAt[]
}

/** What was measured on one data set: head by head, the main class of each first. */
export interface SetResults {
  readonly name: string
  /** Which visits: `held-out`, or `measured` where all of them were. */
  readonly part: string
  readonly questions: readonly QuestionResults[]
}

/** Loss by epoch. */
export interface Learning {
  /** Epoch whose weights are in the package, from 1. */
  readonly bestEpoch: number
  readonly epochs: readonly { readonly training: number; readonly validation: number | null }[]
}

/** How the calibration of a head was chosen. */
export interface CalibrationChoice {
  readonly head: string
  readonly chosen: string
  readonly visits: number
  readonly positives: number
  readonly folds: number
  /** Cross-validated log loss of each candidate on the calibration visits. */
  readonly candidates: readonly { readonly method: string; readonly logLoss: number }[]
}

/** What rounding the weights changed, on the measured visits of the first data set. */
export interface QuantisingCost {
  readonly bits: number
  readonly bytes: number
  readonly floatBytes: number
  /** Largest and mean change of a probability. */
  readonly largestChange: number
  readonly meanChange: number
  readonly float: Metrics
  readonly quantised: Metrics
  /** Scheme of the package; absent in files of before there was more than `uint8`. */
  readonly scheme?: string
  /** Every scheme on the same visits; absent in the same files. */
  readonly schemes?: readonly SchemeCost[]
  /** What quantisation-aware fine-tuning gained; absent where there was none. */
  readonly tuning?: TuningGain
}

/** Rounded weights that were tuned for it, next to those that were not, on the same visits. */
export interface TuningGain {
  readonly epochs: number
  /** Epoch that was kept, from 1; 0 where none was better than the weights of before. */
  readonly bestEpoch: number
  /** Validation loss of the rounded weights. */
  readonly lossBefore: number
  readonly lossAfter: number
  readonly without: Metrics
  readonly tuned: Metrics
  /** Tuned minus not tuned, on the same draws. */
  readonly gained: Metrics
}

/** A scheme of storing weights against weights as they were trained. */
export interface SchemeCost {
  readonly scheme: string
  readonly size: SchemeSize
  /** Largest change of a probability. It is an extreme, so that drawing visits anew gives it no interval. */
  readonly largestChange: number
  readonly meanChange: Measured
  /** Share of the visits whose decision at the threshold is another. */
  readonly decisionsChanged: Measured
  readonly metrics: Metrics
  /** Weights as they were trained minus this scheme, on the same draws; absent for themselves. */
  readonly behindFloat?: Metrics
}

/**
 * Bytes of the weight file.
 * @public
 */
export interface SchemeSize {
  /** As it is. */
  readonly raw: number
  /** As servers compress it with gzip, at 9. */
  readonly gzip: number
  /** As servers compress it with brotli, at 11. */
  readonly brotli: number
}

/** What each way of treating classes of unequal size came to, on the same split and with the same seed. */
export interface ImbalanceComparison {
  /** Data set of the visits, held out all of them. */
  readonly set: string
  readonly head: string
  readonly class: string
  readonly visits: number
  readonly positives: number
  readonly bootstrap: { readonly level: number; readonly resamples: number; readonly seed: number }
  /** Method of the package. */
  readonly chosen: string
  readonly methods: readonly {
    readonly name: string
    /** What it does, in words. */
    readonly about: string
    /** Epoch whose weights were taken; absent where several networks speak. */
    readonly epochs?: number
    readonly calibration: string
    /** On whole visits, before rounding to 8 bits; decisions at probability 0.5. */
    readonly metrics: Metrics
    /** This method minus `none` on the same draws; absent for `none`, and where that was not trained. */
    readonly minusNone?: Metrics
  }[]
}

/** How much worse the model gets when one kind of input is shuffled between visits. */
export interface Importance {
  readonly visits: number
  readonly repeats: number
  readonly inputs: readonly ImportanceOf[]
}

/** One input, or a group of them. */
export interface ImportanceOf {
  readonly name: string
  /** Inputs that are shuffled together; one for a single input. */
  readonly inputs: readonly string[]
  /** Mean loss of ROC AUC and of average precision over the repeats, and their standard deviations. */
  readonly auc: number
  readonly aucSpread: number
  readonly averagePrecision: number
  readonly averagePrecisionSpread: number
}

/** A single visit, explained event by event. It names no item and no visitor. */
export interface ExampleVisit {
  readonly title: string
  /** Whether it has the main class of the first head. */
  readonly isMain: boolean
  readonly probability: number
  readonly events: readonly {
    readonly name: string
    /** Seconds since the first event. */
    readonly seconds: number
    /** Probability of the main class right after this event. */
    readonly after: number
    /** Probability of the whole visit minus that without this event. */
    readonly effect: number
    /** Share of integrated gradients; absent where they could not be computed. */
    readonly attribution?: number
    /** Share of the attention; what is left lies on the empty places before the visit. Absent where there is none. */
    readonly attention?: number
  }[]
}

/** Everything that was measured. */
export interface Results {
  readonly resultsVersion: typeof RESULTS_VERSION
  /** `train`: written with the model. `evaluate`: measured later on. */
  readonly kind: 'train' | 'evaluate'
  readonly model: {
    readonly version: string
    readonly network: string
    readonly parameters: number
    readonly bytes: number
    readonly featureVersion: number
    /** `null` where it is not known. */
    readonly seed: number | null
    readonly heads: readonly HeadSpec[]
    readonly policy: readonly SegmentRule[]
    readonly holdout: PackageMetadata['holdout']
  }
  readonly bootstrap: { readonly level: number; readonly resamples: number; readonly seed: number }
  readonly data: readonly DataUse[]
  /** The first data set first. */
  readonly sets: readonly SetResults[]
  /** Where the measured visits of each data set end. */
  readonly segments: readonly SetSegments[]
  /** Segments that the policy does not have; absent where none was to be chosen. */
  readonly leftOut?: readonly LeftOut[]
  readonly transfer?: TransferUse
  readonly pretraining?: Pretraining
  /** Absent where nothing was simulated. */
  readonly simulation?: SimulationUse
  readonly learning?: Learning
  /** One for each head. */
  readonly calibration?: readonly CalibrationChoice[]
  readonly quantising?: QuantisingCost
  readonly imbalance?: ImbalanceComparison
  readonly importance?: Importance
  readonly examples?: readonly ExampleVisit[]
  /** What a reader has to know before believing the figures. */
  readonly warnings: readonly string[]
  readonly credits: readonly string[]
}
