// SPDX-License-Identifier: MIT
// Half floats (IEEE 754 binary16) to single floats.

/** Expands half floats; infinities and NaN stay what they are. */
export function toFloat32(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length)
  for (let at = 0; at < halves.length; at++) {
    const half = halves[at] ?? 0
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) floats[at] = sign * fraction * 2 ** -24
    else if (exponent === 31) floats[at] = fraction === 0 ? sign * Infinity : NaN
    else floats[at] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  }
  return floats
}
