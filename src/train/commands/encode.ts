// SPDX-License-Identifier: MIT
// `vitrine encode`: visits as the model reads them, for a trainer of one's own.

import { CHANNEL_COUNT } from '../../features/feature-table.ts'
import {
  configSchema,
  DATA_USAGE,
  parseArguments,
  toDataOptions,
  toInteger,
  toShownSql,
} from '../data-arguments.ts'
import { textOption, usageOf, type OptionTable } from '../options/option-table.ts'
import { encodeData } from '../read/encode-data.ts'
import { createLineProgress } from '../report/line-progress.ts'
import { leakLines, reportLines } from '../report/read-lines.ts'
import { SPLIT_ARGUMENTS, toSplitOptions } from '../split/split-arguments.ts'
import { UsageError } from '../train-errors.ts'

/** Options of the arguments beside those of the data. */
const ENCODE_ARGUMENTS: OptionTable = {
  out: textOption('FILE.parquet', 'where to write; of several files FILE-00000.parquet and so on'),
  'shard-visits': {
    type: 'string',
    argument: 'N',
    about: 'visits in a file at most (default: 100000)',
    schema: { type: 'integer', minimum: 1 },
  },
  ...SPLIT_ARGUMENTS,
  'allow-leak': { type: 'boolean', about: 'go on although a column or an event gives the label away' },
}

/** What `vitrine encode --help` prints. */
export const ENCODE_USAGE: string = `Usage: vitrine encode --data FILE --layout NAME --out FILE.parquet [options]

Reads visits and writes them as the model sees them: one row a visit, with its label, its part of the split, tokens
(one an event) and channels (${CHANNEL_COUNT} an event, one event after the other), encoded by the code that runs in the page.

${usageOf(ENCODE_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine encode --data 2019-Oct.csv.gz --layout rees46 --out encoded/october.parquet --split time
  vitrine encode --data "events/*.parquet" --map time=ts --map visitor=uid --map event=type --map item=sku \\
    --event seen=view_item --out encoded/visits.parquet
  vitrine encode --layout ga4 --data project.analytics_1.events_2026 --show-sql bigquery

Needs @duckdb/node-api.`

/**
 * Runs the command.
 * @throws `UsageError` for arguments that make no sense; whatever reading and splitting throw.
 */
export async function runEncodeCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const values = await parseArguments(args, ENCODE_ARGUMENTS, 'encode')
  if (values['help']) return print(ENCODE_USAGE)
  if (values['config-schema']) return print(configSchema(ENCODE_ARGUMENTS, 'encode'))
  const sql = toShownSql(values)
  if (sql !== undefined) return print(sql)
  const out = values['out']
  if (typeof out !== 'string') throw new UsageError('--out is missing.')
  if (!out.endsWith('.parquet')) throw new UsageError(`--out must end in .parquet, got "${out}".`)
  const shards = values['shard-visits']
  const options = {
    ...toDataOptions(values),
    out,
    split: toSplitOptions(values),
    ...(values['allow-leak'] === true && { allowLeak: true }),
    ...(shards !== undefined && { shardVisits: toInteger('--shard-visits', String(shards), 1) }),
  }
  const toTerminal = (line: string): void => void process.stderr.write(`${line}\n`)
  const result = await encodeData(options, createLineProgress('visits encoded', toTerminal))
  for (const line of [...reportLines(result.report), ...leakLines(result.leaks)]) print(line)
  print(`${result.visits} visits: ${counts(result.labels)}; ${counts(result.parts)}`)
  print(
    `Written to ${result.files.length === 1 ? result.files[0]! : `${result.files.length} files, ${result.files[0]!} first`}`,
  )
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .map(([name, visits]) => `${visits} ${name}`)
    .join(', ')
}
