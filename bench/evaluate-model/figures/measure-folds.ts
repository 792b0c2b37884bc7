// SPDX-License-Identifier: MIT
// From the answers of all folds to figures: the mean over folds and all answers pooled, with intervals.

import { bootstrapFor, percentileInterval, resampleVisitors } from '../../../src/train/metrics/bootstrap.ts'
import { checkProbabilities, toCases, type Cases, type Weights } from '../../../src/train/metrics/cases.ts'
import { CALIBRATION_BINS, rankedCalibrationError } from '../../../src/train/metrics/probability-metrics.ts'
import { rankedAveragePrecision, rankedRocAuc } from '../../../src/train/metrics/rank-metrics.ts'
import { questionKey, type Answers, type Question } from '../folds/answers.ts'

/** A figure with its 95 % interval; NaN where it is not defined. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What is computed of each scorer. */
export const FIGURE_NAMES = [
  'auc',
  'averagePrecision',
  'pooledAuc',
  'pooledAveragePrecision',
  'calibrationError',
] as const

/**
 * `auc` and `averagePrecision` are means over folds; the others are of all answers together. The calibration error has
 * 15 bins of equal width.
 */
export type Figures = Readonly<Record<(typeof FIGURE_NAMES)[number], Figure>>

/** Figures of one scorer. */
export interface ScorerFigures {
  readonly name: string
  readonly figures: Figures
  /** AUC of the first scorer minus that of this one, means over folds, on the same draws. */
  readonly behind: Figure
}

/** All that was measured of a question. */
export interface QuestionFigures extends Question {
  readonly visits: number
  readonly positives: number
  readonly folds: number
  /** In the order of the answers; the model first. */
  readonly scorers: readonly ScorerFigures[]
}

/** Measures every question that answers tell of, in their order. */
export function measureAll(answers: readonly Answers[]): QuestionFigures[] {
  const byQuestion = new Map<string, Answers[]>()
  for (const one of answers) {
    const key = questionKey(one)
    byQuestion.set(key, [...(byQuestion.get(key) ?? []), one])
  }
  return [...byQuestion.values()].map((folds) => measureFolds(folds))
}

/**
 * Measures one question.
 * @param folds - Answers of each fold. Scorers that not all of them have are left out.
 * @param resamples - Draws; enough for the number of visits, unless given.
 * @throws `MetricInputError` for what is no probability.
 */
export function measureFolds(folds: readonly Answers[], resamples?: number): QuestionFigures {
  const { source, head, class: name, stop, scorers } = folds[0]!
  const positives = folds.flatMap((fold) => fold.positives)
  const names = scorers
    .map((scorer) => scorer.name)
    .filter((wanted) => folds.every((fold) => fold.scorers.some((one) => one.name === wanted)))
  const all = names.map((wanted) => toScored(folds, wanted))
  const values = all.map((scored) => valuesOf(scored))
  const draws: Values[][] = names.map(() => [])
  const options = bootstrapFor(positives.length)
  const visitors = folds.flatMap((fold) => fold.visitors)
  for (const weights of resampleVisitors(visitors, {
    ...options,
    ...(resamples !== undefined && { resamples }),
  })) {
    all.forEach((scored, index) => draws[index]!.push(valuesOf(scored, weights)))
  }
  const figure = (value: number, drawn: readonly number[]): Figure => {
    const { low = NaN, high = NaN } = percentileInterval(drawn, options.level) ?? {}
    return { value, low, high }
  }
  return {
    source,
    head,
    class: name,
    stop,
    visits: positives.length,
    positives: positives.filter(Boolean).length,
    folds: folds.length,
    scorers: names.map((own, index) => ({
      name: own,
      figures: Object.fromEntries(
        FIGURE_NAMES.map((key) => [
          key,
          figure(
            values[index]![key],
            draws[index]!.map((draw) => draw[key]),
          ),
        ]),
      ) as unknown as Figures,
      behind: figure(
        values[0]!.auc - values[index]!.auc,
        draws[index]!.map((draw, at) => draws[0]![at]!.auc - draw.auc),
      ),
    })),
  }
}

type Values = Readonly<Record<(typeof FIGURE_NAMES)[number], number>>

/** Cases of one scorer, of all folds together and of each with its place among all. */
interface Scored {
  readonly pooled: Cases
  readonly folds: readonly { readonly cases: Cases; readonly from: number }[]
}

function toScored(folds: readonly Answers[], wanted: string): Scored {
  const probabilities = folds.map(({ scorers }) => scorers.find(({ name }) => name === wanted)!.probabilities)
  let from = 0
  const pooled = toCases(
    probabilities.flat(),
    folds.flatMap(({ positives }) => positives),
  )
  checkProbabilities(pooled)
  return {
    pooled,
    folds: folds.map(({ positives }, index) => {
      const cases = toCases(probabilities[index]!, positives)
      from += cases.count
      return { cases, from: from - cases.count }
    }),
  }
}

function valuesOf({ pooled, folds }: Scored, weights?: Float64Array): Values {
  const mean = (read: (cases: Cases, own?: Weights) => number): number =>
    folds.reduce(
      (sum, { cases, from }) => sum + read(cases, weights?.subarray(from, from + cases.count)),
      0,
    ) / folds.length
  return {
    auc: mean(rankedRocAuc),
    averagePrecision: mean(rankedAveragePrecision),
    pooledAuc: rankedRocAuc(pooled, weights),
    pooledAveragePrecision: rankedAveragePrecision(pooled, weights),
    calibrationError: rankedCalibrationError(pooled, CALIBRATION_BINS, weights),
  }
}
