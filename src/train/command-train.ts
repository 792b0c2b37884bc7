// SPDX-License-Identifier: MIT
// `vitrine train`: its options, its output.

import { parseArgs } from 'node:util'
import { NETWORKS, networkSpec, type NetworkName } from './network/network-spec.ts'
import { printResults } from './report/print-results.ts'
import { createProgressView } from './report/progress.ts'
import { UsageError } from './train-errors.ts'
import { trainModel } from './train-model.ts'
import type { TrainOptions } from './training-options.ts'

/** What `vitrine train --help` prints. */
export const TRAIN_USAGE: string = `Usage: vitrine train --out FOLDER [--rees46 FILE] [--otto FILE] [--ospi FILE] [options]

Trains a model on raw files as their publishers lay them out, and writes its package: model.json, weights.bin, CARD.md.
Beside it lie results.json, all that was measured, and report.html, which shows it.
The first file of rees46, otto, ospi calibrates the model and is measured by number of events.

  --out FOLDER       where to write the package
  --rees46 FILE      "eCommerce behavior data from multi category store" (CSV)
  --otto FILE        OTTO recommender data set (JSON lines)
  --ospi FILE        "Online Shoppers Purchasing Intention" (CSV)
  --network NAME     ${Object.keys(NETWORKS).join(', ')} (default: compact)
  --seed N           same seed, same weights (default: 1)
  --epochs N         passes over the visits at most
  --model-version V  version of the weights (default: 0.1.0)
  --report FILE      where to write the report (default: report.html in the folder of the package)
  --help             this text

Examples:
  vitrine train --rees46 2019-Oct.csv --out models/mine
  vitrine train --rees46 2019-Oct.csv --ospi online_shoppers_intention.csv --out models/mine --seed 7

Exit codes: 0 done, 1 something failed, 2 the command was not understood.
Needs @tensorflow/tfjs-core, @tensorflow/tfjs-backend-wasm and csv-parse; on a terminal also cli-progress; for the
report @observablehq/plot and linkedom; for the comparison with boosted trees ydf-training.`

/**
 * Runs the command.
 * @param args - Arguments after `train`.
 * @param print - Writes a line to standard output.
 * @throws `UsageError` for arguments that make no sense; whatever training throws.
 */
export async function runTrainCommand(args: readonly string[], print: (line: string) => void): Promise<void> {
  const options = parseTrainArgs(args)
  if (options === undefined) return print(TRAIN_USAGE)
  const view = await createProgressView()
  const { results } = await trainModel(options, {
    onStage: print,
    onProgress: (progress) => view.show(progress),
  }).finally(() => view.stop())
  printResults(results, print)
  print(`\nWritten to ${options.out}`)
}

/**
 * Reads the arguments.
 * @returns `undefined` when help was asked for.
 * @throws `UsageError` for an unknown option, a missing one or a number that is none.
 */
export function parseTrainArgs(args: readonly string[]): TrainOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  if (values.out === undefined) throw new UsageError('--out is missing.')
  if (values.network !== undefined) networkSpec(values.network)
  const { out, rees46, ospi, otto } = values
  if (rees46 === undefined && ospi === undefined && otto === undefined) {
    throw new UsageError('Name at least one of --rees46, --otto and --ospi.')
  }
  return {
    out,
    ...(rees46 === undefined ? {} : { rees46 }),
    ...(ospi === undefined ? {} : { ospi }),
    ...(otto === undefined ? {} : { otto }),
    ...(values.network === undefined ? {} : { network: values.network as NetworkName }),
    ...(values.seed === undefined ? {} : { seed: toInteger('--seed', values.seed, 0) }),
    ...(values.epochs === undefined ? {} : { epochs: toInteger('--epochs', values.epochs, 1) }),
    ...(values['model-version'] === undefined ? {} : { modelVersion: toVersion(values['model-version']) }),
    ...(values.report === undefined ? {} : { report: values.report }),
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: text,
        rees46: text,
        ospi: text,
        otto: text,
        network: text,
        seed: text,
        epochs: text,
        'model-version': text,
        report: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

function toInteger(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
  throw new UsageError(`${option} must be an integer of at least ${least}, got "${text}".`)
}

function toVersion(text: string): string {
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text)) return text
  throw new UsageError(`--model-version must look like 1.2.3, got "${text}".`)
}
