// SPDX-License-Identifier: MIT
// What reading found, in lines for the terminal.

import type { Leak } from '../leak/leak.ts'
import type { ReadReport } from '../visit.ts'

/** A line for the rows, and one for each thing that was done to them. */
export function reportLines(report: ReadReport): string[] {
  const { rows, duplicates, withoutSession, malformed, firstMalformed: first } = report
  const lines = [`${rows} rows`]
  if (malformed > 0 && first) {
    lines.push(`${malformed} malformed rows skipped, the first in line ${first.line}: ${first.problem}`)
  }
  if (withoutSession > 0) lines.push(`${withoutSession} rows without a session or a visitor skipped`)
  if (duplicates > 0) lines.push(`${duplicates} exact copies dropped`)
  return [...lines, ...cleanedLines(report)]
}

/** A line for each thing that was cleaned. */
export function cleanedLines({ cleaned = {} }: ReadReport): string[] {
  const lines: string[] = []
  if (cleaned.bots) lines.push(`${cleaned.bots} bots dropped, ${cleaned.botEvents} events`)
  for (const [column, count] of Object.entries(cleaned.outliers ?? {}))
    lines.push(`${count} outliers of ${column}`)
  for (const [column, count] of Object.entries(cleaned.missing ?? {})) {
    lines.push(`${count} events without a ${column} filled in or dropped`)
  }
  if (cleaned.oddVisits !== undefined) lines.push(`${cleaned.oddVisits} odd visits dropped`)
  return lines
}

/** A line for each thing that gives the label away. */
export function leakLines(leaks: readonly Leak[]): string[] {
  return leaks.map(
    ({ name, why, isRead }) => `Gives the label away: ${name}, ${why}${isRead ? '' : '; it is not read'}`,
  )
}
