// SPDX-License-Identifier: MIT
// `vitrine evaluate`: its options, its output.

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluateModel, type EvaluateOptions } from './evaluate-model.ts'
import { printResults } from './report/print-results.ts'
import { writeResults } from './report/results-file.ts'
import { REPORT_FILE, tryReport } from './report/write-report.ts'
import { UsageError } from './train-errors.ts'

/** What `vitrine evaluate --help` prints. */
export const EVALUATE_USAGE: string = `Usage: vitrine evaluate --package FOLDER [--rees46 FILE] [--otto FILE] [--ospi FILE] [options]

Measures a package on raw files and prints the tables that training ends with. Only visits that the package holds out
are measured, next to rivals that are fitted on the others.

  --package FOLDER  the package: a folder with model.json
  --rees46 FILE     "eCommerce behavior data from multi category store" (CSV)
  --otto FILE       OTTO recommender data set (JSON lines)
  --ospi FILE       "Online Shoppers Purchasing Intention" (CSV)
  --all             measure on all visits, without rivals: for data that the package was never trained on
  --out FOLDER      also write results.json and report.html there
  --help            this text

Examples:
  vitrine evaluate --package models/mine --rees46 2019-Nov.csv --all
  vitrine evaluate --package models/mine --rees46 2019-Oct.csv --out reports/mine

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs csv-parse; for the report @observablehq/plot and linkedom; for the comparison with boosted trees ydf-training.`

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
  const options = parseEvaluateArgs(args)
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
export function parseEvaluateArgs(
  args: readonly string[],
): (EvaluateOptions & { readonly out?: string }) | undefined {
  const values = parse(args)
  if (values.help) return undefined
  if (values.package === undefined) throw new UsageError('--package is missing.', 'evaluate')
  const { rees46, ospi, otto, out } = values
  if (rees46 === undefined && ospi === undefined && otto === undefined) {
    throw new UsageError('Name at least one of --rees46, --otto and --ospi.', 'evaluate')
  }
  return {
    package: values.package,
    ...(values.all && { all: true }),
    ...(rees46 === undefined ? {} : { rees46 }),
    ...(ospi === undefined ? {} : { ospi }),
    ...(otto === undefined ? {} : { otto }),
    ...(out === undefined ? {} : { out }),
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        package: text,
        rees46: text,
        ospi: text,
        otto: text,
        out: text,
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, 'evaluate')
    throw error
  }
}
