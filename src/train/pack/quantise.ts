// SPDX-License-Identifier: MIT
// Eight bits a weight, one scale a tensor, zero exactly on the grid: what tfjs reads as `quantization`.

/** A quantised tensor: value = `data[i] × scale + min`. */
export interface QuantisedTensor {
  readonly data: Uint8Array
  readonly scale: number
  readonly min: number
}

/**
 * Quantises values to 8 bits.
 *
 * @remarks The range is widened to hold 0 and `min` is a whole multiple of `scale`, so that a weight of 0 stays 0.
 * @param values - Finite numbers.
 * @throws `RangeError` for a value that is not finite.
 */
export function quantise(values: Float32Array): QuantisedTensor {
  let low = 0
  let high = 0
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`A weight is ${value}; training has diverged.`)
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low === high) return { data: new Uint8Array(values.length), scale: 1, min: 0 }
  const range = high - low
  // Rounding zero to the grid may push either end out by half a step: 254 steps leave room for it.
  const scale = range / 254
  const zero = Math.round(-low / scale)
  const data = Uint8Array.from(values, (value) =>
    Math.max(0, Math.min(255, Math.round(value / scale) + zero)),
  )
  return { data, scale, min: -zero * scale }
}

/** What an engine reads back, in the float32 arithmetic of the engines. */
export function dequantise({ data, scale, min }: QuantisedTensor): Float32Array {
  return Float32Array.from(data, (q) => q * scale + min)
}
