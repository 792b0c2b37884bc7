// SPDX-License-Identifier: MIT
// Expands a small weight, such as a bias, once.

import type { Weight } from '../network.ts'

/** The numbers of a weight; zeros where there is none. */
export function expand(weight: Weight | undefined, size: number): Float64Array {
  const numbers = new Float64Array(size)
  if (weight === undefined) return numbers
  const { data, scale, min } = weight
  for (let at = 0; at < size; at++) numbers[at] = (data[at] ?? 0) * scale + min
  return numbers
}
