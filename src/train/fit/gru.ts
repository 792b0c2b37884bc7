// SPDX-License-Identifier: MIT
// A whole GRU pass as one differentiable operation. The reset gate scales the state before the product: the form
// that tfjs-layers can load (it refuses Keras's `reset_after`).

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { multiplyRows, sigmoid } from './multiply-rows.ts'
import { operation } from './operation.ts'

/** Everything of a pass that the way back needs; time-major. */
interface Pass {
  readonly size: number
  readonly units: number
  /** Before the first step and after each, `[steps + 1, size, units]`. */
  readonly hidden: Float32Array
  /** Update and reset, `[steps, size, 2 × units]`. */
  readonly gates: Float32Array
  /** Reset times state, `[steps, size, units]`. */
  readonly kept: Float32Array
  /** `[steps, size, units]`. */
  readonly candidate: Float32Array
}

/**
 * Runs the recurrence (Keras: gate order update, reset, candidate; sigmoid and tanh).
 * @param projected - Input times kernel plus bias, time-major `[steps × size, 3 × units]`.
 * @param recurrent - Recurrent kernel, `[units, 3 × units]`.
 * @param start - State before the first step, `[size, units]`.
 * @returns State after the last step, `[size, units]`.
 */
export function gru(tf: Tf, projected: Tensor2D, recurrent: Tensor2D, start: Tensor2D): Tensor2D {
  const [size, units] = start.shape
  const steps = projected.shape[0] / size
  const cells = size * units

  return operation(tf, [projected, recurrent, start], ([inputs, kernel, state]) => {
    const pass: Pass = {
      size,
      units,
      hidden: new Float32Array((steps + 1) * cells),
      gates: new Float32Array(2 * steps * cells),
      kept: new Float32Array(steps * cells),
      candidate: new Float32Array(steps * cells),
    }
    const zx = inputs!.dataSync()
    pass.hidden.set(state!.dataSync())
    const [forGates, forCandidate] = splitKernel(tf, kernel as Tensor2D, units)
    for (let step = 0; step < steps; step++) {
      const before = pass.hidden.subarray(step * cells, (step + 1) * cells)
      openGates(pass, zx, multiplyRows(tf, before, size, forGates), step)
      const kept = pass.kept.subarray(step * cells, (step + 1) * cells)
      moveOn(pass, zx, multiplyRows(tf, kept, size, forCandidate), step)
    }
    return {
      value: tf.tensor2d(pass.hidden.slice(steps * cells), [size, units]),
      backward: (dy, [, kernel]) => {
        const [forGates, forCandidate] = splitKernel(tf, kernel as Tensor2D, units)
        const [gatesBack, candidateBack] = [tf.transpose(forGates), tf.transpose(forCandidate)]
        const dHidden = Float32Array.from(dy.dataSync())
        const dGates = new Float32Array(2 * steps * cells)
        const dCandidate = new Float32Array(steps * cells)
        for (let step = steps - 1; step >= 0; step--) {
          closeCandidate(pass, dHidden, dGates, dCandidate, step)
          const dc = dCandidate.subarray(step * cells, (step + 1) * cells)
          closeReset(pass, dHidden, dGates, multiplyRows(tf, dc, size, candidateBack), step)
          const dg = dGates.subarray(2 * step * cells, 2 * (step + 1) * cells)
          const dh = multiplyRows(tf, dg, size, gatesBack)
          for (let at = 0; at < cells; at++) dHidden[at]! += dh[at]!
        }
        const rows = steps * size
        const dg = tf.tensor2d(dGates, [rows, 2 * units])
        const dc = tf.tensor2d(dCandidate, [rows, units])
        const earlier = tf.tensor2d(pass.hidden.subarray(0, steps * cells), [rows, units])
        const kept = tf.tensor2d(pass.kept, [rows, units])
        const dKernel = [tf.matMul(tf.transpose(earlier), dg), tf.matMul(tf.transpose(kept), dc)]
        return [tf.concat([dg, dc], 1), tf.concat(dKernel, 1), tf.tensor2d(dHidden, [size, units])]
      },
    }
  }) as Tensor2D
}

/** The columns of the two gates, and those of the candidate. */
function splitKernel(tf: Tf, kernel: Tensor2D, units: number): [Tensor2D, Tensor2D] {
  return [tf.slice(kernel, [0, 0], [units, 2 * units]), tf.slice(kernel, [0, 2 * units], [units, units])]
}

/** Calls back for every cell of a step: its place in `[size, units]`, in the gates and in the input. */
function eachCell({ size, units }: Pass, step: number, visit: Visit): void {
  for (let sample = 0; sample < size; sample++) {
    const row = step * size + sample
    for (let unit = 0; unit < units; unit++) {
      visit(sample * units + unit, row * units + unit, 2 * row * units + unit, 3 * row * units + unit)
    }
  }
}

type Visit = (at: number, cell: number, gate: number, input: number) => void

function openGates(pass: Pass, zx: ArrayLike<number>, zh: Float32Array, step: number): void {
  const { units, hidden, gates, kept } = pass
  eachCell(pass, step, (at, cell, gate, input) => {
    const product = at + Math.floor(at / units) * units
    const reset = sigmoid(zx[input + units]! + zh[product + units]!)
    gates[gate] = sigmoid(zx[input]! + zh[product]!)
    gates[gate + units] = reset
    kept[cell] = reset * hidden[cell]!
  })
}

function moveOn(pass: Pass, zx: ArrayLike<number>, zc: Float32Array, step: number): void {
  const { size, units, hidden, gates, candidate } = pass
  eachCell(pass, step, (at, cell, gate, input) => {
    const next = Math.tanh(zx[input + 2 * units]! + zc[at]!)
    const update = gates[gate]!
    candidate[cell] = next
    hidden[cell + size * units] = update * hidden[cell]! + (1 - update) * next
  })
}

/** From the state after a step to its candidate and its update gate; what goes straight on stays in `dHidden`. */
function closeCandidate(
  pass: Pass,
  dHidden: Float32Array,
  dGates: Float32Array,
  dCandidate: Float32Array,
  step: number,
): void {
  const { hidden, gates, candidate } = pass
  eachCell(pass, step, (at, cell, gate) => {
    const [update, next, slope] = [gates[gate]!, candidate[cell]!, dHidden[at]!]
    dCandidate[cell] = slope * (1 - update) * (1 - next * next)
    dGates[gate] = slope * (hidden[cell]! - next) * update * (1 - update)
    dHidden[at] = slope * update
  })
}

/** From what was kept of the state to the reset gate and the state. */
function closeReset(
  pass: Pass,
  dHidden: Float32Array,
  dGates: Float32Array,
  dKept: Float32Array,
  step: number,
): void {
  const { units, hidden, gates } = pass
  eachCell(pass, step, (at, cell, gate) => {
    const reset = gates[gate + units]!
    dGates[gate + units] = dKept[at]! * hidden[cell]! * reset * (1 - reset)
    dHidden[at]! += dKept[at]! * reset
  })
}
