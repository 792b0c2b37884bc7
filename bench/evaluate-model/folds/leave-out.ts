// SPDX-License-Identifier: MIT
// Which fits say how a model does in a shop that it has never seen.

import type { SourceName } from '../recipe.ts'
import type { FitJob } from './assign-folds.ts'

/** Data sets of visits: those that tell of the intent. */
const OF_VISITS: readonly SourceName[] = ['rees46', 'ospi']

/** For each shop with visits: a fit on all others. Made-up visits of the recipe are part of it. */
export function leaveOut(sources: readonly SourceName[]): FitJob[] {
  const shops = sources.filter((name) => OF_VISITS.includes(name))
  if (shops.length < 2) return []
  return shops.map((left) => {
    const learn = sources.filter((name) => name !== left)
    return { name: `${learn.join('-')}-for-${left}`, learn, measure: [left], fold: null }
  })
}
