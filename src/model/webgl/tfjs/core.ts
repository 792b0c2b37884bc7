// SPDX-License-Identifier: MIT
// Stands in for the root of @tensorflow/tfjs-core in the bundles (see tfjs-aliases.mjs): what the WebGL backend asks
// of it when it runs packed programs, and nothing else. The root would bring every op, gradient and file format.

export { DataStorage } from '@tensorflow/tfjs-core/dist/backends/backend.js'
export * as util from './util.ts'

/** Flags that change while the engine runs; `tfjs-aliases.mjs` has settled the others before they come here. */
const flags: Record<string, unknown> = {}
const get = (flag: string): unknown => flags[flag] ?? false

/** Base class of backends: all that it does is refuse what a backend does not do, and nobody asks for that here. */
export const KernelBackend: ObjectConstructor = Object

/** What the backend asks its surroundings. */
export interface Environment {
  get(flag: string): unknown
  getBool(flag: string): unknown
  getNumber(flag: string): unknown
  set(flag: string, value: unknown): void
  readonly global: typeof globalThis
}

/** Flags of the backend. */
export function env(): Environment {
  const set = (flag: string, value: unknown): void => void (flags[flag] = value)
  return { get, getBool: get, getNumber: get, set, global: globalThis }
}

/** The backend counts tensors with it; there are none here. */
export function engine(): undefined {
  return undefined
}

/** Shapes here never have a dimension of 1, so none is broadcast. */
export const backend_util: Readonly<Record<string, () => readonly number[]>> = {
  getBroadcastDims: () => [],
  mergeRealAndImagArrays: missing,
  warn: missing,
}

/** Kernels of other backends. */
export const kernel_impls: Readonly<Record<string, unknown>> = {}

/** Ops that the backend would run to find out about the device. */
export { missing as buffer, missing as nextFrame, missing as scalar, missing as tidy }

function missing(): never {
  throw new Error('this part of TensorFlow.js is not in the bundle')
}
