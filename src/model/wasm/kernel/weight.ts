// SPDX-License-Identifier: MIT
// A weight in memory: panels of eight columns, one below the other, so that a product reads it front to back.

/** Stored as ../store-weights.ts writes it: six words of four bytes. */
@unmanaged
export class Weight {
  /** Panel p holds rows 0 to `rows` of columns 8p to 8p + 7. */
  data: usize
  /** Bytes of one stored number: 1 and 2 are codes, signed in panels and unsigned in tables; 4 is a float. */
  bytes: i32
  /** Value = code × scale + min. */
  scale: f32
  min: f32
  rows: i32
  /** Columns that exist; those that fill the last panel do not. */
  columns: i32
}

/** Where `row` of the panel that starts at `column` lies. */
export function rowOf(weight: Weight, column: i32, row: i32): usize {
  return weight.data + <usize>((weight.rows * column + row * 8) * weight.bytes)
}

/** Floats of `rows` rows of a panel: written to `scratch`, or the panel itself where it holds floats. */
export function expandPanel(weight: Weight, from: usize, rows: i32, scratch: usize): usize {
  if (weight.bytes == 4) return from
  const scale = f32x4.splat(weight.scale)
  const min = f32x4.splat(weight.min)
  const wide = weight.bytes == 2
  let to = scratch
  for (let row = 0; row < rows; row++, to += 32) {
    const codes = wide ? v128.load(from) : v128.load_ext<i8>(from)
    from += wide ? 16 : 8
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes))
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes))
    v128.store(to, f32x4.add(f32x4.mul(low, scale), min))
    v128.store(to, f32x4.add(f32x4.mul(high, scale), min), 16)
  }
  return scratch
}
