// SPDX-License-Identifier: MIT
// One product, its rows put together as far as they lie evenly: the more rows, the fewer times a weight is expanded.

import type { Kernel } from './kernel.ts'
import type { Room } from './operation.ts'

/** `groups` times `rows` rows; distances in floats. */
export interface Rows {
  readonly at: number
  readonly stride: number
  readonly group: number
}

/** A part of a stored matrix. */
export interface Part {
  /** Address of the descriptor. */
  readonly weight: number
  /** First row, and how many. */
  readonly first: number
  readonly inner: number
}

/** The room that a product of this many inner numbers needs, as `kernel/product.ts` asks for it. */
export function roomOf(inner: number): Room {
  return { fixed: Math.max(8 * inner + 48, 560), each: 0 }
}

/** Adds `x · w` to `y`. */
export function multiply(
  kernel: Kernel,
  x: Rows,
  part: Part,
  y: Rows,
  groups: number,
  rows: number,
  room: number,
): void {
  const { weight, first, inner } = part
  let [xRow, xGroup, yRow, yGroup] = [x.stride * 4, x.group * 4, y.stride * 4, y.group * 4]
  if (rows === 1) {
    ;[xRow, yRow, rows, groups] = [xGroup, yGroup, groups, 1]
  } else if (xGroup === rows * xRow && yGroup === rows * yRow) {
    ;[rows, groups] = [rows * groups, 1]
  }
  kernel.product(x.at, xRow, xGroup, y.at, yRow, yGroup, groups, rows, weight, first, inner, room)
}
