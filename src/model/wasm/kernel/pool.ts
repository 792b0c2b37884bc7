// SPDX-License-Identifier: MIT
// Largest or mean of a window of steps; padding does not count, as in TensorFlow.

/**
 * Pools `visits` sequences. Up to three floats behind a row are overwritten: the next row comes after, and every
 * value has room behind its last.
 */
export function pool(
  x: usize,
  y: usize,
  visits: i32,
  steps: i32,
  outputSteps: i32,
  width: i32,
  size: i32,
  stride: i32,
  padBefore: i32,
  average: bool,
): void {
  const bytes = width << 2
  for (let visit = 0; visit < visits; visit++) {
    for (let output = 0; output < outputSteps; output++) {
      const start = output * stride - padBefore
      const first = max(start, 0)
      const last = min(start + size, steps)
      const share = f32x4.splat(<f32>1 / <f32>(last - first))
      const row = x + first * bytes
      const end = x + last * bytes
      for (let column = 0; column < bytes; column += 16) {
        let value = v128.load(row + column)
        for (let from = row + bytes; from < end; from += bytes) {
          const other = v128.load(from + column)
          value = average ? f32x4.add(value, other) : f32x4.max(value, other)
        }
        v128.store(y + column, average ? f32x4.mul(value, share) : value)
      }
      y += bytes
    }
    x += steps * bytes
  }
}
