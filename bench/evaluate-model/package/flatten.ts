// SPDX-License-Identifier: MIT
// Probabilities as one row of numbers.

import type { PackageMetadata } from '../../../src/model/package-format.ts'
import type { Probabilities } from '../../../src/types.ts'

/** By head and class, in the order of the heads; NaN for what is missing. */
export function flatten(probabilities: Probabilities, heads: PackageMetadata['heads']): number[] {
  return heads.flatMap(({ name, classes }) => classes.map((one) => probabilities[name]?.[one] ?? NaN))
}
