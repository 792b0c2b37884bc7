// SPDX-License-Identifier: MIT
// TensorFlow.js for training: core ops on the WASM backend, the fastest that runs in Node without a native module.

import type * as Core from '@tensorflow/tfjs-core'
import { importPeer } from '../import-peer.ts'

/** The parts of TensorFlow.js that training uses. */
export type Tf = typeof Core

/**
 * Loads TensorFlow.js and its WASM backend.
 * @throws `MissingPeerError` when one of the two packages is not installed.
 */
export async function loadTf(): Promise<Tf> {
  const tf = await importPeer('@tensorflow/tfjs-core', () => import('@tensorflow/tfjs-core'))
  await importPeer('@tensorflow/tfjs-backend-wasm', () => import('@tensorflow/tfjs-backend-wasm'))
  await tf.setBackend('wasm')
  await tf.ready()
  return tf
}
