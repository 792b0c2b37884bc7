// SPDX-License-Identifier: MIT
// The data sets in memory, with what the rivals read of them.

import { readVisits } from '../../../src/train/read/read-visits.ts'
import type { ReadReport, Visit } from '../../../src/train/visit.ts'
import type { SourceName } from '../recipe.ts'
import type { SourceFile } from './find-data.ts'
import { readCounters } from './session-counters.ts'
import { thinOut } from './thin-out.ts'

/** Visits of a data set. */
export interface SourceVisits {
  readonly name: SourceName
  readonly visits: readonly Visit[]
  readonly report: ReadReport
  /** Of OSPI, the six numbers of a session, by the id of its visit. */
  readonly counters?: ReadonlyMap<string, readonly number[]>
}

/**
 * Reads the data sets.
 * @param quick - A small part of each.
 * @throws `DataFormatError` for a file that cannot be read.
 */
export async function readSources(
  files: Readonly<Record<string, SourceFile>>,
  sources: readonly SourceName[],
  quick: boolean,
): Promise<SourceVisits[]> {
  const all: SourceVisits[] = []
  for (const name of sources) {
    const { path, layout } = files[name]!
    const { visits, report } = await readVisits({ data: path, layout })
    all.push({
      name,
      visits: quick ? thinOut(visits) : visits,
      report,
      ...(name === 'ospi' && { counters: readCounters(path) }),
    })
  }
  return all
}
