// SPDX-License-Identifier: MIT
// The promise of every split, checked after every split: no visitor is on two sides.

import { SplitError } from '../train-errors.ts'
import type { Part, SplitKey } from './split-options.ts'

/**
 * Checks a split.
 * @throws {@link SplitError} naming the first visitor that is on two sides.
 */
export function assertApart(keys: readonly Pick<SplitKey, 'visitorId'>[], parts: readonly Part[]): void {
  const sides = new Map<string, Part>()
  keys.forEach(({ visitorId }, index) => {
    const part = parts[index]!
    if (part === 'dropped') return
    const other = sides.get(visitorId)
    if (other !== undefined && other !== part) {
      throw new SplitError(`The visitor "${visitorId}" is on two sides of the split, ${other} and ${part}.`)
    }
    sides.set(visitorId, part)
  })
}
