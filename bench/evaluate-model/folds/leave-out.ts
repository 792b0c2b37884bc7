// SPDX-License-Identifier: MIT
// Which fits say how a model does in a shop that it has never seen.

import type { SourceName } from '../recipe.ts'
import type { FitJob } from './assign-folds.ts'

/** Data sets of visits: those that tell of the intent. */
const OF_VISITS: readonly SourceName[] = ['rees46', 'ospi']

/**
 * For each shop with visits: a fit on all others, and one on the visits of the others alone. Made-up visits of the recipe
 * are part of both.
 */
export function leaveOut(sources: readonly SourceName[]): FitJob[] {
  const shops = sources.filter((name) => OF_VISITS.includes(name))
  return shops.flatMap((left) => {
    const others = sources.filter((name) => name !== left)
    const visits = others.filter((name) => OF_VISITS.includes(name))
    if (visits.length === 0) return []
    const job = (learn: readonly SourceName[]): FitJob => ({
      name: `${learn.join('-')}-for-${left}`,
      learn,
      measure: [left],
      fold: null,
    })
    return visits.length === others.length ? [job(others)] : [job(others), job(visits)]
  })
}
