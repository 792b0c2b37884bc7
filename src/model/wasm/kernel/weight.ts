// SPDX-License-Identifier: MIT
// A weight in memory: panels of eight columns, each from its first row to its last, so that a product reads it front
// to back. Rows of 8-bit codes lie in pairs (both codes of column 0, both of column 1, …): one instruction multiplies
// and adds a pair.

/** Stored as ../store-weights.ts writes it: six words of four bytes. */
@unmanaged
export class Weight {
  data: usize
  /** Bytes of one stored number: 1 and 2 are codes, signed in panels and unsigned in tables; 4 is a float. */
  bytes: i32
  /** Value = code × scale + min. */
  scale: f32
  min: f32
  /** Rows of a panel; even where they lie in pairs. */
  rows: i32
  /** Columns that exist; those that fill the last panel do not. */
  columns: i32
}

/** Where `row` of the panel that starts at `column` lies; in pairs, the row must be even. */
export function rowOf(weight: Weight, column: i32, row: i32): usize {
  return weight.data + <usize>((weight.rows * column + row * 8) * weight.bytes)
}

/**
 * Expands `inner` rows of a panel to floats.
 * @param scratch - Room for two more rows.
 * @returns Where row `first` lies, of eight floats; in the panel itself where it holds floats.
 */
export function expandPanel(weight: Weight, column: i32, first: i32, inner: i32, scratch: usize): usize {
  if (weight.bytes == 4) return rowOf(weight, column, first)
  const scale = f32x4.splat(weight.scale)
  const min = f32x4.splat(weight.min)
  const paired = weight.bytes == 1
  const odd = paired ? first & 1 : 0
  let from = rowOf(weight, column, first - odd)
  let to = scratch
  // Two rows of eight columns at a time.
  for (let left = (odd + inner + 1) >> 1; left > 0; left--, from += paired ? 16 : 32, to += 64) {
    let a: v128, b: v128, c: v128, d: v128
    if (paired) {
      const low = v128.load_ext<i8>(from)
      const high = v128.load_ext<i8>(from, 8)
      a = i32x4.shr_s(i32x4.shl(low, 16), 16)
      b = i32x4.shr_s(i32x4.shl(high, 16), 16)
      c = i32x4.shr_s(low, 16)
      d = i32x4.shr_s(high, 16)
    } else {
      a = v128.load_ext<i16>(from)
      b = v128.load_ext<i16>(from, 8)
      c = v128.load_ext<i16>(from, 16)
      d = v128.load_ext<i16>(from, 24)
    }
    v128.store(to, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(a), scale), min))
    v128.store(to, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(b), scale), min), 16)
    v128.store(to, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(c), scale), min), 32)
    v128.store(to, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(d), scale), min), 48)
  }
  return scratch + ((<usize>odd) << 5)
}
