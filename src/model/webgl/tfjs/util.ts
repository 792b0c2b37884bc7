// SPDX-License-Identifier: MIT
// The helpers that the WebGL backend calls as `util`.

export {
  arraysEqual,
  assert,
  bytesPerElement,
  computeStrides,
  getTypedArrayFromDType,
  isString,
  nearestLargerEven,
  repeatedTry,
  rightPad,
  sizeFromShape,
  sizeToSquarishShape,
  squeezeShape,
} from '@tensorflow/tfjs-core/dist/util_base.js'

/** Milliseconds, for the backend's timers. */
export function now(): number {
  return performance.now()
}

/** Only for tensors of text, and timers of nested programs. */
export { unused as decodeString, unused as encodeString, unused as flatten, unused as sum }

function unused(): never {
  throw new Error('this part of TensorFlow.js is not in the bundle')
}
