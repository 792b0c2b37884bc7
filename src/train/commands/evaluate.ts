// SPDX-License-Identifier: MIT
// `vitrine evaluate`: its options, its output.

import { join } from 'node:path'
import { configSchema, DATA_USAGE, FILES_ARGUMENTS, parseArguments, toDataFiles } from '../data-arguments.ts'
import { evaluateModel, type EvaluateOptions } from '../evaluate-model.ts'
import { textOption, usageOf, type OptionTable } from '../options/option-table.ts'
import { printResults } from '../report/print-results.ts'
import { writeResults } from '../report/results-file.ts'
import { renderReport } from '../report/render-report.ts'
import { REPORT_FILE, tryWrite } from '../report/write-report.ts'
import { UsageError } from '../train-errors.ts'

/** Options of the arguments beside those of the data. */
const EVALUATE_ARGUMENTS: OptionTable = {
  package: textOption('FOLDER', 'the package: a folder with model.json'),
  ...FILES_ARGUMENTS,
  all: {
    type: 'boolean',
    about: 'measure on all visits, without rivals: for data that the package was never trained on',
  },
  out: textOption('FOLDER', 'also write results.json and report.html there'),
}

/** What `vitrine evaluate --help` prints. */
export const EVALUATE_USAGE: string = `Usage: vitrine evaluate --package FOLDER --data FILE --layout NAME [options]

Measures a package on an export of events and prints the tables that training ends with. Only visits that the package
holds out are measured, next to rivals that are fitted on the others.

${usageOf(EVALUATE_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine evaluate --package models/mine --data "november/*.parquet" --layout ga4 --all
  vitrine evaluate --package models/mine --rees46 2019-Oct.csv --out reports/mine

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs @duckdb/node-api; for the report @observablehq/plot and linkedom; for the comparison with boosted trees
ydf-training.`

/**
 * Runs the command.
 * @param args - Arguments after `evaluate`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever reading and measuring throw.
 */
export async function runEvaluateCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const options = await parseEvaluateArgs(args)
  if (options === 'help') return print(EVALUATE_USAGE)
  if (options === 'config-schema') return print(configSchema(EVALUATE_ARGUMENTS, 'evaluate'))
  const results = await evaluateModel(options, print)
  printResults(results, print)
  if (options.out === undefined) return
  print(`\nResults: ${await writeResults(options.out, results)}`)
  print(await tryWrite(join(options.out, REPORT_FILE), () => renderReport(results)))
}

/**
 * Reads the arguments.
 * @returns What was asked for instead, where that is so.
 * @throws `UsageError` for an unknown option or a missing one.
 */
export async function parseEvaluateArgs(
  args: readonly string[],
): Promise<(EvaluateOptions & { readonly out?: string }) | 'help' | 'config-schema'> {
  const values = await parseArguments(args, EVALUATE_ARGUMENTS, 'evaluate')
  if (values['help']) return 'help'
  if (values['config-schema']) return 'config-schema'
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [folder, out] = ['package', 'out'].map(value)
  const files = toDataFiles(values)
  if (folder === undefined) throw new UsageError('--package is missing.', 'evaluate')
  if (files === undefined) {
    throw new UsageError(
      'Name data to measure on: --data, --rees46, --otto, --ospi or --invoices.',
      'evaluate',
    )
  }
  return {
    package: folder,
    ...files,
    ...(values['all'] === true && { all: true }),
    ...(out !== undefined && { out }),
  }
}
