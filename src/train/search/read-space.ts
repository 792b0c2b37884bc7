// SPDX-License-Identifier: MIT
// The space of a search out of arguments and of a JSON file, and the schema of that file.

import { parseTrainable, TRAINABLE_OPTIONS, type TrainableOption } from '../options/trainable-options.ts'
import { findSchemaProblem, type Schema } from '../report/check-schema.ts'
import { UsageError } from '../train-errors.ts'
import { isInteger, type Dimension } from './search-space.ts'

/**
 * What an option may be in a search: one of a list of values, or anything in a range; `log` where doublings count.
 * @public
 */
export type SpaceEntry =
  | readonly (string | number)[]
  | { readonly low: number; readonly high: number; readonly scale?: 'linear' | 'log' }

/** JSON Schema of a file for `--space`, and of `vary` in a configuration file. */
export const SPACE_SCHEMA: Schema = {
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'For editors; not read.' },
    ...Object.fromEntries(
      Object.entries(TRAINABLE_OPTIONS).map(([name, option]) => [name, entrySchema(option)]),
    ),
  },
  additionalProperties: false,
}

function entrySchema({ kind, schema, about }: TrainableOption): Schema {
  const list: Schema = { type: 'array', items: schema!, minItems: 1 }
  const description = about.replaceAll(/\n\s*/g, ' ')
  if (kind === 'choice') return { ...list, description }
  const range: Schema = {
    type: 'object',
    properties: { low: schema!, high: schema!, scale: { enum: ['linear', 'log'] } },
    required: ['low', 'high'],
    additionalProperties: false,
  }
  return { anyOf: [list, range], description }
}

/**
 * The dimensions of a search that a program asks for, checked.
 * @param fixed - Options that all trials share; none of them may vary.
 * @throws {@link UsageError} for what the schema or {@link spaceOf} refuses, and where nothing varies.
 */
export function checkedSpace(
  vary: Readonly<Record<string, SpaceEntry>>,
  fixed: Readonly<Record<string, string | number>>,
): Dimension[] {
  const lists = Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, [value]]))
  const problem = findSchemaProblem(vary, SPACE_SCHEMA, {}) ?? findSchemaProblem(lists, SPACE_SCHEMA, {})
  if (problem !== undefined) throw new UsageError(`${problem}.`, 'search')
  const space = spaceOf(vary)
  if (space.length === 0)
    throw new UsageError('Nothing varies: name an option by --vary or --space.', 'search')
  const both = space.find(({ name }) => Object.hasOwn(fixed, name))
  if (both) throw new UsageError(`--${both.name} is given, and varies, too.`, 'search')
  return space
}

/**
 * The dimensions of a file that was checked against {@link SPACE_SCHEMA}.
 * @throws {@link UsageError} for what no schema says: a range that is empty, a value that stands twice.
 */
export function spaceOf(entries: Readonly<Record<string, unknown>>): Dimension[] {
  return Object.entries(entries)
    .filter(([name]) => name !== '$schema')
    .map(([name, entry]) => dimensionOf(name, entry as SpaceEntry))
}

/**
 * One `NAME=a,b,c`, `NAME=low..high` or `NAME=low..high:log`; also `NAME=` and JSON.
 * @throws {@link UsageError} for an option that there is not, and for values that it cannot take.
 */
export function parseVary(text: string): Dimension {
  const at = text.indexOf('=')
  const [name, values] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at < 1 || values === '') {
    throw new UsageError(`--vary must look like NAME=a,b,c or NAME=low..high:log, got "${text}".`, 'search')
  }
  if (!Object.hasOwn(TRAINABLE_OPTIONS, name)) {
    throw new UsageError(
      `--vary knows ${Object.keys(TRAINABLE_OPTIONS).join(', ')}, got "${name}".`,
      'search',
    )
  }
  if (/^[[{]/.test(values)) return parseEntry(name, values)
  const [, low, high, scale] = /^(.+?)\.\.(.+?)(?::(log|linear))?$/.exec(values) ?? []
  if (low === undefined || high === undefined) {
    return dimensionOf(
      name,
      values.split(',').map((value) => parseTrainable(name, value.trim(), 'search')),
    )
  }
  if (TRAINABLE_OPTIONS[name]!.kind === 'choice') {
    throw new UsageError(`--vary ${name} takes names apart by commas, no range.`, 'search')
  }
  const [from, to] = [low, high].map((end) => parseTrainable(name, end, 'search') as number)
  return dimensionOf(name, { low: from!, high: to!, ...(scale && { scale: scale as 'log' | 'linear' }) })
}

function parseEntry(name: string, json: string): Dimension {
  let entry: unknown
  try {
    entry = JSON.parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UsageError(`--vary ${name}: this is not JSON: ${json}.`, 'search')
  }
  const problem = findSchemaProblem({ [name]: entry }, SPACE_SCHEMA, {})
  if (problem !== undefined) throw new UsageError(`--vary: ${problem}.`, 'search')
  return dimensionOf(name, entry as SpaceEntry)
}

function dimensionOf(name: string, entry: SpaceEntry): Dimension {
  if (Array.isArray(entry)) {
    const values = entry as readonly (string | number)[]
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice !== undefined) throw new UsageError(`${name} has the value ${twice} twice.`, 'search')
    return { name, kind: 'choice', values }
  }
  const { low, high, scale = 'linear' } = entry as Exclude<SpaceEntry, readonly unknown[]>
  if (!(low < high)) throw new UsageError(`${name}: ${low}..${high} is no range from low to high.`, 'search')
  if (scale === 'log' && low <= 0) {
    throw new UsageError(`${name}: a range of doublings must begin above 0, got ${low}.`, 'search')
  }
  return { name, kind: 'range', low, high, isLog: scale === 'log', isInteger: isInteger(name) }
}

/** A dimension as a file has it, for the results. */
export function entryOf(dimension: Dimension): SpaceEntry {
  if (dimension.kind === 'choice') return dimension.values
  const { low, high, isLog } = dimension
  return { low, high, scale: isLog ? 'log' : 'linear' }
}
