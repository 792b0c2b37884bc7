// SPDX-License-Identifier: MIT
// The matrix product that everything else waits for, on weights that stay 8-bit.

import type { Weight } from '../network.ts'

/** A rectangle of a weight: rows from `from`, the first `columns` columns after `column`. */
export interface Block {
  readonly weight: Weight
  /** Numbers in one row of the weight. */
  readonly stride: number
  /** First row. */
  readonly from: number
  /** First column. */
  readonly column: number
  readonly columns: number
}

/** Rows of an array: `rows` rows from `offset`, `stride` numbers apart. */
export interface Rows {
  readonly data: Float64Array
  readonly offset: number
  readonly stride: number
}

/**
 * Adds `x · w` to `y`.
 * @param x - `rows` rows of `inner` numbers.
 * @param w - `inner` rows of `columns` numbers.
 * @param y - `rows` rows of `columns` numbers.
 * @param panel - Scratch of at least `4 × inner` numbers.
 */
export function multiply(x: Rows, w: Block, y: Rows, rows: number, inner: number, panel: Float64Array): void {
  const paired = rows < 2 ? 0 : rows - (rows % 2)
  if (paired > 0) multiplyPairs(x, w, y, paired, inner, panel)
  if (paired < rows) multiplyRow(x, w, y, paired, inner)
}

// Two rows by four columns at a time: the weights of four columns are expanded once into a panel that stays in
// the nearest cache, and eight sums stay in registers.
function multiplyPairs(x: Rows, w: Block, y: Rows, rows: number, inner: number, panel: Float64Array): void {
  const { data: xs, stride: xStride } = x
  const { data: ys, stride: yStride } = y
  for (let column = 0; column < w.columns; column += 4) {
    const width = Math.min(4, w.columns - column)
    fillPanel(panel, w, column, width, inner)
    for (let row = 0; row < rows; row += 2) {
      let a0 = 0
      let a1 = 0
      let a2 = 0
      let a3 = 0
      let b0 = 0
      let b1 = 0
      let b2 = 0
      let b3 = 0
      const xa = x.offset + row * xStride
      const xb = xa + xStride
      for (let k = 0, at = 0; k < inner; k++, at += 4) {
        const w0 = panel[at]!
        const w1 = panel[at + 1]!
        const w2 = panel[at + 2]!
        const w3 = panel[at + 3]!
        const va = xs[xa + k]!
        const vb = xs[xb + k]!
        a0 += va * w0
        a1 += va * w1
        a2 += va * w2
        a3 += va * w3
        b0 += vb * w0
        b1 += vb * w1
        b2 += vb * w2
        b3 += vb * w3
      }
      const ya = y.offset + row * yStride + column
      const yb = ya + yStride
      ys[ya]! += a0
      ys[yb]! += b0
      if (width > 1) {
        ys[ya + 1]! += a1
        ys[yb + 1]! += b1
      }
      if (width > 2) {
        ys[ya + 2]! += a2
        ys[yb + 2]! += b2
      }
      if (width > 3) {
        ys[ya + 3]! += a3
        ys[yb + 3]! += b3
      }
    }
  }
}

function fillPanel(panel: Float64Array, w: Block, column: number, width: number, inner: number): void {
  const { data, scale, min } = w.weight
  const last = width - 1
  let from = w.from * w.stride + w.column + column
  for (let k = 0, at = 0; k < inner; k++, at += 4, from += w.stride) {
    panel[at] = data[from]! * scale + min
    panel[at + 1] = data[from + (last < 1 ? 0 : 1)]! * scale + min
    panel[at + 2] = data[from + (last < 2 ? 0 : 2)]! * scale + min
    panel[at + 3] = data[from + (last < 3 ? 0 : 3)]! * scale + min
  }
}

// One row, eight rows of weights per pass: every weight is read once and not worth expanding. The sum runs over
// the stored numbers; scale and min come in at the end: Σ x·(q·s + m) = Σ x·s·q + m·Σ x.
function multiplyRow(x: Rows, w: Block, y: Rows, row: number, inner: number): void {
  const { data, scale, min } = w.weight
  const { data: xs } = x
  const { data: ys } = y
  const { stride: s, columns } = w
  const from = x.offset + row * x.stride
  const to = y.offset + row * y.stride
  let k = 0
  for (; k + 8 <= inner; k += 8) {
    const x0 = xs[from + k]! * scale
    const x1 = xs[from + k + 1]! * scale
    const x2 = xs[from + k + 2]! * scale
    const x3 = xs[from + k + 3]! * scale
    const x4 = xs[from + k + 4]! * scale
    const x5 = xs[from + k + 5]! * scale
    const x6 = xs[from + k + 6]! * scale
    const x7 = xs[from + k + 7]! * scale
    let at = (w.from + k) * s + w.column
    for (let column = 0; column < columns; column++, at++) {
      ys[to + column]! +=
        x0 * data[at]! +
        x1 * data[at + s]! +
        x2 * data[at + 2 * s]! +
        x3 * data[at + 3 * s]! +
        x4 * data[at + 4 * s]! +
        x5 * data[at + 5 * s]! +
        x6 * data[at + 6 * s]! +
        x7 * data[at + 7 * s]!
    }
  }
  for (; k < inner; k++) {
    const value = xs[from + k]! * scale
    let at = (w.from + k) * s + w.column
    for (let column = 0; column < columns; column++, at++) ys[to + column]! += value * data[at]!
  }
  if (min === 0) return
  let sum = 0
  for (k = 0; k < inner; k++) sum += xs[from + k]!
  const shift = sum * min
  for (let column = 0; column < columns; column++) ys[to + column]! += shift
}
