// SPDX-License-Identifier: MIT
// `vitrine/train`: training from a program of your own.

export { isVitrineError, VitrineError } from '../errors.ts'
export type {
  Bounds,
  Calibration,
  Condition,
  FactCondition,
  HeadCondition,
  HeadSpec,
  PackageMetadata,
  QualityAt,
  RuleMeasure,
  SegmentRule,
} from '../model/package-format.ts'
export type { HeadName, VisitFacts } from '../types.ts'
export type { FitProgress } from './fit/fit-state.ts'
export type { CleanCounts, CleanOptions } from './clean/clean-options.ts'
export type { ImbalanceMethod, ImbalanceOptions } from './imbalance/imbalance-options.ts'
export type { Leak } from './leak/leak.ts'
export type { NetworkName, NetworkSizes } from './network/network-spec.ts'
export type { SchemeName } from './pack/schemes.ts'
export type { PretextTask } from './pretrain/pretext-samples.ts'
export { quantisePackage, type QuantiseOptions, type QuantiseResult } from './quantise-package.ts'
export type { DatabaseOptions } from './read/duckdb.ts'
export { encodeData, type EncodeOptions, type EncodeResult } from './read/encode-data.ts'
export { inspectData, type EventCount, type Inspection } from './read/inspect-data.ts'
export { importModel, type ImportOptions } from './import-model.ts'
export type { HeadWish } from './import/heads.ts'
export { KerasImportError } from './import/import-errors.ts'
export type { LayoutName } from './read/layouts/layout.ts'
export type { ColumnMap } from './read/layouts/table.ts'
export type { DataOptions } from './read/open-data.ts'
export { searchOptions, type SearchEvents, type SearchOptions } from './search/run-search.ts'
export type { SearchProgress } from './search/run-round.ts'
export type { EarlyStop, SearchResults, Trial } from './search/search-results.ts'
export type { SearchMethod } from './search/propose.ts'
export type { SpaceEntry } from './search/read-space.ts'
export type { FoldResult, Objective } from './search/trial-job.ts'
export type { SplitKind, SplitOptions } from './split/split-options.ts'
export {
  CheckpointError,
  ConfigError,
  DataFormatError,
  LeakError,
  MetricInputError,
  MissingPeerError,
  OutputError,
  QuantisingError,
  ResultsFormatError,
  SplitError,
  StoppedError,
  TrainingDataError,
  TrainingDivergedError,
  TransferError,
  UsageError,
  WorkSpaceError,
} from './train-errors.ts'
export { trainModel, type TrainEvents, type TrainResult } from './train-model.ts'
export type {
  DataFiles,
  FitSettings,
  PretrainOptions,
  SimulateSettings,
  TrainOptions,
} from './training-options.ts'
export type { SchemeSize } from './report/results.ts'
export type { ReadReport } from './visit.ts'
