// SPDX-License-Identifier: MIT
// What the shipped model has to reach.

import type { Question } from '../folds/answers.ts'
import type { Figure, QuestionFigures } from './measure-folds.ts'

/** What is asked of a question; figures at least so high. */
export interface Asked {
  readonly question: Question
  readonly auc?: number
  readonly averagePrecision?: number
  /** So much AUC more than the logistic rival. */
  readonly aheadOfLogistic?: number
}

const ofBuying = (source: 'rees46' | 'ospi', stop: number | null): Question => ({
  source,
  head: 'intent',
  class: 'buy',
  stop,
})

/** Of ranking. */
export const ASKED: readonly Asked[] = [
  { question: ofBuying('rees46', null), auc: 0.66, averagePrecision: 0.26 },
  { question: ofBuying('rees46', 3), aheadOfLogistic: 0.01 },
  { question: ofBuying('ospi', null), auc: 0.715, averagePrecision: 0.255 },
  {
    question: { source: 'invoices', head: 'value', class: 'high', stop: null },
    auc: 0.855,
    averagePrecision: 0.685,
  },
  {
    question: { source: 'invoices', head: 'risk', class: 'return-prone', stop: null },
    auc: 0.76,
    averagePrecision: 0.49,
  },
]

/** Calibration error, at most. */
export const MOST_CALIBRATION_ERROR = 0.03
/** AUC lost by 8 bits, at most. */
export const MOST_LOST = 0.005
/** Difference of calibrated probabilities between an engine in the page and Node, at most; and what is hoped for. */
export const MOST_DIFFERENCE = 2e-3
export const HOPED_DIFFERENCE = 1e-4
/** Change of `buy` by ten more seconds, at most. */
export const MOST_SWING = 0.05
/** What counts as a fall of `buy`: less is rounding. */
export const LEAST_FALL = 1e-6

/** How a question stands. */
export interface Verdict {
  /** As in the table. */
  readonly asked: string
  /** `yes`: in the mean over folds and pooled. */
  readonly met: 'yes' | 'in the mean alone' | 'pooled alone' | 'no'
}

/** Judges a question; `undefined` where nothing is asked. */
export function judge(measured: QuestionFigures): Verdict | undefined {
  const wanted = ASKED.find(
    ({ question }) =>
      question.source === measured.source &&
      question.head === measured.head &&
      question.class === measured.class &&
      question.stop === measured.stop,
  )
  if (!wanted) return undefined
  const { auc, averagePrecision, aheadOfLogistic } = wanted
  const model = measured.scorers[0]!.figures
  const logistic = measured.scorers.find(({ name }) => name.startsWith('logistic'))?.figures
  const reaches = (ownAuc: Figure, ownPrecision: Figure, rival: Figure | undefined): boolean =>
    (auc === undefined || ownAuc.value >= auc) &&
    (averagePrecision === undefined || ownPrecision.value >= averagePrecision) &&
    (aheadOfLogistic === undefined || (rival !== undefined && ownAuc.value >= rival.value + aheadOfLogistic))
  const mean = reaches(model.auc, model.averagePrecision, logistic?.auc)
  const pooled = reaches(model.pooledAuc, model.pooledAveragePrecision, logistic?.pooledAuc)
  return {
    asked:
      aheadOfLogistic === undefined ? `${auc} / ${averagePrecision}` : `AUC of logistic + ${aheadOfLogistic}`,
    met: mean ? (pooled ? 'yes' : 'in the mean alone') : pooled ? 'pooled alone' : 'no',
  }
}
