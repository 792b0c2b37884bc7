// SPDX-License-Identifier: MIT
// The product of a row with 8-bit codes, in whole numbers: where there are few rows, every code is read once, and
// expanding it to a float would take longer than using it.

import { rowOf, Weight } from './weight'

/** Sums of as many products of a code and 16 bits fit in 32. */
const MOST_INNER: i32 = 512

/** Bytes of a row of 16-bit numbers, with room for what is written behind it. */
const HALF_ROW: usize = 2 * 512 + 32

/** Adds `x · w` to the row `y`. `room`: 2240 bytes. */
export function addRow(x: usize, y: usize, weight: Weight, first: i32, inner: i32, room: usize): void {
  for (let k = 0; k < inner; k += MOST_INNER) {
    addPart(x + ((<usize>k) << 2), y, weight, first + k, min(MOST_INNER, inner - k), room)
  }
}

// x = unit · (high + low / 32768), both whole numbers of 16 bits: no digit of a float that counts is lost.
// Then Σ x·(q·scale + min) = unit · scale · (Σ high·q + Σ low·q / 32768) + min · Σ x.
function addPart(x: usize, y: usize, weight: Weight, first: i32, inner: i32, room: usize): void {
  const bytes = (<usize>inner) << 2
  let largest: f32 = 0
  let sum: f32 = 0
  for (let k: usize = 0; k < bytes; k += 4) {
    const value = load<f32>(x + k)
    largest = max(largest, abs(value))
    sum += value
  }
  // What the first and last pair hold besides these rows meets zeros.
  const odd = first & 1
  const highs = room
  const lows = room + HALF_ROW
  store<i32>(highs, 0)
  store<i32>(lows, 0)
  split(x, bytes, <f32>32767 / largest, highs + ((<usize>odd) << 1))
  const end = (<usize>(odd + inner)) << 1
  store<i16>(highs + end, 0)
  store<i16>(lows + end, 0)

  const step = weight.scale * (largest / 32767)
  const shift = f32x4.splat(weight.min * sum)
  const columns = weight.columns
  const tile = lows + HALF_ROW
  for (let column = 0; column < columns; column += 16) {
    const width = min(16, columns - column)
    const to = y + (column << 2)
    const a = rowOf(weight, column, first - odd)
    // The last panel may stand alone: it is then computed twice.
    const b = width > 8 ? rowOf(weight, column + 8, first - odd) : a
    if (width == 16) addPairs(highs, highs + end, a, b, to, step, shift)
    else {
      memory.copy(tile, to, width << 2)
      addPairs(highs, highs + end, a, b, tile, step, shift)
      memory.copy(to, tile, width << 2)
    }
  }
}

function split(x: usize, bytes: usize, inverse: f32, highs: usize): void {
  const scale = f32x4.splat(inverse)
  const fine = f32x4.splat(32768)
  for (let k: usize = 0; k < bytes; k += 16, highs += 8) {
    const value = f32x4.mul(v128.load(x + k), scale)
    const high = f32x4.nearest(value)
    const low = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(value, high), fine))
    const whole = i32x4.trunc_sat_f32x4_s(high)
    v128.store64_lane(highs, i16x8.narrow_i32x4_s(whole, whole), 0)
    v128.store64_lane(highs + HALF_ROW, i16x8.narrow_i32x4_s(low, low), 0)
  }
}

// One row by sixteen columns, from two panels.
function addPairs(highs: usize, end: usize, a: usize, b: usize, y: usize, step: f32, shift: v128): void {
  let h0 = i32x4.splat(0)
  let h1 = h0
  let h2 = h0
  let h3 = h0
  let l0 = h0
  let l1 = h0
  let l2 = h0
  let l3 = h0
  for (; highs < end; highs += 4, a += 16, b += 16) {
    const high = v128.load32_splat(highs)
    const low = v128.load32_splat(highs + HALF_ROW)
    let codes = v128.load_ext<i8>(a)
    h0 = i32x4.add(h0, i32x4.dot_i16x8_s(codes, high))
    l0 = i32x4.add(l0, i32x4.dot_i16x8_s(codes, low))
    codes = v128.load_ext<i8>(a, 8)
    h1 = i32x4.add(h1, i32x4.dot_i16x8_s(codes, high))
    l1 = i32x4.add(l1, i32x4.dot_i16x8_s(codes, low))
    codes = v128.load_ext<i8>(b)
    h2 = i32x4.add(h2, i32x4.dot_i16x8_s(codes, high))
    l2 = i32x4.add(l2, i32x4.dot_i16x8_s(codes, low))
    codes = v128.load_ext<i8>(b, 8)
    h3 = i32x4.add(h3, i32x4.dot_i16x8_s(codes, high))
    l3 = i32x4.add(l3, i32x4.dot_i16x8_s(codes, low))
  }
  finish(y, h0, l0, step, shift)
  finish(y + 16, h1, l1, step, shift)
  finish(y + 32, h2, l2, step, shift)
  finish(y + 48, h3, l3, step, shift)
}

function finish(y: usize, high: v128, low: v128, step: f32, shift: v128): void {
  const coarse = f32x4.mul(f32x4.convert_i32x4_s(high), f32x4.splat(step))
  const fine = f32x4.mul(f32x4.convert_i32x4_s(low), f32x4.splat(step / 32768))
  v128.store(y, f32x4.add(v128.load(y), f32x4.add(f32x4.add(coarse, fine), shift)))
}
