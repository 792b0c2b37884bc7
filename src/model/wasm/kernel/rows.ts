// SPDX-License-Identifier: MIT
// Rows of numbers that only move: copies, and rows of the embedding table. Strides are in bytes.

import { Weight } from './weight'

/** Copies `rows` rows of `width` floats. A stride of 0 repeats the one row. */
export function copyRows(
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2
  const whole = bytes & ~15
  for (let row = 0; row < rows; row++) {
    let at: usize = 0
    for (; at < whole; at += 16) v128.store(to + at, v128.load(from + at))
    for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at))
    from += fromStride
    to += toStride
  }
}

/**
 * Expands the row of every token. The table lies row by row, not in panels. Up to three floats behind a row are
 * overwritten: the next row comes after, and every value has room behind its last.
 */
export function gather(table: Weight, tokens: usize, count: i32, to: usize): void {
  const bytes = table.bytes
  const columns = table.columns
  const scale = f32x4.splat(table.scale)
  const min = f32x4.splat(table.min)
  for (let at = 0; at < count; at++, tokens += 4) {
    let from = table.data + <usize>load<i32>(tokens) * (columns * bytes)
    for (let column = 0; column < columns; column += 4) {
      let value: v128
      if (bytes == 4) value = v128.load(from)
      else if (bytes == 2) value = f32x4.convert_i32x4_s(v128.load_ext<u16>(from))
      else
        value = f32x4.convert_i32x4_s(
          i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from))),
        )
      v128.store(to + (column << 2), f32x4.add(f32x4.mul(value, scale), min))
      from += bytes << 2
    }
    to += columns << 2
  }
}
