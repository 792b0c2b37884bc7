// SPDX-License-Identifier: MIT
// Softmax over a row. Strides are in bytes.

import { exp4 } from './activate'

/** Softmax of `count` floats that lie `stride` apart; written without gaps. */
export function softmax(x: usize, stride: i32, count: i32, y: usize): void {
  let largest = -f32.MAX_VALUE
  for (let at = 0; at < count; at++) largest = max(largest, load<f32>(x + at * stride))
  let sum: f32 = 0
  for (let at = 0; at < count; at++) {
    const value = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + at * stride) - largest)), 0)
    store<f32>(y + (at << 2), value)
    sum += value
  }
  for (let at = 0; at < count; at++) {
    const to = y + (at << 2)
    store<f32>(to, load<f32>(to) / sum)
  }
}

/** Softmax in place over each of `rows` rows. */
export function softmaxRows(x: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++, x += width << 2) softmax(x, 4, width, x)
}
