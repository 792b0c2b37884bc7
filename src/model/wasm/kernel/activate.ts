// SPDX-License-Identifier: MIT
// Activations, four numbers at a time. AssemblyScript; compiled by scripts/build-wasm.ts.

// Codes of ../activation-code.ts; what is left is the sigmoid.
const LINEAR: i32 = 0
const RELU: i32 = 1
const TANH: i32 = 3
const HARD_SIGMOID: i32 = 4

/**
 * e to the power of x, within 2e-7 of the result; NaN stays NaN, what lies outside ±87 is taken as ±87.
 * x = n·ln 2 + r: 2^n goes into the exponent's bits, e^r is the polynomial of Cephes' expf.
 */
export function exp4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, f32x4.splat(87)), f32x4.splat(-87))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)))
  // ln 2 in two parts, the first of few bits: n times it is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)))
  let y = f32x4.splat(1.98756915e-4)
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
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
