// SPDX-License-Identifier: MIT
// One product, its rows put together as far as they lie evenly: the more rows, the fewer times a weight is expanded.

import type { Kernel } from './kernel.ts'

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
  // One row a group is one group of rows; and so are groups without gaps between their rows.
  const single = rows === 1
  const joined = single || (x.group === rows * x.stride && y.group === rows * y.stride)
  kernel.product(
    x.at,
    4 * (single ? x.group : x.stride),
    4 * x.group,
    y.at,
    4 * (single ? y.group : y.stride),
    4 * y.group,
    joined ? 1 : groups,
    joined ? groups * rows : rows,
    weight,
    first,
    inner,
    room,
  )
}
