// SPDX-License-Identifier: MIT
// Visits of a table with one row a session.

import type { Visit, VisitLabel } from '../visit.ts'
import type { Database } from './duckdb.ts'
import { SESSION_KINDS } from './layouts/sessions.ts'
import { countsToEvents } from './ospi-recipe.ts'

/** Reads visits from the table `events` that the layout `sessions` makes; sessions without any page are left out. */
export async function* sessionVisits(db: Database): AsyncGenerator<Visit[]> {
  const counts = SESSION_KINDS.map((kind) => `"${kind}", "${kind}_Duration"`)
  const rows = db.stream(
    `SELECT row_no::DOUBLE, label, was_here::DOUBLE, ${counts.join(', ')} FROM events WHERE problem IS NULL ORDER BY row_no`,
  )
  for await (const columns of rows) {
    const visits: Visit[] = []
    columns[0]!.forEach((row, index) => {
      const count = (kind: number): { pages: number; seconds: number } => ({
        pages: columns[3 + 2 * kind]![index] as number,
        seconds: columns[4 + 2 * kind]![index] as number,
      })
      const id = `ospi-${String(row)}`
      const events = countsToEvents(id, {
        administrative: count(0),
        informational: count(1),
        product: count(2),
      })
      if (events.length === 0) return
      const label = columns[1]![index] as VisitLabel
      const returning = columns[2]![index] as number | null
      visits.push({
        id,
        visitorId: id,
        source: 'ospi',
        events,
        after: [],
        label,
        ...(returning !== null && { returning: returning === 1 }),
      })
    })
    yield visits
  }
}
