// SPDX-License-Identifier: MIT
// Model and rivals on every data set; the rivals are fitted on what is not held out.

import { measureSet } from './measure.ts'
import type { NodeScorer } from './node-scorer.ts'
import type { DataSet } from './read/read-data.ts'
import type { SetResults } from './report/results.ts'
import { fitAllRivals } from './rivals/rivals.ts'

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
    const fitted = isAll ? { rivals: [], warnings: [] } : await fitAllRivals(seen)
    for (const warning of fitted.warnings) warnings.add(`${name}: ${warning}`)
    const part = isAll ? 'measured' : 'held-out'
    sets.push(await measureSet(scorer, { name, part, visits, rivals: fitted.rivals }))
  }
  return { sets, warnings: [...warnings] }
}
