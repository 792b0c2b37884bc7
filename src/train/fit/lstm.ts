// SPDX-License-Identifier: MIT
// A whole LSTM pass as one differentiable operation: matrix products on the WASM backend, gates in plain code.

import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from './load-tf.ts'
import { multiplyRows, sigmoid } from './multiply-rows.ts'
import { operation } from './operation.ts'

/**
 * Runs the recurrence (Keras: gate order input, forget, candidate, output; sigmoid and tanh).
 * @param projected - Input times kernel plus bias, time-major `[steps × size, 4 × units]`.
 * @param recurrent - Recurrent kernel, `[units, 4 × units]`.
 * @param start - State before the first step, `[size, 2 × units]`: hidden, then cell.
 * @returns State after the last step, `[size, 2 × units]`.
 */
export function lstm(tf: Tf, projected: Tensor2D, recurrent: Tensor2D, start: Tensor2D): Tensor2D {
  const size = start.shape[0]
  const units = recurrent.shape[0]
  const steps = projected.shape[0] / size
  const wide = 4 * units
  const cells = size * units

  return operation(tf, [projected, recurrent, start], ([inputs, kernel, state]) => {
    const zx = inputs!.dataSync()
    const hidden = new Float32Array((steps + 1) * cells)
    const cell = new Float32Array((steps + 1) * cells)
    const gates = new Float32Array(steps * size * wide)
    readState(state!.dataSync(), hidden, cell, size, units)
    for (let step = 0; step < steps; step++) {
      const before = hidden.subarray(step * cells, (step + 1) * cells)
      const zh = multiplyRows(tf, before, size, kernel as Tensor2D)
      stepForward(zx, zh, hidden, cell, gates, step, size, units)
    }
    const end = writeState(hidden.subarray(steps * cells), cell.subarray(steps * cells), size, units)
    return {
      value: tf.tensor2d(end, [size, 2 * units]),
      backward: (dy, [, kernel]) => {
        const dHidden = new Float32Array(cells)
        const dCell = new Float32Array(cells)
        readState(dy.dataSync(), dHidden, dCell, size, units)
        const dGates = new Float32Array(steps * size * wide)
        const transposed = tf.transpose(kernel as Tensor2D)
        for (let step = steps - 1; step >= 0; step--) {
          stepBackward(dHidden, dCell, cell, gates, dGates, step, size, units)
          const dz = dGates.subarray(step * size * wide, (step + 1) * size * wide)
          dHidden.set(multiplyRows(tf, dz, size, transposed))
        }
        const dz = tf.tensor2d(dGates, [steps * size, wide])
        const earlier = tf.tensor2d(hidden.subarray(0, steps * cells), [steps * size, units])
        const dStart = tf.tensor2d(writeState(dHidden, dCell, size, units), [size, 2 * units])
        return [dz, tf.matMul(tf.transpose(earlier), dz), dStart]
      },
    }
  }) as Tensor2D
}

function readState(
  state: ArrayLike<number>,
  hidden: Float32Array,
  cell: Float32Array,
  size: number,
  units: number,
): void {
  for (let sample = 0; sample < size; sample++) {
    for (let unit = 0; unit < units; unit++) {
      hidden[sample * units + unit] = state[sample * 2 * units + unit]!
      cell[sample * units + unit] = state[sample * 2 * units + units + unit]!
    }
  }
}

function writeState(hidden: Float32Array, cell: Float32Array, size: number, units: number): Float32Array {
  const state = new Float32Array(size * 2 * units)
  for (let sample = 0; sample < size; sample++) {
    state.set(hidden.subarray(sample * units, (sample + 1) * units), sample * 2 * units)
    state.set(cell.subarray(sample * units, (sample + 1) * units), sample * 2 * units + units)
  }
  return state
}

function stepForward(
  zx: ArrayLike<number>,
  zh: ArrayLike<number>,
  hidden: Float32Array,
  cell: Float32Array,
  gates: Float32Array,
  step: number,
  size: number,
  units: number,
): void {
  const wide = 4 * units
  for (let sample = 0; sample < size; sample++) {
    const z = (step * size + sample) * wide
    const zRow = sample * wide
    const before = (step * size + sample) * units
    const after = before + size * units
    for (let unit = 0; unit < units; unit++) {
      const input = sigmoid(zx[z + unit]! + zh[zRow + unit]!)
      const forget = sigmoid(zx[z + units + unit]! + zh[zRow + units + unit]!)
      const candidate = Math.tanh(zx[z + 2 * units + unit]! + zh[zRow + 2 * units + unit]!)
      const output = sigmoid(zx[z + 3 * units + unit]! + zh[zRow + 3 * units + unit]!)
      const next = forget * cell[before + unit]! + input * candidate
      cell[after + unit] = next
      hidden[after + unit] = output * Math.tanh(next)
      gates[z + unit] = input
      gates[z + units + unit] = forget
      gates[z + 2 * units + unit] = candidate
      gates[z + 3 * units + unit] = output
    }
  }
}

/** Turns the gradient of the state after a step into that of its gates and, for the cell, of the state before. */
function stepBackward(
  dHidden: Float32Array,
  dCell: Float32Array,
  cell: Float32Array,
  gates: Float32Array,
  dGates: Float32Array,
  step: number,
  size: number,
  units: number,
): void {
  const wide = 4 * units
  for (let sample = 0; sample < size; sample++) {
    const z = (step * size + sample) * wide
    const before = (step * size + sample) * units
    const after = before + size * units
    for (let unit = 0; unit < units; unit++) {
      const at = sample * units + unit
      const input = gates[z + unit]!
      const forget = gates[z + units + unit]!
      const candidate = gates[z + 2 * units + unit]!
      const output = gates[z + 3 * units + unit]!
      const squashed = Math.tanh(cell[after + unit]!)
      const dc = dCell[at]! + dHidden[at]! * output * (1 - squashed * squashed)
      dGates[z + unit] = dc * candidate * input * (1 - input)
      dGates[z + units + unit] = dc * cell[before + unit]! * forget * (1 - forget)
      dGates[z + 2 * units + unit] = dc * input * (1 - candidate * candidate)
      dGates[z + 3 * units + unit] = dHidden[at]! * squashed * output * (1 - output)
      dCell[at] = dc * forget
    }
  }
}
