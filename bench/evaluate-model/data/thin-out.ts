// SPDX-License-Identifier: MIT
// A small part of a data set in which every class is still there.

import { headsOf, isMain } from '../../../src/train/heads.ts'
import type { Visit } from '../../../src/train/visit.ts'

/** Of either kind at most. */
const MOST = { positive: 100, other: 250 }

/** Keeps the first visits that have the main class of a head, and the first that have none. */
export function thinOut(visits: readonly Visit[]): Visit[] {
  const tasks = headsOf(visits)
  const left = { ...MOST }
  return visits.filter((visit) => {
    const kind = tasks.some((task) => isMain(visit, task)) ? 'positive' : 'other'
    return left[kind]-- > 0
  })
}
