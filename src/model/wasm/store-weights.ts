// SPDX-License-Identifier: MIT
// Copies the weights into the module's memory, once and 8-bit as they are, in the order in which it reads them.

import type { Weight } from '../network.ts'
import { reserve, STRIDE, toRoom } from './reserve.ts'

/** Columns of a panel: `kernel/product.ts` computes as many at a time. */
const PANEL = 8

/** Bytes of a descriptor: see `kernel/weight.ts`. */
const DESCRIPTOR = 24

/** Puts weights into the memory, each behind the one before. */
export interface WeightStore {
  /**
   * Stores a matrix in panels.
   * @param columns - Which columns to store, in order; -1 leaves a column that nobody reads.
   * @returns The address of its descriptor.
   */
  addMatrix(weight: Weight, columns: readonly number[]): number
  /** Stores a table row by row. Returns the address of its descriptor. */
  addTable(weight: Weight): number
  /**
   * Stores a vector as floats.
   * @param columns - As for a matrix; 0 where the weight is absent.
   * @returns The address of the floats.
   */
  addVector(weight: Weight | undefined, columns: readonly number[]): number
  /** Where the weights end. */
  readonly end: number
}

/**
 * Creates an empty store.
 * @param start - First address that is free.
 */
export function createWeightStore(memory: WebAssembly.Memory, start: number): WeightStore {
  let end = Math.ceil(start / STRIDE) * STRIDE

  function take(size: number): number {
    const at = end
    end += toRoom(size)
    reserve(memory, end)
    return at
  }

  function describe(weight: Weight, data: number, rows: number, columns: number, shift: number): number {
    const at = take(DESCRIPTOR)
    const view = new DataView(memory.buffer, at, DESCRIPTOR)
    view.setUint32(0, data, true)
    view.setInt32(4, weight.data.BYTES_PER_ELEMENT, true)
    view.setFloat32(8, weight.scale, true)
    view.setFloat32(12, weight.min + shift * weight.scale, true)
    view.setInt32(16, rows, true)
    view.setInt32(20, columns, true)
    return at
  }

  return {
    get end(): number {
      return end
    },
    addMatrix(weight, columns) {
      const { data, shape, scale, min } = weight
      const stride = shape.at(-1)!
      const paired = data instanceof Uint8Array
      const floats = data instanceof Float32Array
      const rows = paired ? Math.ceil(data.length / stride / 2) * 2 : data.length / stride
      const panels = Math.ceil(columns.length / PANEL)
      const at = take(panels * PANEL * rows * data.BYTES_PER_ELEMENT)
      const stored = toView(memory, weight, at, panels * PANEL * rows)
      const shift = toShift(weight)
      const step = paired ? 2 : 1
      columns.forEach((column, index) => {
        if (column < 0) return
        let to = Math.floor(index / PANEL) * PANEL * rows + (index % PANEL) * step
        for (let from = column, row = 0; from < data.length; from += stride, row++) {
          // The module takes stored floats for what they are.
          stored[to] = floats ? data[from]! * scale + min : data[from]! - shift
          // Within a pair the next code follows at once; the next pair is 16 codes after the first.
          to += paired ? (row % 2 === 0 ? 1 : 2 * PANEL - 1) : PANEL
        }
      })
      return describe(weight, at, rows, columns.length, shift)
    },
    addTable(weight) {
      const data = take(weight.data.byteLength)
      toView(memory, weight, data, weight.data.length).set(weight.data)
      return describe(weight, data, weight.shape[0]!, weight.shape[1]!, 0)
    },
    addVector(weight, columns) {
      const at = take(columns.length * 4)
      const floats = new Float32Array(memory.buffer, at, columns.length)
      if (weight !== undefined) {
        const { data, scale, min } = weight
        columns.forEach((column, index) => {
          if (column >= 0) floats[index] = data[column]! * scale + min
        })
      }
      return at
    },
  }
}

function toView(memory: WebAssembly.Memory, weight: Weight, at: number, size: number): Weight['data'] {
  if (weight.data instanceof Uint8Array) return new Uint8Array(memory.buffer, at, size)
  if (weight.data instanceof Uint16Array) return new Uint16Array(memory.buffer, at, size)
  return new Float32Array(memory.buffer, at, size)
}

// Codes of matrices are stored signed, around the middle of their range: sums over them stay small, and keep the
// digits that scale and min would take from large ones.
function toShift({ data }: Weight): number {
  if (data instanceof Float32Array) return 0
  return data instanceof Uint8Array ? 128 : 32768
}
