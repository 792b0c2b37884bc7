// SPDX-License-Identifier: MIT
// The recurrence of a GRU, over all steps.

import { activate4, copyRows, product } from './worker'
import { Weight } from './weight'

/**
 * Runs the steps of `visits` visits.
 * @param gates - The product with the inputs: [visits, steps, 3, wide], in the order update, reset, candidate;
 * `wide` is the units rounded up to a multiple of four.
 * @param gateWeight - The recurrent weight of update and reset.
 * @param candidateWeight - The recurrent weight of the candidate.
 * @param bias - [3, wide], added to the product with the state.
 * @param state - Room for [5, visits, wide]: the hidden state, the reset state, the product with the state.
 * @param y - [visits, steps, units], or [visits, units] where the last step alone is put out.
 */
export function gru(
  gates: usize,
  gateWeight: Weight,
  candidateWeight: Weight,
  bias: usize,
  state: usize,
  y: usize,
  visits: i32,
  steps: i32,
  units: i32,
  activation: i32,
  gate: i32,
  sequences: bool,
  resetAfter: bool,
  scratch: usize,
): void {
  const wide = ((units + 3) & ~3) << 2
  const columns = 3 * wide
  const reset = state + visits * wide
  const sums = reset + visits * wide
  const one = f32x4.splat(1)
  memory.fill(state, 0, visits * wide)
  for (let step = 0; step < steps; step++) {
    const row = gates + step * columns
    copyRows(bias, 0, sums, columns, visits, columns >> 2)
    product(state, wide, 0, sums, columns, 0, 1, visits, gateWeight, 0, units, scratch)
    if (!resetAfter) {
      for (let visit = 0; visit < visits; visit++) {
        const at = row + visit * steps * columns + wide
        const sum = sums + visit * columns + wide
        for (let unit = 0; unit < wide; unit += 16) {
          const open = activate4(f32x4.add(v128.load(at + unit), v128.load(sum + unit)), gate)
          v128.store(reset + visit * wide + unit, f32x4.mul(open, v128.load(state + visit * wide + unit)))
        }
      }
    }
    const read = resetAfter ? state : reset
    product(read, wide, 0, sums + 2 * wide, columns, 0, 1, visits, candidateWeight, 0, units, scratch)
    for (let visit = 0; visit < visits; visit++) {
      const hidden = state + visit * wide
      let at = row + visit * steps * columns
      let sum = sums + visit * columns
      for (let unit = 0; unit < wide; unit += 16, at += 16, sum += 16) {
        const update = activate4(f32x4.add(v128.load(at), v128.load(sum)), gate)
        let fromState = v128.load(sum + 2 * wide)
        if (resetAfter) {
          const open = activate4(f32x4.add(v128.load(at + wide), v128.load(sum + wide)), gate)
          fromState = f32x4.mul(open, fromState)
        }
        const candidate = activate4(f32x4.add(v128.load(at + 2 * wide), fromState), activation)
        const kept = f32x4.mul(update, v128.load(hidden + unit))
        v128.store(hidden + unit, f32x4.add(kept, f32x4.mul(f32x4.sub(one, update), candidate)))
      }
    }
    if (sequences) copyRows(state, wide, y + ((step * units) << 2), (steps * units) << 2, visits, units)
  }
  if (!sequences) copyRows(state, wide, y, units << 2, visits, units)
}
