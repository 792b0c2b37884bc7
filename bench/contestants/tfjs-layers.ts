// SPDX-License-Identifier: MIT
// What a shop would write first: loadLayersModel(), predict(), data().

import { env, memory, ready, setBackend, tensor2d, tensor3d, tidy } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Contestant } from './contestant.ts'
import { joinHeads } from './join-heads.ts'

/** @param backend - Name of the backend; its package must have been imported. */
export function createLayersContestant(backend: 'webgl' | 'wasm' | 'cpu'): Contestant {
  return {
    async start({ modelUrl }) {
      await setBackend(backend)
      await ready()
      const model = await loadLayersModel(modelUrl)
      const shapes = model.inputs.map((input) => input.shape)
      const weightBytes = backend === 'webgl' ? undefined : memory().numBytes

      const predict = ({ size, tokens, channels }: ScoreBatch): Tensor[] =>
        tidy(() => {
          const inputs = shapes.map(([, steps, width]) =>
            width === undefined || width === null
              ? tensor2d(tokens, [size, steps ?? 0], 'int32')
              : tensor3d(channels, [size, steps ?? 0, width]),
          )
          // Left to itself, predict() would cut a batch into pieces of 32.
          return [model.predict(inputs, { batchSize: size })].flat()
        })

      return {
        async score(batch) {
          const heads = predict(batch)
          const parts = await Promise.all(heads.map((head) => head.data<'float32'>()))
          for (const head of heads) head.dispose()
          return joinHeads(parts, batch.size)
        },
        weightBytes: () => weightBytes ?? memory().numBytes,
      }
    },
  }
}

/**
 * Tells the WASM backend where its files lie and keeps it to one thread, as every WASM contestant is kept: threads
 * need a cross-origin isolated page, which shops do not have, and this bench has for the sake of its clock.
 */
export function useOneThread(): void {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
}
