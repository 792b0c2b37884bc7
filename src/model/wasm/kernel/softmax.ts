// SPDX-License-Identifier: MIT
// Softmax over a row, and the attention that weighs steps by it. Strides are in bytes.

import { exp4 } from './activate'

/** Softmax of `count` floats that lie `stride` apart; written without gaps. */
function softmax(x: usize, stride: i32, count: i32, y: usize): void {
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

/**
 * For every column of the scores: softmax over the steps, then the sum of the values weighted by it. Up to three
 * floats behind a row are overwritten: the next row comes after, and every value has room behind its last.
 * @param scratch - Room for a float a step.
 */
export function attention(
  scores: usize,
  values: usize,
  y: usize,
  visits: i32,
  steps: i32,
  heads: i32,
  width: i32,
  scratch: usize,
): void {
  const stride = heads << 2
  const bytes = width << 2
  for (let visit = 0; visit < visits; visit++) {
    for (let head = 0; head < heads; head++) {
      softmax(scores + (head << 2), stride, steps, scratch)
      for (let column = 0; column < bytes; column += 16) {
        let sum = f32x4.splat(0)
        let from = values + column
        for (let step = 0; step < steps; step++, from += bytes) {
          sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(scratch + (step << 2)), v128.load(from)))
        }
        v128.store(y + column, sum)
      }
      y += bytes
    }
    scores += steps * stride
    values += steps * bytes
  }
}
