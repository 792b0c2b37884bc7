// SPDX-License-Identifier: MIT
// `vitrine train`: its options, its output.

import { existsSync } from 'node:fs'
import { checkpointPath } from '../checkpoint/fit-resumable.ts'
import {
  configSchema,
  DATA_USAGE,
  FILES_ARGUMENTS,
  parseArguments,
  toDataFiles,
  toInteger,
  toShownSql,
  toVersion,
  VERSION_ARGUMENT,
  type Arguments,
} from '../data-arguments.ts'
import { COMPARE_IMBALANCE, toCompared } from '../imbalance/imbalance-arguments.ts'
import type { FitProgress } from '../fit/fit-state.ts'
import { networkSpec } from '../network/network-spec.ts'
import { textOption, usageOf, type OptionTable } from '../options/option-table.ts'
import { readTrainable, toTrainable, TRAINABLE_OPTIONS } from '../options/trainable-options.ts'
import { SCHEME_NAMES, toScheme } from '../pack/schemes.ts'
import { printResults } from '../report/print-results.ts'
import { createProgressView } from '../report/progress.ts'
import { shellQuote } from '../shell-quote.ts'
import { START_ARGUMENTS, toStartOptions } from '../start/start-arguments.ts'
import { stopOnSignal } from '../stop-on-signal.ts'
import { SPLIT_ARGUMENTS, toSplitKind } from '../split/split-arguments.ts'
import { StoppedError, UsageError } from '../train-errors.ts'
import { trainModel } from '../train-model.ts'
import type { TrainOptions } from '../training-options.ts'

/** Options of the arguments beside those of the data. */
export const TRAIN_ARGUMENTS: OptionTable = {
  out: textOption('FOLDER', 'where to write the package'),
  ...FILES_ARGUMENTS,
  ...TRAINABLE_OPTIONS,
  split: SPLIT_ARGUMENTS['split']!,
  ...START_ARGUMENTS,
  scheme: {
    type: 'string',
    argument: 'NAME',
    about: `how weights are stored: ${SCHEME_NAMES.join(', ')}
(default: uint8); the report shows what each would cost`,
    schema: { enum: SCHEME_NAMES },
  },
  'quantise-aware': {
    type: 'string',
    argument: 'N',
    about: 'N more epochs in which the network sees its weights rounded; the report says what it gained',
    schema: { type: 'integer', minimum: 1 },
  },
  ...VERSION_ARGUMENT,
  report: textOption('FILE', 'where to write the report (default: report.html in the folder of the package)'),
  resume: {
    type: 'boolean',
    about: 'go on from the checkpoint that a stopped run left beside the package, with the same result',
  },
  ...COMPARE_IMBALANCE,
  tensorboard: textOption('FOLDER', 'also write event files for TensorBoard there'),
}

/** What `vitrine train --help` prints. */
export const TRAIN_USAGE: string = `Usage: vitrine train --out FOLDER --data FILE --layout NAME [options]

Trains a model on an export of events and writes its package: model.json, weights.bin, CARD.md. Beside it lie results.json,
all that was measured, and report.html, which shows it. Of each question, the first data set that tells of it stops training
early and calibrates.

${usageOf(TRAIN_ARGUMENTS)}
${DATA_USAGE}

Examples:
  vitrine train --data "events/*.parquet" --layout ga4 --out models/mine
  vitrine train --rees46 2019-Oct.csv --ospi online_shoppers_intention.csv --out models/mine --seed 7
  vitrine train --data "events/*.parquet" --layout ga4 --out models/next --from models/mine --freeze embedding

A checkpoint lies beside the package (FOLDER.checkpoint) from the first epoch until all is written. Ctrl-C stops at the end
of a batch and leaves one.

Exit codes: 0 done, 1 something failed, 2 the command was not understood, 130 stopped by Ctrl-C.
Needs @tensorflow/tfjs-core, @tensorflow/tfjs-backend-wasm and @duckdb/node-api; on a terminal also cli-progress; for the
report @observablehq/plot and linkedom; for the comparison with boosted trees ydf-training.`

/**
 * Runs the command.
 * @param args - Arguments after `train`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever training throws.
 */
export async function runTrainCommand(args: readonly string[], print: (line: string) => void): Promise<void> {
  const values = await parseArguments(args, TRAIN_ARGUMENTS, 'train')
  if (values['help']) return print(TRAIN_USAGE)
  if (values['config-schema']) return print(configSchema(TRAIN_ARGUMENTS, 'train'))
  const sql = toShownSql(values)
  if (sql !== undefined) return print(sql)
  const options = toTrainOptions(values)
  const view = await createProgressView()
  const stop = stopOnSignal(print)
  const watch = { onStage: print, onProgress: (progress: FitProgress) => view.show(progress) }
  try {
    const { results } = await trainModel({ ...options, signal: stop.signal }, watch)
    view.stop()
    printResults(results, print)
    print(`\nWritten to ${options.out}`)
  } catch (error) {
    view.stop()
    if (error instanceof StoppedError) print(howToGoOn(args, options.out))
    throw error
  } finally {
    stop.close()
  }
}

function howToGoOn(args: readonly string[], out: string): string {
  if (!existsSync(checkpointPath(out))) return 'Nothing was trained yet.'
  const again = args.includes('--resume') ? args : [...args, '--resume']
  return `What is trained so far is kept. To go on: vitrine train ${again.map(shellQuote).join(' ')}`
}

/**
 * The options of parsed arguments.
 * @throws `UsageError` for a missing option or a number that is none.
 */
export function toTrainOptions(values: Arguments): TrainOptions {
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [out, version, report] = ['out', 'model-version', 'report'].map(value)
  const [scheme, aware] = ['scheme', 'quantise-aware'].map(value)
  if (out === undefined) throw new UsageError('--out is missing.', 'train')
  if (aware !== undefined && scheme === 'float32')
    throw new UsageError('--quantise-aware has nothing to do: --scheme float32 rounds no weight.', 'train')
  const [tensorboard, compared] = ['tensorboard', 'compare-imbalance'].map(value)
  const trainable = toTrainable(readTrainable(values))
  if (aware !== undefined && trainable.imbalance?.method === 'smote')
    throw new UsageError(
      '--quantise-aware would undo --imbalance smote: it trains the head on plain visits.',
      'train',
    )
  networkSpec(trainable.network ?? 'compact', trainable.sizes)
  const files = toDataFiles(values)
  if (files === undefined) {
    throw new UsageError(
      'Name data to train on: at least one of --data, --rees46, --otto, --ospi and --invoices.',
      'train',
    )
  }
  return {
    out,
    ...files,
    ...trainable,
    ...toSplitKind(values),
    ...toStartOptions(values),
    ...(scheme !== undefined && { scheme: toScheme(scheme, 'train') }),
    ...(aware !== undefined && { quantiseAware: toInteger('--quantise-aware', aware, 1) }),
    ...(version !== undefined && { modelVersion: toVersion(version, 'train') }),
    ...(report !== undefined && { report }),
    ...(values['resume'] === true && { resume: true }),
    ...(compared !== undefined && { imbalance: { ...trainable.imbalance, compare: toCompared(compared) } }),
    ...(tensorboard !== undefined && { tensorboard }),
  }
}
