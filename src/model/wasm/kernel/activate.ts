// SPDX-License-Identifier: MIT
// Activations, four numbers at a time. AssemblyScript; compiled by scripts/build-wasm.ts.

// Numbers of `toActivationCode` in ../activation-code.ts.
const RELU: i32 = 1
const SIGMOID: i32 = 2
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
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)))
  let y = f32x4.splat(1.9875691500e-4)
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
}

/** 1 / (1 + e^-x). */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
}

/** 1 − 2 / (1 + e^2x): absolute error below 2e-7. */
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(one, exp4(f32x4.add(x, x)))))
}

/** The activation of a code. */
export function activate4(x: v128, code: i32): v128 {
  switch (code) {
    case RELU:
      return f32x4.max(x, f32x4.splat(0))
    case SIGMOID:
      return sigmoid4(x)
    case TANH:
      return tanh4(x)
    case HARD_SIGMOID:
      return f32x4.max(
        f32x4.min(f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5)), f32x4.splat(1)),
        f32x4.splat(0),
      )
    default:
      return x
  }
}
