// SPDX-License-Identifier: MIT
// One product over rows without gaps, on top of a bias.

import type { Kernel } from './kernel.ts'
import type { Room } from './operation.ts'

/** The room that a product of this many inner numbers needs, as `kernel/product.ts` asks for it. */
export function roomOf(inner: number): Room {
  return { fixed: Math.max(8 * inner + 48, 560), each: 0 }
}

/**
 * `x · w + bias`, into `y`.
 * @param x - Address of `rows` rows of `inner` floats.
 * @param weight - Address of the descriptor of a matrix, `bias` that of `width` floats.
 * @param y - Address of `rows` rows of `width` floats.
 */
export function multiplyRows(
  kernel: Kernel,
  x: number,
  inner: number,
  weight: number,
  bias: number,
  y: number,
  width: number,
  rows: number,
  room: number,
): void {
  kernel.copyRows(bias, 0, y, width * 4, rows, width)
  kernel.product(x, inner * 4, 0, y, width * 4, 0, 1, rows, weight, 0, inner, room)
}
