// SPDX-License-Identifier: MIT
// Stands in for the hashes of tfjs-core in dist/generic.js: they are for tables of text.

/** Hashes of text. */
export function fingerPrint64(): never {
  throw new Error('hashes of TensorFlow.js are not in the bundle')
}

/** Numbers of 64 bits. */
export function hexToLong(): never {
  throw new Error('64-bit numbers of TensorFlow.js are not in the bundle')
}
