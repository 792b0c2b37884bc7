// SPDX-License-Identifier: MIT
// Stands in for seedrandom in dist/generic.js: weights are loaded, never drawn, and dropout rests at inference.

/** A source of random numbers. */
export function alea(): never {
  throw new Error('random numbers of TensorFlow.js are not in the bundle')
}
