// SPDX-License-Identifier: MIT
// Model and rivals on every data set; the rivals are fitted on what is not held out.

import type { HeadName } from '../types.ts'
import { headsOf } from './heads.ts'
import { measureSet } from './measure.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { DataSet } from './read/read-data.ts'
import type { SetResults } from './report/results.ts'
import { fitAllRivals, type Rival } from './rivals/rivals.ts'

/** What was measured, and what could not be. */
export interface MeasuredData {
  readonly sets: readonly SetResults[]
  readonly warnings: readonly string[]
}

/**
 * Measures on the held-out visits of each data set.
 * @param isAll - On all visits instead, without rivals, which would have seen them.
 */
export async function measureData(
  scorer: NodeScorer,
  data: readonly DataSet[],
  isAll = false,
): Promise<MeasuredData> {
  const sets: SetResults[] = []
  const warnings = new Set<string>()
  for (const { name, split } of data) {
    const seen = [...split.train, ...split.validation]
    const visits = isAll ? [...seen, ...split.heldOut] : split.heldOut
    if (visits.length === 0) {
      warnings.add(`${name}: no visit is held out, so it was not measured.`)
      continue
    }
    const rivals = new Map<HeadName, readonly Rival[]>()
    for (const task of isAll ? [] : headsOf(visits)) {
      const fitted = await fitAllRivals(seen, task)
      for (const warning of fitted.warnings) warnings.add(`${name}: ${warning}`)
      rivals.set(task.name, fitted.rivals)
    }
    const part = isAll ? 'measured' : 'held-out'
    sets.push(await measureSet(scorer, { name, part, visits, rivals }))
  }
  return { sets, warnings: [...warnings] }
}
