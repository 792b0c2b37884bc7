// SPDX-License-Identifier: MIT
// The recurrence of an LSTM, over all steps.

import { activate4 } from './activate'
import { product } from './product'
import { copyRows } from './rows'
import { Weight } from './weight'

/**
 * Runs the steps of `visits` visits.
 * @param gates - The product with the inputs: [visits, steps, 4, wide], in the order input, forget, candidate,
 * output; `wide` is the units rounded up to a multiple of four.
 * @param state - Room for [2, visits, wide]: the hidden state and the cell.
 * @param y - [visits, steps, units], or [visits, units] where the last step alone is put out.
 */
export function lstm(
  gates: usize,
  recurrent: Weight,
  state: usize,
  y: usize,
  visits: i32,
  steps: i32,
  units: i32,
  activation: i32,
  gate: i32,
  sequences: bool,
  scratch: usize,
): void {
  const wide = ((units + 3) & ~3) << 2
  const columns = wide << 2
  const cells = state + visits * wide
  memory.fill(state, 0, 2 * visits * wide)
  for (let step = 0; step < steps; step++) {
    const row = gates + step * columns
    if (step > 0) product(state, wide, 0, row, steps * columns, 0, 1, visits, recurrent, 0, units, scratch)
    for (let visit = 0; visit < visits; visit++) {
      const hidden = state + visit * wide
      const cell = cells + visit * wide
      let at = row + visit * steps * columns
      for (let unit = 0; unit < wide; unit += 16, at += 16) {
        const kept = f32x4.mul(activate4(v128.load(at + wide), gate), v128.load(cell + unit))
        const candidate = activate4(v128.load(at + 2 * wide), activation)
        const next = f32x4.add(kept, f32x4.mul(activate4(v128.load(at), gate), candidate))
        v128.store(cell + unit, next)
        const open = activate4(v128.load(at + 3 * wide), gate)
        v128.store(hidden + unit, f32x4.mul(open, activate4(next, activation)))
      }
    }
    if (sequences) copyRows(state, wide, y + ((step * units) << 2), (steps * units) << 2, visits, units)
  }
  if (!sequences) copyRows(state, wide, y, units << 2, visits, units)
}
