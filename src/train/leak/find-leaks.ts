// SPDX-License-Identifier: MIT
// Looks at every column and every event for what gives the label away.

import { LeakError } from '../train-errors.ts'
import { isEventLayout } from '../read/layouts/find-layout.ts'
import type { OpenData } from '../read/open-data.ts'
import { quoteName } from '../read/quote.ts'
import { leakingNumbers } from './column-aucs.ts'
import type { Leak } from './leak.ts'
import { leakingEvents } from './leaking-events.ts'

/** Numbers that events carry. */
const NUMBERS = ['price', 'quantity', 'value']

/**
 * Finds columns and events that give the label away, whether they are read or not.
 * @remarks A column that is not read is looked at where the file is flat: a session table, or a mapped one.
 */
export async function findLeaks({ db, layout, raw, isCustomers, columnName }: OpenData): Promise<Leak[]> {
  // The day that parts history and outcome keeps the one out of the other.
  if (isCustomers) return []
  const read = new Set((layout.paths ?? Object.keys(layout.columns)).map((name) => name.toLowerCase()))
  const unread = raw.columns.filter((name) => !read.has(name.toLowerCase()))
  const own = (names: readonly string[]): Map<string, string> => new Map(names.map((name) => [name, name]))
  if (layout.name === 'sessions') {
    const counts = raw.columns.filter(
      (name) => read.has(name.toLowerCase()) && name.toLowerCase() !== 'revenue',
    )
    const select = [...counts, ...unread].map(
      (name) => `TRY_CAST(raw.${quoteName(name)} AS DOUBLE) AS ${quoteName(name)}`,
    )
    await db.run(`CREATE OR REPLACE TABLE leak_columns AS SELECT e.label = 'buy' AS bought, ${select.join(', ')}
      FROM raw JOIN events e ON raw.vitrine_row = e.row_no WHERE e.problem IS NULL`)
    return [
      ...(await leakingNumbers(db, 'leak_columns', own(counts), true)),
      ...(await leakingNumbers(db, 'leak_columns', own(unread), false)),
    ]
  }
  const input = 'order_n IS NULL OR n < order_n'
  const numbers = NUMBERS.map((name) => `max(${name}) AS ${name}`)
  await db.run(`CREATE OR REPLACE TABLE leak_columns AS SELECT any_value(label) = 'buy' AS bought, ${numbers.join(', ')}
    FROM visits WHERE ${input} GROUP BY visit`)
  const leaks = [
    ...(await leakingEvents(db, 'visits', columnName)),
    ...(await leakingNumbers(
      db,
      'leak_columns',
      new Map(NUMBERS.map((name) => [name, columnName(name)])),
      true,
    )),
  ]
  if (!isEventLayout(layout) || layout.name !== 'table' || raw.format === 'json' || unread.length === 0)
    return leaks
  const select = unread.map((name) => `max(TRY_CAST(raw.${quoteName(name)} AS DOUBLE)) AS ${quoteName(name)}`)
  await db.run(`CREATE OR REPLACE TABLE leak_columns AS SELECT any_value(v.label) = 'buy' AS bought, ${select.join(', ')}
    FROM raw JOIN visits v ON raw.vitrine_row = v.row_no WHERE ${input} GROUP BY v.visit`)
  return [...leaks, ...(await leakingNumbers(db, 'leak_columns', own(unread), false))]
}

/**
 * Refuses data that give the label away.
 * @param allowLeak - Whether to go on all the same.
 * @returns What was found, for a warning.
 * @throws `LeakError` naming each column and event that would be read.
 */
export async function refuseLeaks(data: OpenData, allowLeak = false): Promise<Leak[]> {
  const leaks = await findLeaks(data)
  const read = leaks.filter(({ isRead }) => isRead)
  if (read.length > 0 && !allowLeak) throw new LeakError(read.map(({ name, why }) => `${name}, ${why}`))
  return leaks
}
