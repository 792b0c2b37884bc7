// SPDX-License-Identifier: MIT
// The argument that names methods to compare; the method of the package is an option that can be searched over.

import { textOption, type OptionTable } from '../options/option-table.ts'
import { UsageError } from '../train-errors.ts'
import { IMBALANCE_METHODS, type ImbalanceMethod } from './imbalance-options.ts'

/** The option. */
export const COMPARE_IMBALANCE: OptionTable = {
  'compare-imbalance': textOption(
    'LIST',
    'train these methods, too, such as weights,focal,smote, or all: the report then shows what each did',
  ),
}

/**
 * Methods in a list.
 * @throws {@link UsageError} for a name that is none.
 */
export function toCompared(list: string): ImbalanceMethod[] {
  if (list.trim() === 'all') return [...IMBALANCE_METHODS]
  return list.split(',').map((text) => {
    const name = text.trim()
    const found = IMBALANCE_METHODS.find((method) => method === name)
    if (found) return found
    const known = IMBALANCE_METHODS.join(', ')
    throw new UsageError(`--compare-imbalance knows ${known} and all, got "${name}".`, 'train')
  })
}
