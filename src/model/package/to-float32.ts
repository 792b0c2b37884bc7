// SPDX-License-Identifier: MIT
// Half floats (IEEE 754 binary16) to single floats.

/** Expands half floats; infinities and NaN stay what they are. */
export function toFloat32(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length)
  for (let at = 0; at < halves.length; at++) {
    const half = halves[at] ?? 0
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    // Steps of 2^-24 up to the second exponent; the last one holds infinity and NaN.
    const steps =
      exponent === 31 ? (fraction === 0 ? Infinity : NaN) : exponent > 0 ? fraction + 1024 : fraction
    floats[at] = (half >> 15 ? -steps : steps) * 2 ** (Math.max(exponent, 1) - 25)
  }
  return floats
}
