// SPDX-License-Identifier: MIT
// What a training run can be told, and what it does when it is told nothing.

import type { CleanOptions } from './clean/clean-options.ts'
import type { DrawOptions } from './draw-samples.ts'
import type { ChosenPolicy } from './chosen-policy.ts'
import type { FitOptions } from './fit/fit-network.ts'
import type { ImbalanceOptions } from './imbalance/imbalance-options.ts'
import type { LayoutName } from './read/layouts/layout.ts'
import type { ColumnMap } from './read/layouts/table.ts'
import type { SplitKind } from './split/split-options.ts'
import type { SchemeName } from './pack/schemes.ts'
import type { PretextTask } from './pretrain/pretext-samples.ts'
import type { NetworkName, NetworkSizes } from './network/network-spec.ts'

/**
 * The files of a run, at least one.
 * @public
 */
export interface DataFiles {
  /** Your own files, in the layout that `layout` names: a path, or a pattern. */
  readonly data?: string
  /**
   * Layout of `data`.
   * @defaultValue `table`
   */
  readonly layout?: LayoutName
  /** Columns of the layout `table`: what an event has, and the column that tells it. */
  readonly map?: ColumnMap
  /** Names of events in the layout `table` beside the usual ones, each with GA4's. */
  readonly eventNames?: Readonly<Record<string, string>>
  /** What is cleaned in `data` beside exact copies; in the other files bots alone. */
  readonly clean?: CleanOptions
  /** Memory for reading before it goes to disk, in MB. */
  readonly memoryMb?: number
  /** Folder for what does not fit in memory. */
  readonly workDir?: string
  /** Train although a column or an event gives the label away. */
  readonly allowLeak?: boolean
  /** File in REES46 layout. */
  readonly rees46?: string
  /** File in OSPI layout. */
  readonly ospi?: string
  /** File in OTTO layout. */
  readonly otto?: string
  /** File in the layout `invoices`, for the heads `value` and `risk`. */
  readonly invoices?: string
  /**
   * Read `data` as customers instead of visits, for the heads `value` and `risk`; `both`: as either.
   * @defaultValue what the layout tells of
   */
  readonly customers?: boolean | 'both'
  /**
   * Days at the end of the data in which customers show their value.
   * @defaultValue 100
   */
  readonly outcomeDays?: number
}

/**
 * How a network learns.
 * @public
 */
export interface FitSettings {
  /**
   * Epochs without a better validation loss after which training stops.
   * @defaultValue 6
   */
  readonly patience?: number
  /**
   * Visits in a batch.
   * @defaultValue 64
   */
  readonly batchSize?: number
  /**
   * Step size of Adam.
   * @defaultValue 0.002
   */
  readonly learningRate?: number
  /**
   * Share of a weight that is taken away a step, times the learning rate.
   * @defaultValue 0.01
   */
  readonly weightDecay?: number
  /**
   * Largest norm of the whole gradient.
   * @defaultValue 1
   */
  readonly clipNorm?: number
  /**
   * Decay of the running average of the weights, in [0, 1); 0 for none.
   * @defaultValue 0.99
   */
  readonly averageDecay?: number
  /**
   * Shares in [0, 1) that are dropped while training: of the inputs, of what a convolution found, of the last state.
   * @defaultValue `{ input: 0.1, pooled: 0, hidden: 0.3 }`
   */
  readonly dropout?: { readonly input?: number; readonly pooled?: number; readonly hidden?: number }
}

/**
 * How a network learns from visits without their labels.
 * @public
 */
export interface PretrainOptions {
  /** What it is asked about them. */
  readonly task: PretextTask
  /**
   * Files of visits, whose outcome need not be known.
   * @defaultValue the visits to train on
   */
  readonly data?: string
  /**
   * Layout of `data`; `table` takes the mapping of the other data.
   * @defaultValue that of the other data
   */
  readonly layout?: LayoutName
  /**
   * Passes over the visits at most.
   * @defaultValue 10
   */
  readonly epochs?: number
}

/**
 * Simulated visits that are trained on beside the data.
 * @public
 */
export interface SimulateSettings {
  /**
   * How many, at least 0.
   * @defaultValue 0
   */
  readonly visits?: number
  /**
   * Weight of one against a visit of the data, above 0.
   * @defaultValue 0.3
   */
  readonly weight?: number
}

/**
 * Options of {@link trainModel}.
 * @public
 */
export interface TrainOptions extends DataFiles {
  /** Folder of the package to write. */
  readonly out: string
  /**
   * Network to train.
   * @defaultValue `compact`
   */
  readonly network?: NetworkName
  /** Sizes of it that are not those of its name. */
  readonly sizes?: NetworkSizes
  /** Folder of a package whose weights are the start: layers of the same name and shapes are taken. */
  readonly from?: string
  /** Layers that stay as `from` or `pretrain` brought them. */
  readonly freeze?: readonly string[]
  /** What is learned before the labels are looked at. */
  readonly pretrain?: PretrainOptions
  /**
   * Seed of everything random.
   * @defaultValue 1
   */
  readonly seed?: number
  /**
   * Passes over the visits at most.
   * @defaultValue 20
   */
  readonly epochs?: number
  /**
   * What decides which visits are held out: the visitor, by a hash; the time, the latest quarter; the group, by a hash.
   * @defaultValue `visitor`
   */
  readonly split?: SplitKind
  /** How it learns. */
  readonly fit?: FitSettings
  /**
   * How the weights are stored.
   * @defaultValue `uint8`
   */
  readonly scheme?: SchemeName
  /**
   * Epochs after the fit in which the network sees its weights rounded (quantisation-aware fine-tuning).
   * @defaultValue 0
   */
  readonly quantiseAware?: number
  /**
   * How visits become samples, where it is not as usual.
   * @internal
   */
  readonly draw?: Partial<DrawOptions>
  /**
   * Segments that were chosen elsewhere, such as on all folds of a cross-validation; otherwise validation visits decide.
   * @internal
   */
  readonly policy?: Promise<ChosenPolicy>
  /**
   * Semantic version of the weights.
   * @defaultValue `0.1.0`
   */
  readonly modelVersion?: string
  /**
   * File of the HTML report.
   * @defaultValue `report.html` in the folder of the package
   */
  readonly report?: string
  /** What is done about classes of unequal size. */
  readonly imbalance?: ImbalanceOptions
  /** Simulated visits to train on as well; nothing stops, calibrates or is measured on them. */
  readonly simulate?: SimulateSettings
  /** Folder for event files that TensorBoard shows, a run a folder in it. */
  readonly tensorboard?: string
  /**
   * Go on from the checkpoint that an earlier run left beside the package; with the same result as without a stop.
   * @defaultValue `false`
   */
  readonly resume?: boolean
  /** Stops the run where nothing is lost, at the end of a batch at the latest while it fits; a checkpoint stays. */
  readonly signal?: AbortSignal
}

/** Settings of the fit, found by cross-validation on the training part of REES46. */
export const FIT_DEFAULTS: Omit<FitOptions, 'seed'> = {
  epochs: 20,
  patience: 6,
  batchSize: 64,
  learningRate: 2e-3,
  weightDecay: 0.01,
  clipNorm: 1,
  averageDecay: 0.99,
  dropout: { input: 0.1, pooled: 0, hidden: 0.3 },
}

/** The settings of a run: those that are given, the defaults for the others. */
export function fitOptionsOf({ seed = 1, epochs, fit = {} }: Partial<TrainOptions>): FitOptions {
  const dropout = { ...FIT_DEFAULTS.dropout, ...fit.dropout }
  return { ...FIT_DEFAULTS, ...fit, dropout, seed, ...(epochs !== undefined && { epochs }) }
}

/** How visits become samples. */
export const DRAW_DEFAULTS: DrawOptions = {
  wholeShare: 0.5,
  sourceWeight: {},
  variedShare: 0.5,
  grownShare: 1,
}

/** No simulated visits; where there are some, they weigh less than those that somebody made. */
export const SIMULATE_DEFAULTS: Required<SimulateSettings> = { visits: 0, weight: 0.3 }

/** How visits of a run become samples. */
export function drawOptionsOf({ simulate, draw }: Partial<TrainOptions>): DrawOptions {
  const { visits, weight } = { ...SIMULATE_DEFAULTS, ...simulate }
  const settings = { ...DRAW_DEFAULTS, ...draw }
  if (visits === 0) return settings
  return { ...settings, sourceWeight: { ...settings.sourceWeight, simulated: weight } }
}
