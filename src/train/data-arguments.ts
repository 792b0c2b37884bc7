// SPDX-License-Identifier: MIT
// The arguments that say which data to read; train, encode and inspect share them.

import { readFile } from 'node:fs/promises'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { isEventName } from '../events/event-names.ts'
import { CLEAN_ARGUMENTS, CLEAN_USAGE, toCleanOptions } from './clean/clean-arguments.ts'
import { findLayout, LAYOUTS } from './read/layouts/find-layout.ts'
import type { LayoutName } from './read/layouts/layout.ts'
import { MAP_TARGETS } from './read/layouts/table.ts'
import { toCustomers, type DataOptions } from './read/open-data.ts'
import { DIALECT_NAMES, type DialectName } from './read/sql/dialect.ts'
import { showSql } from './read/sql/show-sql.ts'
import { UsageError } from './train-errors.ts'
import type { DataFiles } from './training-options.ts'

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

/** Options of the arguments, for `parseArgs`. */
export const DATA_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  data: text,
  layout: text,
  map: texts,
  event: texts,
  config: text,
  ...CLEAN_ARGUMENTS,
  memory: text,
  'work-dir': text,
  customers: flag,
  'outcome-days': text,
  'show-sql': text,
  help: { ...flag, short: 'h' },
}

/** What `--help` says of them. */
export const DATA_USAGE: string = `  --data FILE        CSV, JSON, JSON lines or Parquet, plain, .gz or .zst; a pattern such as "events/*.parquet"
  --layout NAME      what the columns mean (below; default: table)
  --map WHAT=COLUMN  for --layout table: the column that tells WHAT; a path such as properties.price is one, too.
                     WHAT is one of ${MAP_TARGETS.slice(0, 9).join(', ')},
                     ${MAP_TARGETS.slice(9).join(', ')}
  --event RAW=GA4    for --layout table: what the shop calls an event, and GA4's name for it
  --config FILE      JSON with any of these options by name, map and event as objects; arguments win
${CLEAN_USAGE}
  --customers        read customers instead of visits: what each did but at the end, labelled by what it did then
                     (heads value and risk; needs a visitor and purchases with amounts; always so for invoices)
  --outcome-days N   how many days the end is (default: 100)
  --memory MB        memory for reading before it goes to disk (default: 1000)
  --work-dir FOLDER  where that disk is (default: the system's folder for temporary files)
  --show-sql ENGINE  print the SQL instead, for ${DIALECT_NAMES.join(', ')} (default: duckdb); --data then names the table

Layouts:
${Object.values({
  table: { name: 'table', about: 'any table of events, its columns named by --map' },
  ...LAYOUTS,
})
  .map(({ name, about }) => `  ${name.padEnd(13)} ${about}`)
  .join('\n')}`

/** Parsed arguments by name. */
export type Arguments = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/**
 * Parses the arguments of a command, and its configuration file.
 * @param own - Options of the command beside {@link DATA_ARGUMENTS}.
 * @param command - Name of the command, for messages.
 * @throws `UsageError` for an unknown option, here or in the file; a system error when the file is not there.
 */
export async function parseArguments(
  args: readonly string[],
  own: NonNullable<ParseArgsConfig['options']>,
): Promise<Arguments> {
  const options = { ...DATA_ARGUMENTS, ...own }
  const values = parse(withDialect(args), options)
  if (values['config'] === undefined) return values
  return { ...(await readConfig(values['config'] as string, options)), ...values }
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

function parse(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): Arguments {
  try {
    return parseArgs({ args: [...args], options }).values as Arguments
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

async function readConfig(
  file: string,
  options: NonNullable<ParseArgsConfig['options']>,
): Promise<Arguments> {
  let config: unknown
  try {
    config = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${error.message}.`)
    throw error
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(`${file} must hold one JSON object.`)
  }
  return Object.fromEntries(
    Object.entries(config).map(([name, value]: [string, unknown]) => {
      const option = Object.hasOwn(options, name) && name !== 'config' ? options[name] : undefined
      if (!option) throw new UsageError(`${file} has the option "${name}", which there is not.`)
      return [name, fromConfig(file, name, value, option)]
    }),
  )
}

function fromConfig(
  file: string,
  name: string,
  value: unknown,
  option: { readonly type: string; readonly multiple?: boolean | undefined },
): string | boolean | string[] {
  if (option.type === 'boolean') {
    if (typeof value === 'boolean') return value
  } else if (option.multiple) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isObject) return Object.entries(value).map(([key, to]) => `${key}=${String(to)}`)
  } else if (typeof value === 'string' || typeof value === 'number') return String(value)
  const expected =
    option.type === 'boolean' ? 'true or false' : option.multiple ? 'an object' : 'text or a number'
  throw new UsageError(`${file}: "${name}" must be ${expected}.`)
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
    ...(values['memory'] !== undefined && { memoryMb: toInteger('--memory', String(values['memory']), 100) }),
    ...(values['work-dir'] !== undefined && { workDir: String(values['work-dir']) }),
    ...(values['customers'] === true && { customers: true }),
    ...(values['outcome-days'] !== undefined && {
      outcomeDays: toInteger('--outcome-days', String(values['outcome-days']), 1),
    }),
  }
}

/** Options of the arguments of a command that reads several files, beside {@link DATA_ARGUMENTS}. */
export const FILES_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  rees46: text,
  ospi: text,
  otto: text,
  invoices: text,
  'visits-too': flag,
  'allow-leak': flag,
}

/** What `--help` says of them. */
export const FILES_USAGE: string = `  --rees46 FILE      another data set, in the layout rees46
  --otto FILE        another data set, in the layout otto
  --ospi FILE        another data set, in the layout sessions
  --invoices FILE    another data set, in the layout invoices: heads value and risk
  --visits-too       with --customers: read the visits of --data as well, for all three heads
  --allow-leak       go on although a column or an event gives the label away`

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

/**
 * A whole number out of an argument.
 * @throws `UsageError` for what is none or less than `least`.
 */
export function toInteger(option: string, value: string, least: number): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
  throw new UsageError(`${option} must be an integer of at least ${least}, got "${value}".`)
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
