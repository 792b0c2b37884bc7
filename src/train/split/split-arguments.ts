// SPDX-License-Identifier: MIT
// The arguments that say how visits are split.

import type { ParseArgsConfig } from 'node:util'
import type { Arguments } from '../data-arguments.ts'
import { toInteger } from '../data-arguments.ts'
import { UsageError } from '../train-errors.ts'
import { SPLIT_KINDS, type SplitKind, type SplitOptions } from './split-options.ts'

/** Options of the arguments, for `parseArgs`. */
export const SPLIT_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  split: { type: 'string' },
  'held-out': { type: 'string' },
  validation: { type: 'string' },
  folds: { type: 'string' },
}

/** What `--help` says of them. */
export const SPLIT_USAGE: string = `  --split KIND       ${SPLIT_KINDS.join(', ')} (default: visitor); no visitor is ever on two sides
  --held-out SHARE   share that is held out (default: 0.25)
  --validation SHARE share of the others that validates (default: 0.2)
  --folds N          also number N folds of what is not held out`

/**
 * The split that arguments ask for.
 * @throws `UsageError` for a kind or a share that is none.
 */
export function toSplitOptions(values: Arguments): SplitOptions {
  const { split, folds, validation } = values
  const heldOut = values['held-out']
  const kinds: readonly unknown[] = SPLIT_KINDS
  if (split !== undefined && !kinds.includes(split)) {
    throw new UsageError(`--split knows ${SPLIT_KINDS.join(', ')}, got "${String(split)}".`)
  }
  return {
    ...(split !== undefined && { by: split as SplitKind }),
    ...(heldOut !== undefined && { heldOut: toShare('--held-out', String(heldOut)) }),
    ...(validation !== undefined && { validation: toShare('--validation', String(validation)) }),
    ...(folds !== undefined && { folds: toInteger('--folds', String(folds), 2) }),
  }
}

function toShare(option: string, text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share < 1) return share
  throw new UsageError(`${option} must be a share in [0, 1), got "${text}".`)
}
