// SPDX-License-Identifier: MIT
// `vitrine import`: its options, its output.

import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import {
  configSchema,
  DATA_USAGE,
  FILES_ARGUMENTS,
  parseArguments,
  toDataFiles,
  toVersion,
  VERSION_ARGUMENT,
} from '../data-arguments.ts'
import { importModel, type ImportOptions } from '../import-model.ts'
import { parseHead } from '../import/heads.ts'
import { textOption, usageOf, type OptionTable } from '../options/option-table.ts'
import { SCHEME_NAMES, toScheme } from '../pack/schemes.ts'
import { conditionWords } from '../report/segment-data.ts'
import { UsageError } from '../train-errors.ts'

/** Options of the arguments beside those of the data. */
const IMPORT_ARGUMENTS: OptionTable = {
  model: textOption(
    'MODEL_JSON',
    'the model.json of the converter, its weight files beside it; may be named first, without --model',
  ),
  out: textOption('FOLDER', 'where to write the package'),
  head: {
    type: 'string',
    multiple: true,
    argument: 'SPEC',
    about: `which output answers what, such as intent=my_layer:browse,cart-abandon,buy; again for value and risk
(default: the only output is intent, browse,cart-abandon,buy or no-buy,buy)`,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  },
  scheme: {
    type: 'string',
    argument: 'NAME',
    about: `store the weights as ${SCHEME_NAMES.join(', ')}
(default: as the converter stored them)`,
    schema: { enum: SCHEME_NAMES },
  },
  expected: textOption('FILE', 'JSON of inputs and of the outputs that Keras gave; must agree within 1e-4'),
  credit: {
    type: 'string',
    multiple: true,
    argument: 'TEXT',
    about: 'attribution of the training data; may be given several times',
    isForTerminal: true,
  },
  ...VERSION_ARGUMENT,
  ...FILES_ARGUMENTS,
}

/** What `vitrine import --help` prints. */
export const IMPORT_USAGE: string = `Usage: vitrine import MODEL_JSON --out FOLDER [--head NAME=LAYER:CLASS,CLASS …] [options]

Makes a package of a layers model that the tensorflowjs converter wrote from Keras 2 or 3. Its inputs must be what
"vitrine encode" writes, tokens [${HISTORY_LENGTH}] and channels [${HISTORY_LENGTH}, ${CHANNEL_COUNT}]; each head must be a Dense layer with softmax,
or one sigmoid unit. With data the calibration, the thresholds of the segments and the quality are those of its visits.

${usageOf(IMPORT_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine import converted/model.json --out models/mine
  vitrine import converted/model.json --head intent=out:browse,cart-abandon,buy --out models/mine --scheme uint8
  vitrine import converted/model.json --out models/mine --data "events/*.parquet" --layout ga4 --expected keras.json

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs @duckdb/node-api where data is named; compares with @tensorflow/tfjs-layers where that is installed.`

/**
 * Runs the command.
 * @param args - Arguments after `import`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever reading, checking and measuring throw.
 */
export async function runImportCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  if (args.includes('--config-schema')) return print(configSchema(IMPORT_ARGUMENTS, 'import'))
  const options = await parseImportArgs(args)
  if (options === undefined) return print(IMPORT_USAGE)
  const { heads, policy } = await importModel(options, print)
  for (const { name, layer, classes, calibration } of heads)
    print(`Head ${name}: layer "${layer}", ${classes.join(', ')}; calibration ${calibration.method}`)
  for (const rule of policy)
    print(`Segment ${rule.segment}: ${conditionWords(rule)}, from event ${rule.minEvents}`)
  print(`\nWritten to ${options.out}`)
}

/**
 * Reads the arguments.
 * @returns `undefined` when help was asked for.
 * @throws `UsageError` for an unknown option or a missing one.
 */
export async function parseImportArgs(args: readonly string[]): Promise<ImportOptions | undefined> {
  const [first] = args
  const isNamed = first !== undefined && !first.startsWith('-')
  const values = await parseArguments(isNamed ? args.slice(1) : args, IMPORT_ARGUMENTS, 'import')
  if (values['help']) return undefined
  const value = (name: string): string | undefined => values[name] as string | undefined
  const list = (name: string): readonly string[] => (values[name] as readonly string[] | undefined) ?? []
  const model = isNamed ? first : value('model')
  const [out, scheme, expected, version] = ['out', 'scheme', 'expected', 'model-version'].map(value)
  if (model === undefined)
    throw new UsageError('Which model.json? Name it first: vitrine import MODEL_JSON.', 'import')
  if (out === undefined) throw new UsageError('--out is missing.', 'import')
  return {
    model,
    out,
    ...toDataFiles(values),
    ...(list('head').length > 0 && { heads: list('head').map(parseHead) }),
    ...(list('credit').length > 0 && { credits: list('credit') }),
    ...(scheme !== undefined && { scheme: toScheme(scheme, 'import') }),
    ...(expected !== undefined && { expected }),
    ...(version !== undefined && { modelVersion: toVersion(version, 'import') }),
  }
}
