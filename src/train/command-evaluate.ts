// SPDX-License-Identifier: MIT
// `vitrine evaluate`: its options, its output.

import { join } from 'node:path'
import type { ParseArgsConfig } from 'node:util'
import { DATA_USAGE, parseArguments, toDataOptions } from './data-arguments.ts'
import { evaluateModel, type EvaluateOptions } from './evaluate-model.ts'
import { printResults } from './report/print-results.ts'
import { writeResults } from './report/results-file.ts'
import { REPORT_FILE, tryReport } from './report/write-report.ts'
import { UsageError } from './train-errors.ts'

const text = { type: 'string' } as const

/** Options of the arguments beside those of the data. */
const EVALUATE_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  package: text,
  rees46: text,
  ospi: text,
  otto: text,
  out: text,
  all: { type: 'boolean' },
  'allow-leak': { type: 'boolean' },
}

/** What `vitrine evaluate --help` prints. */
export const EVALUATE_USAGE: string = `Usage: vitrine evaluate --package FOLDER --data FILE --layout NAME [options]

Measures a package on an export of events and prints the tables that training ends with. Only visits that the package
holds out are measured, next to rivals that are fitted on the others.

  --package FOLDER   the package: a folder with model.json
  --rees46 FILE      another data set, in the layout rees46
  --otto FILE        another data set, in the layout otto
  --ospi FILE        another data set, in the layout sessions
  --all              measure on all visits, without rivals: for data that the package was never trained on
  --out FOLDER       also write results.json and report.html there
  --allow-leak       measure although a column or an event gives the label away
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
  if (options === undefined) return print(EVALUATE_USAGE)
  const results = await evaluateModel(options, print)
  printResults(results, print)
  if (options.out === undefined) return
  print(`\nResults: ${await writeResults(options.out, results)}`)
  print(await tryReport(join(options.out, REPORT_FILE), results))
}

/**
 * Reads the arguments.
 * @returns `undefined` when help was asked for.
 * @throws `UsageError` for an unknown option or a missing one.
 */
export async function parseEvaluateArgs(
  args: readonly string[],
): Promise<(EvaluateOptions & { readonly out?: string }) | undefined> {
  const values = await parseArguments(args, EVALUATE_ARGUMENTS)
  if (values['help']) return undefined
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [folder, data, out] = ['package', 'data', 'out'].map(value)
  const [rees46, ospi, otto] = ['rees46', 'ospi', 'otto'].map(value)
  if (folder === undefined) throw new UsageError('--package is missing.', 'evaluate')
  if ([data, rees46, ospi, otto].every((file) => file === undefined)) {
    throw new UsageError('Name data to measure on: --data, --rees46, --otto or --ospi.', 'evaluate')
  }
  return {
    package: folder,
    ...(data !== undefined && toDataOptions(values)),
    ...(values['all'] === true && { all: true }),
    ...(values['allow-leak'] === true && { allowLeak: true }),
    ...(rees46 !== undefined && { rees46 }),
    ...(ospi !== undefined && { ospi }),
    ...(otto !== undefined && { otto }),
    ...(out !== undefined && { out }),
  }
}
