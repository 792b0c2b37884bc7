// SPDX-License-Identifier: MIT
// `vitrine/train`: training from a program of your own.

export { isVitrineError, VitrineError } from '../errors.ts'
export type {
  Calibration,
  HeadSpec,
  PackageMetadata,
  QualityAt,
  SegmentRule,
} from '../model/package-format.ts'
export type { HeadName } from '../types.ts'
export type { FitProgress } from './fit/fit-network.ts'
export type { NetworkName } from './network/network-spec.ts'
export {
  DataFormatError,
  MetricInputError,
  MissingPeerError,
  ResultsFormatError,
  TrainingDataError,
  UsageError,
} from './train-errors.ts'
export { trainModel, type TrainEvents, type TrainResult } from './train-model.ts'
export type { DataFiles, TrainOptions } from './training-options.ts'
