// SPDX-License-Identifier: MIT
// `vitrine train`: its options, its output.

import type { ParseArgsConfig } from 'node:util'
import {
  DATA_USAGE,
  FILES_ARGUMENTS,
  FILES_USAGE,
  parseArguments,
  toDataFiles,
  toInteger,
  toShownSql,
  type Arguments,
} from './data-arguments.ts'
import { IMBALANCE_ARGUMENTS, IMBALANCE_USAGE, toImbalance } from './imbalance/imbalance-arguments.ts'
import { NETWORKS, networkSpec, type NetworkName } from './network/network-spec.ts'
import { printResults } from './report/print-results.ts'
import { createProgressView } from './report/progress.ts'
import { UsageError } from './train-errors.ts'
import { trainModel } from './train-model.ts'
import type { TrainOptions } from './training-options.ts'

const text = { type: 'string' } as const

/** Options of the arguments beside those of the data. */
export const TRAIN_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  out: text,
  ...FILES_ARGUMENTS,
  network: text,
  seed: text,
  epochs: text,
  'model-version': text,
  report: text,
  ...IMBALANCE_ARGUMENTS,
  tensorboard: text,
}

/** What `vitrine train --help` prints. */
export const TRAIN_USAGE: string = `Usage: vitrine train --out FOLDER --data FILE --layout NAME [options]

Trains a model on an export of events and writes its package: model.json, weights.bin, CARD.md. Beside it lie results.json,
all that was measured, and report.html, which shows it. The first data set of data, rees46, otto, ospi calibrates the model
and is measured by number of events.

  --out FOLDER       where to write the package
${FILES_USAGE}
  --network NAME     ${Object.keys(NETWORKS).join(', ')} (default: compact)
  --seed N           same seed, same weights (default: 1)
  --epochs N         passes over the visits at most
  --model-version V  version of the weights (default: 0.1.0)
  --report FILE      where to write the report (default: report.html in the folder of the package)
${IMBALANCE_USAGE}
  --tensorboard FOLDER  also write event files for TensorBoard there
${DATA_USAGE}

Examples:
  vitrine train --data "events/*.parquet" --layout ga4 --out models/mine
  vitrine train --rees46 2019-Oct.csv --ospi online_shoppers_intention.csv --out models/mine --seed 7

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs @tensorflow/tfjs-core, @tensorflow/tfjs-backend-wasm and @duckdb/node-api; on a terminal also cli-progress; for the
report @observablehq/plot and linkedom; for the comparison with boosted trees ydf-training.`

/**
 * Runs the command.
 * @param args - Arguments after `train`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever training throws.
 */
export async function runTrainCommand(args: readonly string[], print: (line: string) => void): Promise<void> {
  const values = await parseArguments(args, TRAIN_ARGUMENTS)
  if (values['help']) return print(TRAIN_USAGE)
  const sql = toShownSql(values)
  if (sql !== undefined) return print(sql)
  const options = toTrainOptions(values)
  const view = await createProgressView()
  const { results } = await trainModel(options, {
    onStage: print,
    onProgress: (progress) => view.show(progress),
  }).finally(() => view.stop())
  printResults(results, print)
  print(`\nWritten to ${options.out}`)
}

/**
 * The options of parsed arguments.
 * @throws `UsageError` for a missing option or a number that is none.
 */
export function toTrainOptions(values: Arguments): TrainOptions {
  const value = (name: string): string | undefined => values[name] as string | undefined
  const [out, network, seed, epochs] = ['out', 'network', 'seed', 'epochs'].map(value)
  const [version, report, tensorboard] = ['model-version', 'report', 'tensorboard'].map(value)
  if (out === undefined) throw new UsageError('--out is missing.')
  if (network !== undefined) networkSpec(network)
  const imbalance = toImbalance(values)
  const files = toDataFiles(values)
  if (files === undefined) {
    throw new UsageError('Name data to train on: at least one of --data, --rees46, --otto and --ospi.')
  }
  return {
    out,
    ...files,
    ...(network !== undefined && { network: network as NetworkName }),
    ...(seed !== undefined && { seed: toInteger('--seed', seed, 0) }),
    ...(epochs !== undefined && { epochs: toInteger('--epochs', epochs, 1) }),
    ...(version !== undefined && { modelVersion: toVersion(version) }),
    ...(report !== undefined && { report }),
    ...(imbalance && { imbalance }),
    ...(tensorboard !== undefined && { tensorboard }),
  }
}

function toVersion(text: string): string {
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text)) return text
  throw new UsageError(`--model-version must look like 1.2.3, got "${text}".`)
}
