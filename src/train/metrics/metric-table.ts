// SPDX-License-Identifier: MIT
// Every metric that is reported: its name, how it is computed, when it does not exist.

import type { Cases, Weights } from './cases.ts'
import { confusionAt, decisionMetrics } from './decision-metrics.ts'
import {
  CALIBRATION_BINS,
  rankedBrier,
  rankedCalibrationError,
  rankedLogLoss,
} from './probability-metrics.ts'
import { rankedAveragePrecision, rankedGain, rankedRocAuc } from './rank-metrics.ts'

/** Names of the metrics, in the order of every table. */
export const METRIC_NAMES = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'averagePrecision',
  'logLoss',
  'brier',
  'calibrationError',
  'lift',
  'gain',
] as const

/** One of {@link METRIC_NAMES}. */
export type MetricName = (typeof METRIC_NAMES)[number]

/** What a reader has to know of a metric. */
export interface MetricInfo {
  /** Heading of its column. */
  readonly title: string
  /** What it says, in words. */
  readonly meaning: string
  /** Digits after the point. */
  readonly digits: number
}

/** Share of the visits, those with the highest scores, that lift and gain look at. */
export const TOP_SHARE = 0.1

/** Metrics in words. */
export const METRIC_INFO: Readonly<Record<MetricName, MetricInfo>> = {
  accuracy: { title: 'accuracy', meaning: 'share of the decisions that were right', digits: 3 },
  precision: { title: 'precision', meaning: 'share of those named that did it', digits: 3 },
  recall: { title: 'recall', meaning: 'share of those who did it that were named', digits: 3 },
  f1: { title: 'F1', meaning: 'harmonic mean of precision and recall', digits: 3 },
  auc: {
    title: 'ROC AUC',
    meaning: 'chance that one who did it scores above one who did not; 0.5 is a coin',
    digits: 3,
  },
  averagePrecision: {
    title: 'av. precision',
    meaning: 'precision averaged over all thresholds; a coin gets the share of those who did it',
    digits: 3,
  },
  logLoss: { title: 'log loss', meaning: 'mean surprise at what happened; lower is better', digits: 4 },
  brier: { title: 'Brier', meaning: 'mean squared error of the probability; lower is better', digits: 4 },
  calibrationError: {
    title: 'cal. error',
    meaning: `distance of probability and share observed, over ${CALIBRATION_BINS} bins; lower is better`,
    digits: 4,
  },
  lift: {
    title: 'lift',
    meaning: 'how much more often than average the top 10 % of the scores did it',
    digits: 2,
  },
  gain: { title: 'gain', meaning: 'share of all who did it that the top 10 % of the scores hold', digits: 3 },
}

/** Computes every metric; NaN where one is not defined. */
export function metricsOf(cases: Cases, threshold: number, weights?: Weights): Record<MetricName, number> {
  const gain = rankedGain(cases, TOP_SHARE, weights)
  return {
    ...decisionMetrics(confusionAt(cases, threshold, weights)),
    auc: rankedRocAuc(cases, weights),
    averagePrecision: rankedAveragePrecision(cases, weights),
    logLoss: rankedLogLoss(cases, weights),
    brier: rankedBrier(cases, weights),
    calibrationError: rankedCalibrationError(cases, CALIBRATION_BINS, weights),
    lift: gain / TOP_SHARE,
    gain,
  }
}

/** Why a metric has no value. */
export type Missing = 'no cases' | 'no positives' | 'no negatives' | 'nothing decided yes'

/** Names the reason for which a metric is not defined on these cases. */
export function whyMissing(name: MetricName, { count, positives }: Cases): Missing {
  if (count === 0) return 'no cases'
  const positive = positives.reduce((sum, is) => sum + is, 0)
  if (name === 'precision') return 'nothing decided yes'
  return name === 'auc' && positive === count ? 'no negatives' : 'no positives'
}
