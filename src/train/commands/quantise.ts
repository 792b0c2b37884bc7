// SPDX-License-Identifier: MIT
// `vitrine quantise`: its options, its output.

import { configSchema, DATA_USAGE, FILES_ARGUMENTS, parseArguments, toDataFiles } from '../data-arguments.ts'
import { textOption, usageOf, type OptionTable } from '../options/option-table.ts'
import { SCHEME_NAMES, SCHEMES, toScheme } from '../pack/schemes.ts'
import { quantisePackage, type QuantiseOptions } from '../quantise-package.ts'
import { behindTable, schemeMetricTable, schemeTable, sizeTable } from '../report/scheme-table.ts'
import { markdownTable } from '../report/table.ts'
import type { TableData } from '../report/html.ts'
import { UsageError } from '../train-errors.ts'

/** Options of the arguments beside those of the data. */
const QUANTISE_ARGUMENTS: OptionTable = {
  package: textOption(
    'FOLDER',
    `the package, a folder with model.json, best of float32 weights: vitrine train --scheme float32;
may be named first, without --package`,
  ),
  scheme: {
    type: 'string',
    argument: 'NAME',
    about: `how to store the weights (default: uint8)
${Object.entries(SCHEMES)
  .map(([name, { about }]) => `${name.padEnd(13)}  ${about}`)
  .join('\n')}`,
    schema: { enum: SCHEME_NAMES },
  },
  out: textOption('FOLDER', 'where to write the new package; not the folder of the old one'),
  compare: { type: 'boolean', about: 'print the table and write nothing' },
  ...FILES_ARGUMENTS,
}

/** What `vitrine quantise --help` prints. */
export const QUANTISE_USAGE: string = `Usage: vitrine quantise PACKAGE --scheme NAME --out FOLDER [--data FILE --layout NAME] [options]

Stores the weights of a package another way and writes a new package, all of it or nothing. Prints what each scheme takes
in bytes and, with data, what it costs on the visits that the package holds out. Calibration and segments stay.

${usageOf(QUANTISE_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine quantise models/float --compare --data "november/*.parquet" --layout ga4
  vitrine quantise models/float --scheme uint8-channel --out models/small

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs @duckdb/node-api where data is named.`

/**
 * Runs the command.
 * @param args - Arguments after `quantise`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever reading, rounding and measuring throw.
 */
export async function runQuantiseCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  if (args.includes('--config-schema')) return print(configSchema(QUANTISE_ARGUMENTS, 'quantise'))
  const options = await parseQuantiseArgs(args)
  if (options === undefined) return print(QUANTISE_USAGE)
  const { sizes, costs, warnings } = await quantisePackage(options, print)
  print(
    `\nWhat the weights take${costs ? ', and how far probabilities move on held-out visits' : ' in bytes'}`,
  )
  print(toMarkdown(costs ? schemeTable(costs) : sizeTable(sizes)))
  if (costs) {
    print('\nWhat each scheme gives there, with the same calibration')
    print(toMarkdown(schemeMetricTable(costs)))
    print('\nfloat32 minus each scheme, on the same draws of visitors')
    print(toMarkdown(behindTable(costs)))
  }
  for (const warning of warnings) print(`\nWarning: ${warning}`)
  if (options.out !== undefined) print(`\nWritten to ${options.out}`)
}

/**
 * Reads the arguments.
 * @returns `undefined` when help was asked for.
 * @throws `UsageError` for an unknown option or a missing one.
 */
export async function parseQuantiseArgs(args: readonly string[]): Promise<QuantiseOptions | undefined> {
  const [first] = args
  const isNamed = first !== undefined && !first.startsWith('-')
  const values = await parseArguments(isNamed ? args.slice(1) : args, QUANTISE_ARGUMENTS, 'quantise')
  if (values['help']) return undefined
  const value = (name: string): string | undefined => values[name] as string | undefined
  const folder = isNamed ? first : value('package')
  const [scheme, out] = ['scheme', 'out'].map(value)
  const isCompare = values['compare'] === true
  if (folder === undefined)
    throw new UsageError('Which package? Name its folder first: vitrine quantise PACKAGE.', 'quantise')
  if (!isCompare && out === undefined)
    throw new UsageError('--out is missing; --compare prints the table alone.', 'quantise')
  if (isCompare && out !== undefined)
    throw new UsageError('--compare writes nothing: leave it out, or --out.', 'quantise')
  return {
    package: folder,
    ...toDataFiles(values),
    ...(scheme !== undefined && { scheme: toScheme(scheme, 'quantise') }),
    ...(out !== undefined && { out }),
  }
}

function toMarkdown({ header, rows }: TableData): string {
  return markdownTable(header, rows)
}
