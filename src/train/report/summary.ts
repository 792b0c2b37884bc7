// SPDX-License-Identifier: MIT
// The figures in plain sentences, for a reader who has never seen a ROC curve.

import type { Measured } from '../metrics/measure-scorers.ts'
import type { QuestionResults, Results, ScorerResults } from './results.ts'
import { decimal } from './table.ts'

/** The verdict, and what it rests on. */
export interface Summary {
  readonly verdict: string
  readonly sentences: readonly string[]
}

/** Sums up the first question of the first data set. */
export function summarise(results: Results): Summary {
  const [set] = results.sets
  const question = set!.questions[0]!
  const model = question.scorers[0]!
  return {
    verdict: verdictOf(question),
    sentences: [
      `Measured on ${question.visits} ${set!.part} visits of ${set!.name}${set!.part === 'held-out' ? ', which the model never saw' : ''}; ${question.positives} of them bought (${percent(question.positives / question.visits)}).`,
      ...ranking(model.metrics.auc),
      ...topTenth(model),
      ...decisions(question),
      ...honesty(model, question),
      ...early(question),
    ],
  }
}

function verdictOf(question: QuestionResults): string {
  const model = question.scorers[0]!
  const { auc } = model.metrics
  if (auc.value === null)
    return 'These visits do not show both outcomes: nothing can be said about the model.'
  if (auc.low !== null && auc.low <= 0.5) return 'On these visits the model is not proven better than a coin.'
  const rivals = question.scorers.slice(1)
  if (rivals.length === 0) return 'The model tells buyers from others better than a coin.'
  const best = bestRival(rivals)
  const ahead = best.behindFirst!.averagePrecision
  if (ahead.low !== null && ahead.low > 0)
    return `The model beats every rival: the best of them, "${best.name}", is behind it beyond chance.`
  if (ahead.high !== null && ahead.high < 0)
    return `A simpler rival, "${best.name}", is better than the model beyond chance. Use it, or train on more visits.`
  return `The model and its best rival, "${best.name}", cannot be told apart on so few buyers.`
}

/** The one with the highest average precision. */
function bestRival(rivals: readonly ScorerResults[]): ScorerResults {
  const score = ({ metrics }: ScorerResults): number => metrics.averagePrecision.value ?? -1
  return rivals.reduce((a, b) => (score(b) > score(a) ? b : a))
}

function ranking(auc: Measured): string[] {
  if (auc.value === null) return []
  return [
    `Take one visit that bought and one that did not: the model scores the buyer higher ${Math.round(100 * auc.value)} times in 100${range(auc, (value) => String(Math.round(100 * value)))}. A coin gets 50.`,
  ]
}

function topTenth({ metrics: { gain, lift } }: ScorerResults): string[] {
  if (gain.value === null || lift.value === null) return []
  return [
    `The tenth of the visits with the highest scores holds ${percent(gain.value)} of all buyers${range(gain, percent)}: ${decimal(lift.value, 1)} times as many as a random tenth.`,
  ]
}

function decisions({ scorers, threshold }: QuestionResults): string[] {
  const { precision, recall } = scorers[0]!.metrics
  if (recall.value === null) return []
  if (precision.value === null)
    return [`It names nobody a buyer at its threshold of ${decimal(threshold, 2)}: it is never that sure.`]
  return [
    `At its threshold of ${decimal(threshold, 2)} it is right about ${percent(precision.value)} of those it names${range(precision, percent)}, and finds ${percent(recall.value)} of the buyers${range(recall, percent)}.`,
  ]
}

function honesty({ metrics: { calibrationError } }: ScorerResults, question: QuestionResults): string[] {
  if (calibrationError.value === null) return []
  return [
    `Its probabilities are off by ${decimal(100 * calibrationError.value, 1)} points on average, where ${decimal((100 * question.positives) / question.visits, 1)} in 100 visits buy.`,
  ]
}

function early({ byEvents }: QuestionResults): string[] {
  const known = byEvents.flatMap(({ events, scorers }) => {
    const auc = scorers[0]!.metrics.auc
    return events !== null && auc.low !== null && auc.low > 0.5 ? [{ events, auc: auc.value! }] : []
  })
  const [first] = known
  if (!first) return ['At no number of events is it proven better than a coin; only whole visits count.']
  return [
    `From ${first.events} event${first.events === 1 ? '' : 's'} on it is better than a coin beyond chance (ROC AUC ${decimal(first.auc, 2)} there).`,
  ]
}

function range({ low, high }: Measured, words: (value: number) => string): string {
  return low === null || high === null ? '' : ` (between ${words(low)} and ${words(high)})`
}

function percent(share: number): string {
  // The blank does not break: no line begins with a percent sign.
  return `${Math.round(100 * share)}\u00a0%`
}
