// SPDX-License-Identifier: MIT
// `vitrine search`: its help, its output.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configSchema, DATA_USAGE, parseArguments, type Arguments } from '../data-arguments.ts'
import { schemaText, usageOf } from '../options/option-table.ts'
import { tryWrite } from '../report/write-report.ts'
import { writeWhole } from '../report/write-whole.ts'
import { SPACE_SCHEMA } from '../search/read-space.ts'
import { renderSearch } from '../search/render-search.ts'
import { JOURNAL_FILE, searchOptions } from '../search/run-search.ts'
import { SEARCH_ARGUMENTS, toSearchOptions, trainCommand } from '../search/search-arguments.ts'
import { createSearchView } from '../search/search-progress.ts'
import { rankTrials, SEARCH_SCHEMA, SEARCH_VERSION } from '../search/search-results.ts'
import { trialTable } from '../search/trial-table.ts'
import { markdownTable } from '../report/table.ts'
import { shellQuote } from '../shell-quote.ts'
import { stopOnSignal } from '../stop-on-signal.ts'
import { StoppedError } from '../train-errors.ts'

/** What `vitrine search --help` prints. */
export const SEARCH_USAGE: string = `Usage: vitrine search --out FOLDER --data FILE --layout NAME --vary NAME=VALUES [options]

Trains many small models with other options each, compares them on validation visits, and prints the command that trains
the best. Trials are proposed in rounds; each is written to a journal at once, and --resume goes on with it.

${usageOf(SEARCH_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine search --rees46 2019-Oct.csv --out searches/first --vary learning-rate=0.0005..0.02:log \\
    --vary batch-size=32,64,128 --vary dropout-hidden=0..0.6 --trials 40 --folds 4
  vitrine search --data "events/*.parquet" --layout ga4 --out searches/networks --vary network=compact,sibling --method grid

Exit codes: 0 done, 1 something failed, 2 the command was not understood, 130 stopped by Ctrl-C.
Needs what "vitrine train" needs.`

/**
 * Runs the command.
 * @param args - Arguments after `search`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever searching throws.
 */
export async function runSearchCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const values = await parseArguments(args, SEARCH_ARGUMENTS, 'search')
  if (values['help']) return print(SEARCH_USAGE)
  if (values['config-schema']) return print(configSchema(SEARCH_ARGUMENTS, 'search'))
  if (values['space-schema'])
    return print(schemaText('What varies, for vitrine search --space', SPACE_SCHEMA))
  if (values['schema'])
    return print(schemaText(`Vitrine search results, version ${SEARCH_VERSION}`, SEARCH_SCHEMA))
  const options = await toSearchOptions(values)
  const view = await createSearchView()
  const stop = stopOnSignal(print)
  try {
    const results = await searchOptions(
      { ...options, signal: stop.signal },
      { onStage: print, onProgress: (progress) => view.show(progress) },
    ).finally(() => view.stop())
    await finish(values, options.out, results, print)
  } catch (error) {
    if (error instanceof StoppedError) print(howToGoOn(args, options.out))
    throw error
  } finally {
    stop.close()
  }
}

async function finish(
  values: Arguments,
  out: string,
  results: Awaited<ReturnType<typeof searchOptions>>,
  print: (line: string) => void,
): Promise<void> {
  const [best] = rankTrials(results.trials, results.objective)
  const command = trainCommand(values, best!, join(out, 'best'))
  const path = join(out, 'search.json')
  await writeWhole(path, `${JSON.stringify(results)}\n`)
  const { header, rows } = trialTable(results)
  print(`\n${markdownTable(header, rows)}`)
  print(`\nResults: ${path}`)
  print(await tryWrite(join(out, 'search.html'), () => renderSearch(results, command), ''))
  print(`\nTo train the best:\n${command}`)
}

function howToGoOn(args: readonly string[], out: string): string {
  if (!existsSync(join(out, JOURNAL_FILE))) return 'Nothing was tried yet.'
  const again = args.includes('--resume') ? args : [...args, '--resume']
  return `What was tried is kept. To go on: vitrine search ${again.map(shellQuote).join(' ')}`
}
