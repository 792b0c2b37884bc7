// SPDX-License-Identifier: MIT
// TensorFlow.js for training: core ops on the WASM backend, the fastest that runs in Node without a native module; on
// the native one where `@tensorflow/tfjs-node` is installed.

import type * as Core from '@tensorflow/tfjs-core'
import { importPeer } from '../import-peer.ts'

/** The parts of TensorFlow.js that training uses. */
export type Tf = typeof Core

/**
 * Loads TensorFlow.js with its WASM backend, or the native one.
 * @throws `MissingPeerError` when one of the two packages is not installed.
 */
export async function loadTf(): Promise<Tf> {
  const tf = await importPeer('@tensorflow/tfjs-core', () => import('@tensorflow/tfjs-core'))
  await importPeer('@tensorflow/tfjs-backend-wasm', () => import('@tensorflow/tfjs-backend-wasm'))
  await tf.setBackend((await hasNative(tf)) ? 'tensorflow' : 'wasm')
  await tf.ready()
  return tf
}

/** Whether the native backend is there and has registered itself with this copy of TensorFlow.js. */
async function hasNative(tf: Tf): Promise<boolean> {
  // Named by a variable: nobody who lacks it shall be asked for its types.
  const native: string = '@tensorflow/tfjs-node'
  try {
    await import(native)
  } catch (error) {
    const code = (error as { code?: unknown }).code
    // Not installed, as a rule.
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return false
    throw error
  }
  return tf.findBackendFactory('tensorflow') !== null
}
