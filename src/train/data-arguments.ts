// SPDX-License-Identifier: MIT
// The arguments that say which data to read; train, encode and inspect share them.

import { parseArgs } from 'node:util'
import { isEventName } from '../events/event-names.ts'
import { CLEAN_ARGUMENTS, toCleanOptions } from './clean/clean-arguments.ts'
import {
  optionsSchema,
  schemaText,
  textOption,
  toParserOptions,
  usageOf,
  type OptionSpec,
  type OptionTable,
} from './options/option-table.ts'
import { readConfig, type Arguments } from './options/read-config.ts'
import { findLayout, LAYOUTS } from './read/layouts/find-layout.ts'
import type { LayoutName } from './read/layouts/layout.ts'
import { MAP_TARGETS } from './read/layouts/table.ts'
import { toCustomers, type DataOptions } from './read/open-data.ts'
import { DIALECT_NAMES, type DialectName } from './read/sql/dialect.ts'
import { showSql } from './read/sql/show-sql.ts'
import { UsageError } from './train-errors.ts'
import type { DataFiles } from './training-options.ts'

export type { Arguments } from './options/read-config.ts'

/** Options of the arguments, for `parseArgs`. */
export const DATA_ARGUMENTS: OptionTable = {
  data: textOption(
    'FILE',
    'CSV, JSON, JSON lines or Parquet, plain, .gz or .zst; a pattern such as "events/*.parquet"',
  ),
  layout: {
    type: 'string',
    argument: 'NAME',
    about: 'what the columns mean (below; default: table)',
    schema: { enum: ['table', ...Object.keys(LAYOUTS)] },
  },
  map: {
    type: 'string',
    multiple: true,
    argument: 'WHAT=COLUMN',
    about: `for --layout table: the column that tells WHAT; a path such as properties.price is one, too.
WHAT is one of ${MAP_TARGETS.slice(0, 9).join(', ')},
${MAP_TARGETS.slice(9).join(', ')}`,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  },
  event: {
    type: 'string',
    multiple: true,
    argument: 'RAW=GA4',
    about: "for --layout table: what the shop calls an event, and GA4's name for it",
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  },
  config: {
    type: 'string',
    argument: 'FILE',
    about: 'JSON with any of these options by name, map and event as objects; arguments win',
    isForTerminal: true,
  },
  'config-schema': {
    type: 'boolean',
    about: 'print the JSON Schema of that file and end',
    isForTerminal: true,
  },
  ...CLEAN_ARGUMENTS,
  customers: {
    type: 'boolean',
    about: `read customers instead of visits: what each did but at the end, labelled by what it did then
(heads value and risk; needs a visitor and purchases with amounts; always so for invoices)`,
  },
  'outcome-days': {
    type: 'string',
    argument: 'N',
    about: 'how many days the end is (default: 100)',
    schema: { type: 'integer', minimum: 1 },
  },
  memory: {
    type: 'string',
    argument: 'MB',
    about: 'memory for reading before it goes to disk (default: 1000)',
    schema: { type: 'integer', minimum: 100 },
  },
  'work-dir': textOption('FOLDER', "where that disk is (default: the system's folder for temporary files)"),
  'show-sql': {
    type: 'string',
    argument: 'ENGINE',
    about: `print the SQL instead, for ${DIALECT_NAMES.join(', ')} (default: duckdb); --data then names the table`,
    isForTerminal: true,
  },
  help: { type: 'boolean', short: 'h', about: 'this text', isForTerminal: true },
}

/** What `--help` says of them. */
export const DATA_USAGE: string = `${usageOf(DATA_ARGUMENTS)}

Layouts:
${Object.values({
  table: { name: 'table', about: 'any table of events, its columns named by --map' },
  ...LAYOUTS,
})
  .map(({ name, about }) => `  ${name.padEnd(13)} ${about}`)
  .join('\n')}`

/**
 * Parses the arguments of a command, and its configuration file.
 * @param own - Options of the command beside {@link DATA_ARGUMENTS}.
 * @param command - Name of the command, for messages.
 * @throws `UsageError` for an unknown option; `ConfigError` for what is wrong in the file; a system error when the file is
 * not there.
 */
export async function parseArguments(
  args: readonly string[],
  own: OptionTable,
  command: string,
): Promise<Arguments> {
  const table = { ...DATA_ARGUMENTS, ...own }
  const values = parse(withDialect(args), table, command)
  if (values['config'] === undefined) return values
  return { ...(await readConfig(values['config'] as string, table, command)), ...values }
}

/** What `--config-schema` prints. */
export function configSchema(own: OptionTable, command: string): string {
  const schema = optionsSchema({ ...DATA_ARGUMENTS, ...own })
  return schemaText(`Options of vitrine ${command}, for --config`, schema)
}

/** `--show-sql` alone is DuckDB's. */
function withDialect(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1]
    return arg === '--show-sql' && (next === undefined || next.startsWith('-'))
      ? ['--show-sql=duckdb']
      : [arg]
  })
}

function parse(args: readonly string[], table: OptionTable, command: string): Arguments {
  try {
    return parseArgs({ args: [...args], options: toParserOptions(table) }).values as Arguments
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, command)
    throw error
  }
}

/**
 * The data options of parsed arguments.
 * @throws `UsageError` for a layout, a mapping or a name of an event that is none.
 */
export function toDataOptions(values: Arguments): DataOptions {
  if (typeof values['data'] !== 'string') throw new UsageError('--data is missing.')
  const layout = (values['layout'] ?? 'table') as LayoutName
  const map = toPairs('--map', values['map'], 'WHAT=COLUMN')
  const eventNames = toPairs('--event', values['event'], 'RAW=GA4')
  for (const name of Object.values(eventNames)) {
    if (!isEventName(name))
      throw new UsageError(`--event: "${name}" is not one of GA4's names, such as view_item.`)
  }
  findLayout(layout, map, eventNames)
  const clean = toCleanOptions(values, {
    missing: toPairs('--missing', values['missing'], 'COLUMN=KIND'),
    outliers: toPairs('--outliers', values['outliers'], 'COLUMN=KIND'),
  })
  return {
    data: values['data'],
    layout,
    ...(Object.keys(map).length > 0 && { map }),
    ...(Object.keys(eventNames).length > 0 && {
      eventNames: Object.fromEntries(Object.entries(eventNames).map(([raw, to]) => [raw.toLowerCase(), to])),
    }),
    ...(Object.keys(clean).length > 0 && { clean }),
    ...toRoom(values),
    ...(values['customers'] === true && { customers: true }),
    ...(values['outcome-days'] !== undefined && {
      outcomeDays: toInteger('--outcome-days', String(values['outcome-days']), 1),
    }),
  }
}

/** Options of the arguments of a command that reads several files, beside {@link DATA_ARGUMENTS}. */
export const FILES_ARGUMENTS: OptionTable = {
  rees46: anotherFile('rees46'),
  otto: anotherFile('otto'),
  ospi: anotherFile('sessions'),
  invoices: anotherFile('invoices', ': heads value and risk'),
  'visits-too': {
    type: 'boolean',
    about: 'with --customers: read the visits of --data as well, for all three heads',
  },
  'allow-leak': {
    type: 'boolean',
    about: 'go on although a column or an event gives the label away',
  },
}

function anotherFile(layout: string, more = ''): OptionSpec {
  return textOption('FILE', `another data set, in the layout ${layout}${more}`)
}

/** Memory and disk for reading, whatever is read. */
function toRoom(values: Arguments): Pick<DataOptions, 'memoryMb' | 'workDir'> {
  const { memory, 'work-dir': workDir } = values
  return {
    ...(memory !== undefined && { memoryMb: toInteger('--memory', String(memory), 100) }),
    ...(workDir !== undefined && { workDir: String(workDir) }),
  }
}

/**
 * The files of parsed arguments.
 * @returns `undefined` where none is named.
 * @throws `UsageError` as {@link toDataOptions}.
 */
export function toDataFiles(values: Arguments): DataFiles | undefined {
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [data, rees46, ospi, otto, invoices] = ['data', 'rees46', 'ospi', 'otto', 'invoices'].map(value)
  if ([data, rees46, ospi, otto, invoices].every((file) => file === undefined)) return undefined
  return {
    ...toRoom(values),
    ...(data !== undefined && toDataOptions(values)),
    ...(rees46 !== undefined && { rees46 }),
    ...(ospi !== undefined && { ospi }),
    ...(otto !== undefined && { otto }),
    ...(invoices !== undefined && { invoices }),
    ...(values['customers'] === true && values['visits-too'] === true && { customers: 'both' }),
    ...(values['allow-leak'] === true && { allowLeak: true }),
  }
}

/** What `--show-sql` asks for; `undefined` where it is not asked. */
export function toShownSql(values: Arguments): string | undefined {
  const dialect = values['show-sql']
  if (dialect === undefined) return undefined
  const names: readonly unknown[] = DIALECT_NAMES
  if (!names.includes(dialect)) {
    throw new UsageError(`--show-sql knows ${DIALECT_NAMES.join(', ')}, got "${String(dialect)}".`)
  }
  const options = toDataOptions({ ...values, data: values['data'] ?? 'your_table' })
  const layout = findLayout(options.layout, options.map, options.eventNames)
  const customers = toCustomers(options, layout)
  return showSql(layout, dialect as DialectName, options.data, customers)
}

/** Option of the commands that write a package. */
export const VERSION_ARGUMENT: OptionTable = {
  'model-version': textOption('V', 'version of the weights (default: 0.1.0)'),
}

/**
 * A semantic version out of `--model-version`.
 * @throws `UsageError` for what is none.
 */
export function toVersion(text: string, command: string): string {
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text)) return text
  throw new UsageError(`--model-version must look like 1.2.3, got "${text}".`, command)
}

/**
 * A whole number out of an argument.
 * @throws `UsageError` for what is none or less than `least`.
 */
export function toInteger(option: string, value: string, least: number, command?: string): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
  throw new UsageError(`${option} must be an integer of at least ${least}, got "${value}".`, command)
}

function toPairs(option: string, values: Arguments[string], form: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of Array.isArray(values) ? (values as readonly string[]) : []) {
    // The last `=`: names of events may hold one, GA4's do not. Columns may; their targets do not.
    const at = option === '--event' ? pair.lastIndexOf('=') : pair.indexOf('=')
    const [key, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || value === '') throw new UsageError(`${option} must look like ${form}, got "${pair}".`)
    if (Object.hasOwn(pairs, key)) throw new UsageError(`${option} names "${key}" twice.`)
    pairs[key] = value
  }
  return pairs
}
