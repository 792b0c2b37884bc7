// SPDX-License-Identifier: MIT
// `vitrine inspect`: what is in a file, before anything is made of it.

import { configSchema, DATA_USAGE, parseArguments, toDataOptions, toShownSql } from '../data-arguments.ts'
import { usageOf, type OptionTable } from '../options/option-table.ts'
import { inspectData, type Inspection } from '../read/inspect-data.ts'
import { leakLines, reportLines } from '../report/read-lines.ts'
import { decimal, markdownTable } from '../report/table.ts'

const INSPECT_ARGUMENTS: OptionTable = {
  json: { type: 'boolean', about: 'print it as JSON' },
}

/** What `vitrine inspect --help` prints. */
export const INSPECT_USAGE: string = `Usage: vitrine inspect --data FILE --layout NAME [options]

Says what is in a file as a layout reads it: events by name, visitors, visits and how they end, the range of times,
columns that are missing or not read, rows that could not be read, and what gives the label away.

${usageOf(INSPECT_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine inspect --data events.jsonl.gz --layout segment
  vitrine inspect --data "export-*.csv" --map time=created_at --map session=sid --map event=action --map item=sku

Needs @duckdb/node-api.`

/**
 * Runs the command.
 * @throws `UsageError` for arguments that make no sense; whatever reading throws.
 */
export async function runInspectCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const values = await parseArguments(args, INSPECT_ARGUMENTS, 'inspect')
  if (values['help']) return print(INSPECT_USAGE)
  if (values['config-schema']) return print(configSchema(INSPECT_ARGUMENTS, 'inspect'))
  const sql = toShownSql(values)
  if (sql !== undefined) return print(sql)
  const found = await inspectData(toDataOptions(values))
  if (values['json']) return print(JSON.stringify(found, null, 2))
  for (const line of inspectionLines(found)) print(line)
}

/** Events that are listed; further ones are counted. */
const LISTED = 30

function inspectionLines(found: Inspection): string[] {
  const { files, events, labels, visits } = found
  const lines = [files.length === 1 ? files[0]! : `${files.length} files, ${files[0]!} first`]
  lines.push(...reportLines(found.report))
  if (found.timesMs) lines.push(`From ${found.timesMs.map((ms) => new Date(ms).toISOString()).join(' to ')}`)
  if (visits > 0) {
    const mean = decimal(found.meanEvents, 1)
    lines.push(
      found.unit === 'customer'
        ? `${visits} customers with ${mean} events before the outcome window`
        : `${found.visitors} visitors, ${visits} visits of ${mean} events before a purchase`,
    )
  }
  if (events.length > 0) {
    const rows = events
      .slice(0, LISTED)
      .map(({ rawName, name, events: count }) => [rawName, name ?? 'not read', `${count}`])
    lines.push('', markdownTable(['event', 'read as', 'events'], rows))
    if (events.length > LISTED) lines.push(`and ${events.length - LISTED} names more`)
  }
  const shares = labels.map(({ label, visits: count }) => [
    label,
    `${count}`,
    `${decimal((100 * count) / visits, 2)} %`,
  ])
  if (shares.length > 0) lines.push('', markdownTable([found.unit, `${found.unit}s`, 'share'], shares))
  if (found.missing.length > 0) lines.push('', `Columns that are missing: ${found.missing.join(', ')}`)
  if (found.unread.length > 0) lines.push('', `Columns that are not read: ${found.unread.join(', ')}`)
  if (found.leaks.length > 0) lines.push('', ...leakLines(found.leaks))
  if (visits === 0) lines.push('', 'No visit has an event before a purchase: there is nothing to learn from.')
  if (labels.length === 1)
    lines.push('', `Every visit is "${labels[0]!.label}": there is nothing to tell apart.`)
  return lines
}
