// SPDX-License-Identifier: MIT
// Activations, four numbers at a time. AssemblyScript; compiled by scripts/build-wasm.ts.

// Codes of ../activation-code.ts; what is left is the sigmoid.
const LINEAR: i32 = 0
const RELU: i32 = 1
const TANH: i32 = 3
const HARD_SIGMOID: i32 = 4

// In memory, because a constant of 16 bytes in the code takes several instructions wherever it is used.
const CONSTANTS = memory.data<f32>([
  // Largest exponent, 1 / ln 2, ln 2 in two parts of which the first has few bits: n times it is exact.
  87, 1.44269504088896341, 0.693359375, -2.1219444e-4,
  // 1.5 × 2^23: adding it rounds to a whole number, which then stands in the lowest bits.
  12582912,
  // e^r by Cephes' expf, from the highest power down.
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
])

/**
 * e to the power of x, within 3e-7 of the result; NaN stays NaN, what lies outside ±87 is taken as ±87.
 * x = n·ln 2 + r: n goes into the bits of the exponent, e^r is a polynomial.
 */
export function exp4(value: v128): v128 {
  const at = CONSTANTS
  const limit = v128.load32_splat(at)
  // The kind of minimum that is one instruction; NaN in front comes through.
  const x = f32x4.pmax(f32x4.pmin(value, limit), f32x4.neg(limit))
  const magic = v128.load32_splat(at, 16)
  const rounded = f32x4.add(f32x4.mul(x, v128.load32_splat(at, 4)), magic)
  const n = f32x4.sub(rounded, magic)
  let r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(at, 8)))
  r = f32x4.sub(r, f32x4.mul(n, v128.load32_splat(at, 12)))
  const square = f32x4.mul(r, r)
  const one = v128.load32_splat(at, 44)
  // Pairs of powers side by side: a shorter chain than one after the other.
  let y = f32x4.add(f32x4.mul(v128.load32_splat(at, 20), r), v128.load32_splat(at, 24))
  const middle = f32x4.add(f32x4.mul(v128.load32_splat(at, 28), r), v128.load32_splat(at, 32))
  const low = f32x4.add(f32x4.mul(v128.load32_splat(at, 36), r), v128.load32_splat(at, 40))
  y = f32x4.add(f32x4.mul(y, square), middle)
  y = f32x4.add(f32x4.mul(y, square), low)
  y = f32x4.add(f32x4.mul(y, square), f32x4.add(r, one))
  // The bits of 1 hold the exponent's bias.
  return f32x4.mul(y, i32x4.add(i32x4.shl(rounded, 23), one))
}

/**
 * The activation of a code. tanh x is 2 / (1 + e^-2x) − 1: absolute error below 2e-7.
 */
export function activate4(x: v128, code: i32): v128 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  if (code == LINEAR) return x
  if (code == RELU) return f32x4.max(x, zero)
  if (code == HARD_SIGMOID) {
    const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5))
    return f32x4.max(f32x4.min(line, one), zero)
  }
  const steep = code == TANH
  const share = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(steep ? f32x4.add(x, x) : x))))
  return steep ? f32x4.sub(f32x4.add(share, share), one) : share
}

/** Applies the activation of a code in place; up to three floats behind the last are changed too. */
export function activate(x: usize, count: i32, code: i32): void {
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) v128.store(x, activate4(v128.load(x), code))
}
