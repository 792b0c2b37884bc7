// SPDX-License-Identifier: MIT
// The matrix product that nearly all the time goes into: y += x · w on weights that stay 8-bit in memory.

import { addRow } from './few-rows'
import { copyRows } from './rows'
import { expandPanel, Weight } from './weight'

/** Up to so many rows are faster one by one than a panel is expanded. */
const FEW_ROWS: i32 = 8

/**
 * Adds `x · w` to `y`, for `groups` times `rows` rows. Strides are in bytes.
 * @param first - The row of the weight that meets the first number of a row of `x`.
 * @param inner - Numbers of a row of `x`.
 * @param room - `8 × inner + 48` floats, at least 560.
 */
export function product(
  x: usize,
  xStride: i32,
  xGroup: i32,
  y: usize,
  yStride: i32,
  yGroup: i32,
  groups: i32,
  rows: i32,
  weight: Weight,
  first: i32,
  inner: i32,
  room: usize,
): void {
  if (weight.bytes == 1 && groups * rows <= FEW_ROWS) {
    for (let group = 0; group < groups; group++, x += xGroup, y += yGroup) {
      for (let row = 0; row < rows; row++) {
        addRow(x + row * xStride, y + row * yStride, weight, first, inner, room)
      }
    }
    return
  }
  const tile = room + ((<usize>(inner + 2)) << 5)
  const columns = weight.columns
  for (let column = 0; column < columns; column += 8) {
    const panel = expandPanel(weight, column, first, inner, room)
    const width = min(8, columns - column)
    for (let group = 0; group < groups; group++) {
      let from = x + group * xGroup
      let to = y + group * yGroup + (column << 2)
      for (let left = rows; left > 0;) {
        const some = left >= 4 ? 4 : 1
        // The last panel may be narrow: its sums must not touch the row that follows.
        if (width < 8) {
          copyRows(to, yStride, tile, 32, some, width)
          addRows(from, xStride, tile, 32, panel, inner, some)
          copyRows(tile, 32, to, yStride, some, width)
        } else addRows(from, xStride, to, yStride, panel, inner, some)
        from += some * xStride
        to += some * yStride
        left -= some
      }
    }
  }
}

function addRows(x: usize, xStride: i32, y: usize, yStride: i32, w: usize, inner: i32, rows: i32): void {
  if (rows == 4) addFour(x, xStride, y, yStride, w, inner)
  else addOne(x, y, w, inner)
}

// Four rows by eight columns: eight sums stay in registers.
function addFour(x: usize, xStride: i32, y: usize, yStride: i32, w: usize, inner: i32): void {
  let x1 = x + xStride
  let x2 = x1 + xStride
  let x3 = x2 + xStride
  const y1 = y + yStride
  const y2 = y1 + yStride
  const y3 = y2 + yStride
  let a0 = v128.load(y)
  let b0 = v128.load(y, 16)
  let a1 = v128.load(y1)
  let b1 = v128.load(y1, 16)
  let a2 = v128.load(y2)
  let b2 = v128.load(y2, 16)
  let a3 = v128.load(y3)
  let b3 = v128.load(y3, 16)
  for (const end = x + ((<usize>inner) << 2); x < end; x += 4) {
    const a = v128.load(w)
    const b = v128.load(w, 16)
    let s = v128.load32_splat(x)
    a0 = f32x4.add(a0, f32x4.mul(s, a))
    b0 = f32x4.add(b0, f32x4.mul(s, b))
    s = v128.load32_splat(x1)
    a1 = f32x4.add(a1, f32x4.mul(s, a))
    b1 = f32x4.add(b1, f32x4.mul(s, b))
    s = v128.load32_splat(x2)
    a2 = f32x4.add(a2, f32x4.mul(s, a))
    b2 = f32x4.add(b2, f32x4.mul(s, b))
    s = v128.load32_splat(x3)
    a3 = f32x4.add(a3, f32x4.mul(s, a))
    b3 = f32x4.add(b3, f32x4.mul(s, b))
    w += 32
    x1 += 4
    x2 += 4
    x3 += 4
  }
  v128.store(y, a0)
  v128.store(y, b0, 16)
  v128.store(y1, a1)
  v128.store(y1, b1, 16)
  v128.store(y2, a2)
  v128.store(y2, b2, 16)
  v128.store(y3, a3)
  v128.store(y3, b3, 16)
}

// One row by eight columns, even and odd rows of the weight apart: two short chains of sums instead of a long one.
function addOne(x: usize, y: usize, w: usize, inner: i32): void {
  let a0 = v128.load(y)
  let b0 = v128.load(y, 16)
  let a1 = f32x4.splat(0)
  let b1 = a1
  const end = x + ((<usize>inner) << 2)
  for (; x + 4 < end; x += 8, w += 64) {
    let s = v128.load32_splat(x)
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(w)))
    b0 = f32x4.add(b0, f32x4.mul(s, v128.load(w, 16)))
    s = v128.load32_splat(x, 4)
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(w, 32)))
    b1 = f32x4.add(b1, f32x4.mul(s, v128.load(w, 48)))
  }
  if (x < end) {
    const s = v128.load32_splat(x)
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(w)))
    b0 = f32x4.add(b0, f32x4.mul(s, v128.load(w, 16)))
  }
  v128.store(y, f32x4.add(a0, a1))
  v128.store(y, f32x4.add(b0, b1), 16)
}
