// SPDX-License-Identifier: MIT
// Copies the weights into the module's memory, once and 8-bit as they are, in the order in which it reads them.

import type { Weight } from '../network.ts'
import { reserve, toRoom } from './reserve.ts'

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
  /** Bytes taken so far. */
  readonly bytes: number
}

/** Creates an empty store. */
export function createWeightStore(memory: WebAssembly.Memory): WeightStore {
  let bytes = 0

  function take(size: number): number {
    const at = bytes
    bytes += toRoom(size)
    reserve(memory, bytes)
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
    get bytes(): number {
      return bytes
    },
    addMatrix(weight, columns) {
      const stride = weight.shape.at(-1)!
      const rows = weight.data.length / stride
      const panels = Math.ceil(columns.length / PANEL)
      const data = take(panels * PANEL * rows * weight.data.BYTES_PER_ELEMENT)
      const stored = toView(memory, weight, data, panels * PANEL * rows)
      const shift = toShift(weight)
      for (let panel = 0, to = 0; panel < panels; panel++) {
        const some = columns.slice(panel * PANEL, (panel + 1) * PANEL)
        for (let from = 0; from < weight.data.length; from += stride, to += PANEL) {
          for (let at = 0; at < some.length; at++) {
            if (some[at]! >= 0) stored[to + at] = weight.data[from + some[at]!]! - shift
          }
        }
      }
      return describe(weight, data, rows, columns.length, shift)
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
