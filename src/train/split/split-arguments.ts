// SPDX-License-Identifier: MIT
// The arguments that say how visits are split.

import type { Arguments } from '../data-arguments.ts'
import { toInteger } from '../data-arguments.ts'
import type { OptionTable } from '../options/option-table.ts'
import { UsageError } from '../train-errors.ts'
import { SPLIT_KINDS, type SplitKind, type SplitOptions } from './split-options.ts'

/** Options of the arguments. */
export const SPLIT_ARGUMENTS: OptionTable = {
  split: {
    type: 'string',
    argument: 'KIND',
    about: `${SPLIT_KINDS.join(', ')} (default: visitor); no visitor is ever on two sides`,
    schema: { enum: SPLIT_KINDS },
  },
  'held-out': {
    type: 'string',
    argument: 'SHARE',
    about: 'share that is held out (default: 0.25)',
    schema: { type: 'number', minimum: 0, maximum: 1 },
  },
  validation: {
    type: 'string',
    argument: 'SHARE',
    about: 'share of the others that validates (default: 0.2)',
    schema: { type: 'number', minimum: 0, maximum: 1 },
  },
  folds: {
    type: 'string',
    argument: 'N',
    about: 'also number N folds of what is not held out',
    schema: { type: 'integer', minimum: 2 },
  },
}

/**
 * The kind of split that arguments ask for, where they do.
 * @throws `UsageError` for one that is none.
 */
export function toSplitKind({ split }: Arguments): { readonly split?: SplitKind } {
  if (split === undefined) return {}
  const kind = SPLIT_KINDS.find((name) => name === split)
  if (kind) return { split: kind }
  throw new UsageError(`--split knows ${SPLIT_KINDS.join(', ')}, got "${String(split)}".`)
}

/**
 * The split that arguments ask for.
 * @throws `UsageError` for a kind or a share that is none.
 */
export function toSplitOptions(values: Arguments): SplitOptions {
  const { folds, validation } = values
  const heldOut = values['held-out']
  const { split: by } = toSplitKind(values)
  return {
    ...(by && { by }),
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
