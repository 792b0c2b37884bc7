// SPDX-License-Identifier: MIT
// A JSON file that is checked against a schema; what is wrong is named by file, line and column.

import { readFile } from 'node:fs/promises'
import { findProblem, type Schema } from '../report/check-schema.ts'
import { ConfigError } from '../train-errors.ts'
import { JsonError, parseJson, type ParsedJson } from './parse-json.ts'
import { optionsSchema, type OptionTable } from './option-table.ts'

/** What arguments hold: texts, flags, lists of texts. */
export type Arguments = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/**
 * Reads a file.
 * @param schemaCommand - What prints the schema, for messages.
 * @throws {@link ConfigError} where it is no JSON or not as the schema says; a system error when it is not there.
 */
export async function readChecked(file: string, schema: Schema, schemaCommand: string): Promise<unknown> {
  let parsed: ParsedJson
  try {
    parsed = parseJson(await readFile(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new ConfigError(file, error.place, `this is not JSON: ${error.message}.`)
  }
  const problem = findProblem(parsed.value, schema, {})
  if (problem === undefined) return parsed.value
  const { path, sentence, isName } = problem
  throw new ConfigError(
    file,
    parsed.placeOf(path, isName ? 'name' : 'value'),
    `${sentence}. "${schemaCommand}" prints what is expected.`,
  )
}

/**
 * Reads a file of options, as if they had been arguments.
 * @param command - Name of the command, for messages.
 * @throws As {@link readChecked}.
 */
export async function readConfig(file: string, table: OptionTable, command: string): Promise<Arguments> {
  const schema = optionsSchema(table)
  const config = (await readChecked(file, schema, `vitrine ${command} --config-schema`)) as Record<
    string,
    ConfigValue
  >
  return Object.fromEntries(
    Object.entries(config)
      .filter(([name]) => name !== '$schema')
      .map(([name, value]: [string, ConfigValue]) => [name, toArgument(value)]),
  )
}

type ConfigValue = string | number | boolean | readonly string[] | { readonly [key: string]: ConfigValue }

function toArgument(value: ConfigValue): string | boolean | string[] {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return (value as readonly string[]).map(String)
  return Object.entries(value).map(([key, to]) => {
    // What varies is a list or a range, which its reader takes as JSON, too.
    return `${key}=${typeof to === 'object' ? JSON.stringify(to) : String(to)}`
  })
}
