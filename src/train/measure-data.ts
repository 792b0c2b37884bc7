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
    if (isAll) {
      sets.push(
        await measureSet(scorer, { name, part: 'all', visits: [...seen, ...split.heldOut], rivals: [] }),
      )
      continue
    }
    const fitted = await fitAllRivals(seen)
    for (const warning of fitted.warnings) warnings.add(warning)
    sets.push(
      await measureSet(scorer, { name, part: 'held-out', visits: split.heldOut, rivals: fitted.rivals }),
    )
  }
  return { sets, warnings: [...warnings] }
}
