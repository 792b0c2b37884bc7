// SPDX-License-Identifier: MIT
// Stands in for the backend's own programs in the bundles (see tfjs-aliases.mjs): those that encode, decode, pack and
// unpack tensors. Here textures are written and read as they are; a program that runs all the same is a bug.

function unused(): never {
  throw new Error('this program of TensorFlow.js is not in the bundle')
}

export {
  unused as DecodeMatrixProgram,
  unused as DecodeMatrixPackedProgram,
  unused as EncodeFloatProgram,
  unused as EncodeFloatPackedProgram,
  unused as EncodeMatrixProgram,
  unused as EncodeMatrixPackedProgram,
  unused as PackProgram,
  unused as ReshapePackedProgram,
  unused as UnaryOpProgram,
  unused as UnaryOpPackedProgram,
  unused as UnpackProgram,
}

/** Operations of unary programs. */
export const ABS = ''
export const CLONE = ''

/** A kernel of the CPU backend. */
export function simpleAbsImplCPU(): never {
  throw new Error('this kernel of TensorFlow.js is not in the bundle')
}
