// SPDX-License-Identifier: MIT
// What is left of the shipped model in a shop that logs less, on visits that it holds out.

import { answerOf, headTask, isMain } from '../../../src/train/heads.ts'
import { isHeldOut } from '../../../src/train/holdout.ts'
import { averagePrecision, rocAuc } from '../../../src/train/metrics/rank-metrics.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import type { SourceVisits } from '../data/read-sources.ts'
import { scoreVisits } from '../folds/answer-questions.ts'
import type { SourceName } from '../recipe.ts'
import { STRIPPED_SHOPS } from './strip-shop.ts'

/** Figures of one data set as one shop would log it. */
export interface ShopFigures {
  readonly source: SourceName
  readonly shop: string
  readonly visits: number
  readonly auc: number
  readonly averagePrecision: number
  /** Mean entropy of the three intents, bits; at most 1.585. */
  readonly entropy: number
  readonly meanBuy: number
}

/** Measures buying in every shop. */
export async function measureShops(
  scorer: NodeScorer,
  sources: readonly SourceVisits[],
): Promise<ShopFigures[]> {
  const task = headTask('intent')
  const all: ShopFigures[] = []
  for (const { name, visits } of sources) {
    const measured = visits.filter(
      (visit) =>
        answerOf(visit, 'intent') !== undefined && isHeldOut(visit.visitorId, scorer.metadata.holdout),
    )
    if (measured.length === 0) continue
    const positives = measured.map((visit) => isMain(visit, task))
    for (const [shop, strip] of Object.entries(STRIPPED_SHOPS)) {
      const scores = await scoreVisits(
        scorer,
        measured.map((visit) => ({ ...visit, events: strip(visit.events) })),
      )
      const intents = scores.map(({ intent = {} }) => Object.values(intent))
      const buy = scores.map(({ intent }) => intent?.['buy'] ?? NaN)
      all.push({
        source: name,
        shop,
        visits: measured.length,
        auc: rocAuc(buy, positives),
        averagePrecision: averagePrecision(buy, positives),
        entropy: meanOf(intents.map(entropyOf)),
        meanBuy: meanOf(buy),
      })
    }
  }
  return all
}

/** In bits. */
export function entropyOf(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
