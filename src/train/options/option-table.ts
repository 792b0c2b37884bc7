// SPDX-License-Identifier: MIT
// An option of a command, said once: how it is parsed, what help prints of it, what a configuration file may hold.

import type { ParseArgsConfig } from 'node:util'
import type { Schema } from '../report/check-schema.ts'

/** One option. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  /** May be given several times, each `KEY=VALUE`; in a file it is an object. */
  readonly multiple?: boolean
  readonly short?: string
  /** What stands for its value in help, such as `FILE`. */
  readonly argument?: string
  /** What help says of it; a line break begins a new line. */
  readonly about: string
  /** What a value in a file must be, where it is narrower than the type says. */
  readonly schema?: Schema
  /** Makes sense on the command line alone. */
  readonly isForTerminal?: boolean
}

/** Options by name. */
export type OptionTable = Readonly<Record<string, OptionSpec>>

/** An option that takes any text. */
export function textOption(argument: string, about: string): OptionSpec {
  return { type: 'string', argument, about, schema: { type: 'string' } }
}

/** Where the text of help begins. */
const COLUMN = 21

/** The options as help prints them, one below the other. */
export function usageOf(table: OptionTable): string {
  return Object.entries(table)
    .map(([name, { argument, about }]) => {
      const left = `  --${name}${argument === undefined ? '' : ` ${argument}`} `
      const indent = `\n${' '.repeat(COLUMN)}`
      // What is too long for its column has a line of its own.
      const start = left.length > COLUMN ? left.trimEnd() + indent : left.padEnd(COLUMN)
      return start + about.replaceAll('\n', indent)
    })
    .join('\n')
}

/** The options as `parseArgs` wants them. */
export function toParserOptions(table: OptionTable): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple && { multiple }), ...(short !== undefined && { short }) },
    ]),
  )
}

/** The JSON Schema of a file that holds these options by name. */
export function optionsSchema(table: OptionTable): Schema {
  const named = Object.entries(table).filter(([, { isForTerminal }]) => !isForTerminal)
  return {
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'For editors; not read.' },
      ...Object.fromEntries(
        named.map(([name, spec]) => [
          name,
          { ...(spec.schema ?? schemaOfType(spec)), description: spec.about.replaceAll(/\n\s*/g, ' ') },
        ]),
      ),
    },
    additionalProperties: false,
  }
}

function schemaOfType({ type, multiple }: OptionSpec): Schema {
  if (type === 'boolean') return { type: 'boolean' }
  const value: Schema = { type: ['string', 'number'] }
  return multiple ? { type: 'object', additionalProperties: value } : value
}

/** A schema as a document of its own. */
export function schemaText(title: string, schema: Schema): string {
  return JSON.stringify(
    { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema },
    null,
    2,
  )
}
