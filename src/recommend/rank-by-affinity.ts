// SPDX-License-Identifier: MIT
// Orders a page's own candidates by what the visitor leans to; ties keep the shop's order.

import type { Affinities } from '../types.ts'

/** What ranking needs to know of a candidate. */
export interface RankCandidate {
  readonly category?: string | undefined
  readonly brand?: string | undefined
}

// A brand says less than a category: people who look at one brand's shoes want shoes.
const CATEGORY_WEIGHT = 1
const BRAND_WEIGHT = 0.5

/**
 * Ranks candidates, best first; stable.
 * @returns Indices into `candidates`.
 */
export function rankByAffinity(candidates: readonly RankCandidate[], affinities: Affinities): number[] {
  const scores = candidates.map(
    ({ category, brand }) =>
      CATEGORY_WEIGHT * (lookUp(affinities.category, category) ?? 0) +
      BRAND_WEIGHT * (lookUp(affinities.brand, brand) ?? 0),
  )
  return candidates.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
}

function lookUp(table: Readonly<Record<string, number>>, key: string | undefined): number | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
