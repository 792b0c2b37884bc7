// SPDX-License-Identifier: MIT
// The arguments of `vitrine search`, and the command that trains what it found.

import { DATA_ARGUMENTS, FILES_ARGUMENTS, toDataFiles, toInteger, type Arguments } from '../data-arguments.ts'
import { textOption, type OptionTable } from '../options/option-table.ts'
import { readChecked } from '../options/read-config.ts'
import { readTrainable, TRAINABLE_OPTIONS } from '../options/trainable-options.ts'
import { shellQuote } from '../shell-quote.ts'
import { SPLIT_ARGUMENTS, toSplitKind } from '../split/split-arguments.ts'
import { UsageError } from '../train-errors.ts'
import { SEARCH_METHODS } from './propose.ts'
import { entryOf, parseVary, SPACE_SCHEMA, type SpaceEntry } from './read-space.ts'
import { SEARCH_DEFAULTS, type SearchOptions } from './run-search.ts'
import { EARLY_STOPS, type Trial } from './search-results.ts'
import { OBJECTIVES } from './trial-job.ts'

const atLeast = (minimum: number): OptionTable[string]['schema'] & object => ({ type: 'integer', minimum })

/** Options of the arguments beside those of the data. */
export const SEARCH_ARGUMENTS: OptionTable = {
  out: textOption('FOLDER', 'where to write search.json, search.html and the journal'),
  ...FILES_ARGUMENTS,
  split: SPLIT_ARGUMENTS['split']!,
  vary: {
    type: 'string',
    multiple: true,
    argument: 'NAME=VALUES',
    about: `an option that varies: a,b,c or low..high or low..high:log (doublings count). NAME is one of
${wrapped(Object.keys(TRAINABLE_OPTIONS))}`,
    schema: SPACE_SCHEMA,
  },
  space: textOption(
    'FILE',
    'the same as JSON: {"learning-rate": {"low": 0.001, "high": 0.01, "scale": "log"}, "batch-size": [32, 64]}',
  ),
  'space-schema': {
    type: 'boolean',
    about: 'print the JSON Schema of that file and end',
    isForTerminal: true,
  },
  method: {
    type: 'string',
    argument: 'NAME',
    about: `${SEARCH_METHODS.join(', ')} (default: ${SEARCH_DEFAULTS.method})`,
    schema: { enum: SEARCH_METHODS },
  },
  trials: {
    type: 'string',
    argument: 'N',
    about: `trials in all (default: ${SEARCH_DEFAULTS.trials}; of a grid all)`,
    schema: atLeast(1),
  },
  'search-seed': {
    type: 'string',
    argument: 'N',
    about: `same seed, same trials; --seed is that of the weights (default: ${SEARCH_DEFAULTS.seed})`,
    schema: atLeast(0),
  },
  objective: {
    type: 'string',
    argument: 'NAME',
    about: `${OBJECTIVES.join(', ')}, on validation visits; held-out ones are never touched (default: ${SEARCH_DEFAULTS.objective})`,
    schema: { enum: OBJECTIVES },
  },
  'early-stop': {
    type: 'string',
    argument: 'RULE',
    about: `${EARLY_STOPS.join(', ')}: end a trial that is behind half of the earlier ones (default: ${SEARCH_DEFAULTS.earlyStop})`,
    schema: { enum: EARLY_STOPS },
  },
  folds: {
    type: 'string',
    argument: 'K',
    about: 'cross-validate each trial in K parts by visitor (default: no)',
    schema: atLeast(2),
  },
  jobs: {
    type: 'string',
    argument: 'N',
    about: 'fits at a time; the result is the same (default: as many as the machine runs)',
    schema: atLeast(1),
  },
  round: {
    type: 'string',
    argument: 'N',
    about: `trials that are proposed at a time; they learn from earlier rounds (default: ${SEARCH_DEFAULTS.round})`,
    schema: atLeast(1),
  },
  points: {
    type: 'string',
    argument: 'N',
    about: `values of a range in a grid (default: ${SEARCH_DEFAULTS.points})`,
    schema: atLeast(2),
  },
  resume: {
    type: 'boolean',
    about: 'go on with the journal in the folder; --trials may be larger than before',
  },
  schema: { type: 'boolean', about: 'print the JSON Schema of search.json and end', isForTerminal: true },
  ...TRAINABLE_OPTIONS,
}

/** Names on lines that fit beside the options in help. */
function wrapped(names: readonly string[]): string {
  const lines = ['']
  for (const name of names) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = name
    else if (line.length + name.length < 95) lines[lines.length - 1] = `${line}, ${name}`
    else lines.push(name)
  }
  return lines.join(',\n')
}

/**
 * The options of parsed arguments.
 * @throws `UsageError` for what makes no sense; `ConfigError` for what is wrong in the file of `--space`.
 */
export async function toSearchOptions(values: Arguments): Promise<SearchOptions> {
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [out, space] = ['out', 'space'].map(value)
  if (out === undefined) throw new UsageError('--out is missing.', 'search')
  const files = toDataFiles(values)
  if (files === undefined) {
    throw new UsageError(
      'Name data to search on: at least one of --data, --rees46, --otto, --ospi and --invoices.',
      'search',
    )
  }
  const schemaCommand = 'vitrine search --space-schema'
  const fromFile = space === undefined ? {} : await readChecked(space, SPACE_SCHEMA, schemaCommand)
  const vary: Record<string, SpaceEntry> = { ...(fromFile as Record<string, SpaceEntry>) }
  for (const text of (values['vary'] ?? []) as readonly string[]) {
    const dimension = parseVary(text)
    vary[dimension.name] = entryOf(dimension)
  }
  const integer = (name: string, least: number): number | undefined => {
    const text = value(name)
    return text === undefined ? undefined : toInteger(`--${name}`, text, least, 'search')
  }
  const found = {
    method: oneOf('method', value('method'), SEARCH_METHODS),
    trials: integer('trials', 1),
    seed: integer('search-seed', 0),
    objective: oneOf('objective', value('objective'), OBJECTIVES),
    earlyStop: oneOf('early-stop', value('early-stop'), EARLY_STOPS),
    folds: integer('folds', 2),
    jobs: integer('jobs', 1),
    round: integer('round', 1),
    points: integer('points', 2),
  }
  return {
    out,
    ...files,
    ...toSplitKind(values),
    vary,
    fixed: readTrainable(values, 'search'),
    ...(Object.fromEntries(
      Object.entries(found).filter(([, one]) => one !== undefined),
    ) as Partial<SearchOptions>),
    ...(values['resume'] === true && { resume: true }),
  }
}

/** The command that trains a trial: the data of the search, what all trials share, and the trial's own values. */
export function trainCommand(values: Arguments, trial: Trial, out: string): string {
  const data = Object.entries({
    ...FILES_ARGUMENTS,
    ...DATA_ARGUMENTS,
    split: SEARCH_ARGUMENTS['split']!,
  }).flatMap(([name, { type, isForTerminal }]) => {
    const value = values[name]
    if (isForTerminal || value === undefined) return []
    if (type === 'boolean') return value === true ? [`--${name}`] : []
    return [value].flat().flatMap((one) => [`--${name}`, String(one)])
  })
  const fixed = readTrainable(values, 'search')
  const options = Object.entries({ ...fixed, ...trial.values }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  return ['vitrine', 'train', ...data, ...options, '--out', out].map(shellQuote).join(' ')
}

function oneOf<Name extends string>(
  option: string,
  text: string | undefined,
  names: readonly Name[],
): Name | undefined {
  if (text === undefined || names.includes(text as Name)) return text as Name | undefined
  throw new UsageError(`--${option} knows ${names.join(', ')}, got "${text}".`, 'search')
}
