// SPDX-License-Identifier: MIT
// `vitrine report`: draws the report of results that were measured before.

import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderReport } from '../report/render-report.ts'
import { readResults } from '../report/results-file.ts'
import { resultsSchemaText } from '../report/results-schema.ts'
import { REPORT_FILE } from '../report/write-report.ts'
import { writeWhole } from '../report/write-whole.ts'
import { UsageError } from '../train-errors.ts'

/** What `vitrine report --help` prints. */
export const REPORT_USAGE: string = `Usage: vitrine report RESULTS [--out FILE]

Draws one self-contained HTML file of the results.json that "vitrine train" and "vitrine evaluate" write.

  --out FILE  where to write it (default: report.html beside the results)
  --schema    print the JSON Schema of results.json and end
  --help      this text

Examples:
  vitrine report models/mine/results.json
  vitrine report models/mine/results.json --out reports/mine.html
  vitrine report --schema > results.schema.json

Exit codes: 0 written, 1 the results cannot be read, 2 the command was not understood.
Needs @observablehq/plot and linkedom.`

/**
 * Runs the command.
 * @param args - Arguments after `report`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense, `ResultsFormatError` for a file that is no results.
 */
export async function runReportCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const { values, positionals } = parse(args)
  if (values.help) return print(REPORT_USAGE)
  if (values.schema) return print(resultsSchemaText())
  const [path, ...more] = positionals
  if (path === undefined) throw new UsageError('Which results.json?', 'report')
  if (more.length > 0) throw new UsageError(`One file at a time, got also "${more[0]}".`, 'report')
  const out = values.out ?? join(dirname(path), REPORT_FILE)
  await writeWhole(out, await renderReport(await readResults(path)))
  print(`Written to ${out}`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        schema: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, 'report')
    throw error
  }
}
