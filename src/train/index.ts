// SPDX-License-Identifier: MIT
// `vitrine/train`: training and evaluation from a program of your own.

export { encodeHistory, type EncodedHistory } from '../features/encode-history.ts'
export type { FitProgress } from './fit/fit-network.ts'
export { fnv1a32, HOLDOUT, isHeldOut } from './holdout.ts'
export { averagePrecision, rocAuc } from './metrics/rank-metrics.ts'
export { loadNodeScorer, type NodeScorer, type ScorerInput } from './node-scorer.ts'
export { readOspi } from './read/read-ospi.ts'
export { readOtto } from './read/read-otto.ts'
export { readRees46 } from './read/read-rees46.ts'
export { DataFormatError, MissingPeerError, TrainingDataError, UsageError } from './train-errors.ts'
export { trainModel, type TrainEvents, type TrainResult } from './train-model.ts'
export type { TrainOptions } from './training-options.ts'
export type { DataSource, Intent, ReadReport, Visit, VisitLabel } from './visit.ts'
export { fitRivals, type Rival } from './rivals/rivals.ts'
