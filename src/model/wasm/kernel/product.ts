// SPDX-License-Identifier: MIT
// The matrix product that nearly all the time goes into: y += x · w on weights that stay 8-bit in memory.

import { expandPanel, rowOf, Weight } from './weight'

/** Fewer rows than this do not pay for expanding a panel. */
const FEW_ROWS: i32 = 4

/**
 * Adds `x · w` to `y`, for `groups` times `rows` rows. Strides are in bytes.
 * @param first - The row of the weight that meets the first number of a row of `x`.
 * @param inner - Numbers of a row of `x`.
 * @param scratch - Room for a panel of floats and, behind it, for a tile of four rows of eight.
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
  scratch: usize,
): void {
  const tile = scratch + ((<usize>inner) << 5)
  if (weight.bytes == 1 && groups * rows < FEW_ROWS) {
    for (let group = 0; group < groups; group++) {
      for (let row = 0; row < rows; row++) {
        productRow(
          x + group * xGroup + row * xStride,
          y + group * yGroup + row * yStride,
          weight,
          first,
          inner,
          tile,
        )
      }
    }
    return
  }
  for (let column = 0; column < weight.columns; column += 8) {
    const panel = expandPanel(weight, rowOf(weight, column, first), inner, scratch)
    const width = min(8, weight.columns - column)
    for (let group = 0; group < groups; group++) {
      let from = x + group * xGroup
      let to = y + group * yGroup + (column << 2)
      let left = rows
      while (left > 0) {
        const some = left >= 4 ? 4 : 1
        if (width == 8) {
          if (some == 4) addFour(from, xStride, to, yStride, panel, inner)
          else addOne(from, to, panel, inner)
        } else {
          move(to, yStride, tile, 32, some, width)
          if (some == 4) addFour(from, xStride, tile, 32, panel, inner)
          else addOne(from, tile, panel, inner)
          move(tile, 32, to, yStride, some, width)
        }
        from += some * xStride
        to += some * yStride
        left -= some
      }
    }
  }
}

function move(from: usize, fromStride: i32, to: usize, toStride: i32, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to + row * toStride, from + row * fromStride, width << 2)
  }
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

function addOne(x: usize, y: usize, w: usize, inner: i32): void {
  let a = v128.load(y)
  let b = v128.load(y, 16)
  for (const end = x + ((<usize>inner) << 2); x < end; x += 4, w += 32) {
    const s = v128.load32_splat(x)
    a = f32x4.add(a, f32x4.mul(s, v128.load(w)))
    b = f32x4.add(b, f32x4.mul(s, v128.load(w, 16)))
  }
  v128.store(y, a)
  v128.store(y, b, 16)
}

// One row: every weight is read once and not worth expanding. The sum runs over the codes; scale and min come in
// at the end: Σ x·(q·s + m) = s·Σ x·q + m·Σ x.
function productRow(x: usize, y: usize, weight: Weight, first: i32, inner: i32, tile: usize): void {
  const columns = weight.columns
  let sum: f32 = 0
  for (let k = 0; k < inner; k++) sum += load<f32>(x + ((<usize>k) << 2))
  const scale = f32x4.splat(weight.scale)
  const shift = f32x4.splat(weight.min * sum)
  for (let column = 0; column < columns; column += 16) {
    const width = min(16, columns - column)
    const to = y + (column << 2)
    const a = rowOf(weight, column, first)
    // The last panel may stand alone: it is then computed twice.
    const b = width > 8 ? rowOf(weight, column + 8, first) : a
    if (width == 16) addCodes(x, to, a, b, inner, scale, shift)
    else {
      memory.copy(tile, to, width << 2)
      addCodes(x, tile, a, b, inner, scale, shift)
      memory.copy(to, tile, width << 2)
    }
  }
}

// One row by sixteen columns, from two panels.
function addCodes(x: usize, y: usize, a: usize, b: usize, inner: i32, scale: v128, shift: v128): void {
  let a0 = f32x4.splat(0)
  let a1 = a0
  let b0 = a0
  let b1 = a0
  for (const end = x + ((<usize>inner) << 2); x < end; x += 4, a += 8, b += 8) {
    const s = v128.load32_splat(x)
    let codes = v128.load_ext<i8>(a)
    a0 = f32x4.add(a0, f32x4.mul(s, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes))))
    a1 = f32x4.add(a1, f32x4.mul(s, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes))))
    codes = v128.load_ext<i8>(b)
    b0 = f32x4.add(b0, f32x4.mul(s, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes))))
    b1 = f32x4.add(b1, f32x4.mul(s, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes))))
  }
  finish(y, a0, scale, shift)
  finish(y + 16, a1, scale, shift)
  finish(y + 32, b0, scale, shift)
  finish(y + 48, b1, scale, shift)
}

function finish(y: usize, sum: v128, scale: v128, shift: v128): void {
  v128.store(y, f32x4.add(v128.load(y), f32x4.add(f32x4.mul(sum, scale), shift)))
}
