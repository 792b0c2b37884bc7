// SPDX-License-Identifier: MIT
// Who the visitor of a stream is: users who share a session are one visitor.

import type { Database } from './duckdb.ts'
import { createVisitorGroups, type VisitorGroups } from './visitor-groups.ts'

/** Names visitors. */
export type VisitorNames = Pick<VisitorGroups, 'groupOf'>

/**
 * Finds the users that share a session. Only those are kept in memory.
 * @param table - `once` or `visits`.
 */
export async function readVisitorNames(db: Database, table: string): Promise<VisitorNames> {
  const groups = createVisitorGroups()
  const firstUser = new Map<string, string>()
  // In the order of the file, because a group is named after its first user.
  const shared = db.stream(`WITH users AS (
      SELECT stream, coalesce(visitor, '') AS visitor, min(row_no) AS row_no FROM ${table} GROUP BY ALL
    )
    SELECT stream, visitor FROM users
    WHERE stream IN (SELECT stream FROM users GROUP BY stream HAVING count(*) > 1) ORDER BY row_no, stream`)
  for await (const [streams, visitors] of shared) {
    streams!.forEach((stream, index) => {
      const user = visitors![index] as string
      const first = firstUser.get(stream as string)
      if (first === undefined) firstUser.set(stream as string, user)
      else groups.join(first, user)
    })
  }
  return groups
}
