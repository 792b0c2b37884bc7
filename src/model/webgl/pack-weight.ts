// SPDX-License-Identifier: MIT
// Weights as textures: bytes stay bytes (RGBA8, a quarter of float32), rows and columns in the order of the program.

import type { Weight } from '../network.ts'

/** A texture to upload, row-major, four numbers a texel. */
export interface PackedWeight {
  readonly data: Uint8Array | Float32Array
  /** Size in texels. */
  readonly width: number
  readonly height: number
  /** A texel's number becomes the weight's by × scale + min; bytes arrive in [0, 1]. */
  readonly scale: number
  readonly min: number
}

/**
 * Packs a matrix.
 * @param weight - Any shape; read as rows of `stride` numbers.
 * @param rows - For each row of the texture, the row of the weight; -1 for padding.
 * @param columns - For each number of a texture row, the column of the weight; -1 for padding. A multiple of four.
 */
export function packWeight(
  weight: Weight,
  stride: number,
  rows: readonly number[],
  columns: readonly number[],
): PackedWeight {
  const bytes = weight.data instanceof Uint8Array && weight.scale !== 0
  const data = bytes
    ? new Uint8Array(rows.length * columns.length)
    : new Float32Array(rows.length * columns.length)
  let at = 0
  for (const row of rows) {
    for (const column of columns) {
      const stored = row < 0 || column < 0 ? undefined : weight.data[row * stride + column]
      if (stored !== undefined) data[at] = bytes ? stored : stored * weight.scale + weight.min
      at++
    }
  }
  const scale = bytes ? weight.scale * 255 : 1
  return { data, width: columns.length / 4, height: rows.length, scale, min: bytes ? weight.min : 0 }
}

/** Packs a vector into one row of floats; zeros where there is none. */
export function packBias(weight: Weight | undefined, columns: readonly number[], offset = 0): PackedWeight {
  const data = Float32Array.from(columns, (column) => {
    if (weight === undefined || column < 0) return 0
    return (weight.data[offset + column] ?? 0) * weight.scale + weight.min
  })
  return { data, width: columns.length / 4, height: 1, scale: 1, min: 0 }
}
