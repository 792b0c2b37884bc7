// SPDX-License-Identifier: MIT
// The attention that weighs steps by a softmax. Strides are in bytes.

import { softmax } from './worker'

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
