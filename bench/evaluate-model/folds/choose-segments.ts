// SPDX-License-Identifier: MIT
// Thresholds of the segments by all folds together: each visit as a network saw it that was not trained on it.

import type { Moment } from '../../../src/train/choose-policy.ts'
import type { ChosenPolicy } from '../../../src/train/chosen-policy.ts'
import { chooseByMoments, type WishMoments } from '../../../src/train/policy-moments.ts'
import type { FitAnswers } from './answers.ts'

/**
 * Chooses the segments.
 * @param folds - Of one cross-validation, from the cache or not.
 */
export function chooseSegments(folds: readonly Pick<FitAnswers, 'moments'>[]): ChosenPolicy {
  const first = folds[0]!.moments
  return chooseByMoments(
    first.map(({ wish, moments }, at): WishMoments => ({
      wish,
      moments: moments && joinFolds(folds.map((fold) => fold.moments[at]!.moments ?? [])),
    })),
  )
}

/** Gives every visit of every fold a number of its own; JSON has no word for the end of a visit. */
function joinFolds(folds: readonly (readonly Moment[])[]): Moment[] {
  let from = 0
  return folds.flatMap((moments) => {
    const start = from
    from += moments.reduce((most, { visit }) => Math.max(most, visit + 1), 0)
    return moments.map((moment) => ({
      ...moment,
      visit: start + moment.visit,
      cut: (moment.cut as number | null) ?? Infinity,
      probability: (moment.probability as number | null) ?? NaN,
    }))
  })
}
