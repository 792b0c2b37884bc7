// SPDX-License-Identifier: MIT
// Weights as float32, which is how every rival holds them.

import type { Weight } from '../../src/model/network.ts'

/** @returns float32, row-major in the weight's shape. */
export function expand({ data, scale, min }: Weight): Float32Array {
  return Float32Array.from(data, (stored) => stored * scale + min)
}
