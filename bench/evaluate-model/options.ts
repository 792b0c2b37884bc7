// SPDX-License-Identifier: MIT
// The command lines of `npm run evaluate:model` and `npm run train:shopper`.

import { parseArgs } from 'node:util'

/** What is to be evaluated, and how. */
export interface EvaluateOptions {
  /** Folder of the published data sets, where one is named. */
  readonly data?: string
  readonly folds: number
  /** Of the folds. */
  readonly seed: number
  /** Threads that train. */
  readonly jobs: number
  /** Whether the folds are fitted without simulated visits, too. */
  readonly unsimulated: boolean
  /** A small part of the data for an epoch, to see that everything runs; writes no report. */
  readonly quick: boolean
}

/** Printed with a mistake and by `--help`. */
export const USAGE = `npm run evaluate:model -- [options]
  --data DIR   folder of the published data sets (or VITRINE_DATA); docs/evaluating.md says what is in it
  --folds N    folds of the cross-validation, 2 to 20; 5, unless given
  --seed N     seed of the folds; 1, unless given
  --jobs N     threads that train, 1 to 64; 2, unless given
  --unsimulated   the folds without simulated visits, too
  --quick      a small part of the data, one epoch: to see that everything runs; prints, writes no report`

/**
 * Reads the arguments.
 * @param args - After the command.
 * @param dataFolder - `VITRINE_DATA`, where it is set.
 * @throws Error that names the wrong one, with the usage.
 */
export function readOptions(args: readonly string[], dataFolder?: string): EvaluateOptions {
  const values = parse(args)
  const data = values.data ?? (dataFolder === '' ? undefined : dataFolder)
  return {
    ...(data !== undefined && { data }),
    folds: toInteger('--folds', values.folds ?? '5', 2, 20),
    seed: toInteger('--seed', values.seed ?? '1', 0, 2 ** 31),
    jobs: toInteger('--jobs', values.jobs ?? '2', 1, 64),
    quick: values.quick ?? false,
    unsimulated: values.unsimulated ?? false,
  }
}

function parse(args: readonly string[]): {
  data?: string | undefined
  folds?: string | undefined
  seed?: string | undefined
  jobs?: string | undefined
  quick?: boolean | undefined
  unsimulated?: boolean | undefined
} {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        folds: { type: 'string' },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        quick: { type: 'boolean' },
        unsimulated: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function toInteger(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  return fail(`${option} must be a whole number from ${least} to ${most}, got "${text}"`)
}

function fail(problem: string): never {
  throw new Error(`${problem}\n\n${USAGE}`)
}
