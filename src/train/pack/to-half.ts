// SPDX-License-Identifier: MIT
// Single floats to half floats (IEEE 754 binary16), rounded to the nearest, ties to even.

/** Largest half float. */
export const LARGEST_HALF = 65_504

/** Magnitudes from here on round to infinity: half a step beyond {@link LARGEST_HALF}. */
const OVERFLOW = 65_520

/**
 * Rounds a number to a half float.
 * @param value - Any number; NaN stays NaN.
 * @returns The 16 bits. From 65,520 on they are those of infinity.
 */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const magnitude = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (magnitude >= OVERFLOW) return sign | 0x7c00
  // Below 2^-14 all steps are as wide as there, 2^-24: the subnormal numbers.
  const exponent = Math.max(-14, exponentOf(magnitude))
  const steps = roundToEven(magnitude / 2 ** (exponent - 10))
  // Steps from 1024 on carry the implicit bit; rounding up to 2048 moves on to the next exponent by itself.
  return sign | (((exponent + 14) << 10) + steps)
}

/** Largest whole power of two that is no more than `magnitude`; exact, as `Math.log2` is not. */
function exponentOf(magnitude: number): number {
  if (magnitude < 2 ** -14) return -14
  let exponent = Math.floor(Math.log2(magnitude))
  if (2 ** exponent > magnitude) exponent--
  if (2 ** (exponent + 1) <= magnitude) exponent++
  return exponent
}

/** Whole numbers nearest; halves go to the even one. `value` is at least 0 and small. */
function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}
