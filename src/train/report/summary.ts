// SPDX-License-Identifier: MIT
// The figures in plain sentences, for a reader who has never seen a ROC curve.

import type { Measured } from '../metrics/measure-scorers.ts'
import { mainQuestions, wordsOf, type QuestionWords } from './main-questions.ts'
import type { QuestionResults, Results, ScorerResults, SetResults } from './results.ts'
import { decimal } from './table.ts'

/** The verdict, and what it rests on. */
export interface Summary {
  readonly question: string
  readonly verdict: string
  readonly sentences: readonly string[]
}

/** Sums up the main question of each head, on the first data set that tells of it. */
export function summarise({ sets }: Results): Summary[] {
  const all = sets.flatMap((set) => mainQuestions(set.questions).map((question) => ({ set, question })))
  return all
    .filter(({ question }, index) => all.findIndex((one) => one.question.head === question.head) === index)
    .map(({ set, question }) => summariseQuestion(set, question))
}

function summariseQuestion(set: SetResults, question: QuestionResults): Summary {
  const model = question.scorers[0]!
  const words = wordsOf(question)
  return {
    question: words.question,
    verdict: verdictOf(question),
    sentences: [
      `Measured on ${question.visits} ${set.part} ${words.units} of ${set.name}${set.part === 'held-out' ? ', which the model never saw' : ''}; ${question.positives} of them ${words.did} (${percent(question.positives / question.visits)}).`,
      ...ranking(model.metrics.auc, words),
      ...topTenth(model, words),
      ...decisions(question),
      ...honesty(model, question),
      ...early(question),
    ],
  }
}

function verdictOf(question: QuestionResults): string {
  const model = question.scorers[0]!
  const { units, ones } = wordsOf(question)
  const { auc } = model.metrics
  if (auc.value === null)
    return `These ${units} do not show both outcomes: nothing can be said about the model.`
  if (auc.low !== null && auc.low <= 0.5)
    return `On these ${units} the model is not proven better than a coin.`
  const rivals = question.scorers.slice(1)
  if (rivals.length === 0) return `The model tells ${ones} from others better than a coin.`
  const best = bestRival(rivals)
  const ahead = best.behindFirst!.averagePrecision
  if (ahead.low !== null && ahead.low > 0)
    return `The model beats every rival: the best of them, "${best.name}", is behind it beyond chance.`
  if (ahead.high !== null && ahead.high < 0)
    return `A simpler rival, "${best.name}", is better than the model beyond chance. Use it, or train on more ${units}.`
  return `The model and its best rival, "${best.name}", cannot be told apart on so few ${ones}.`
}

/** The one with the highest average precision. */
function bestRival(rivals: readonly ScorerResults[]): ScorerResults {
  const score = ({ metrics }: ScorerResults): number => metrics.averagePrecision.value ?? -1
  return rivals.reduce((a, b) => (score(b) > score(a) ? b : a))
}

function ranking(auc: Measured, { units, did, didNot }: QuestionWords): string[] {
  if (auc.value === null) return []
  return [
    `Of the ${units}, take one that ${did} and one that ${didNot}: the model scores the first higher ${Math.round(100 * auc.value)} times in 100${range(auc, (value) => String(Math.round(100 * value)))}. A coin gets 50.`,
  ]
}

function topTenth({ metrics: { gain, lift } }: ScorerResults, { units, ones }: QuestionWords): string[] {
  if (gain.value === null || lift.value === null) return []
  return [
    `The tenth of the ${units} with the highest scores holds ${percent(gain.value)} of all ${ones}${range(gain, percent)}: ${decimal(lift.value, 1)} times as many as a random tenth.`,
  ]
}

function decisions(question: QuestionResults): string[] {
  const { scorers, threshold } = question
  const { ones } = wordsOf(question)
  const { precision, recall } = scorers[0]!.metrics
  if (recall.value === null) return []
  if (precision.value === null)
    return [`It names nobody at its threshold of ${decimal(threshold, 2)}: it is never that sure.`]
  return [
    `At its threshold of ${decimal(threshold, 2)} it is right about ${percent(precision.value)} of those it names${range(precision, percent)}, and finds ${percent(recall.value)} of the ${ones}${range(recall, percent)}.`,
  ]
}

function honesty({ metrics: { calibrationError } }: ScorerResults, question: QuestionResults): string[] {
  if (calibrationError.value === null) return []
  return [
    `Its probabilities are off by ${decimal(100 * calibrationError.value, 1)} points on average, where ${decimal((100 * question.positives) / question.visits, 1)} in 100 are so.`,
  ]
}

function early({ byEvents }: QuestionResults): string[] {
  const known = byEvents.flatMap(({ events, scorers }) => {
    const auc = scorers[0]!.metrics.auc
    return events !== null && auc.low !== null && auc.low > 0.5 ? [{ events, auc: auc.value! }] : []
  })
  const [first] = known
  if (!first) return ['At no number of events is it proven better than a coin; only the whole counts.']
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
