// SPDX-License-Identifier: MIT
// Rival: onnxruntime-web's WASM execution provider on the same network, one thread.

import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Contestant } from './contestant.ts'

export const contestant: Contestant = {
  async start({ onnxUrl, ortWasmUrl, length, channelCount }) {
    env.wasm.wasmPaths = ortWasmUrl
    env.wasm.numThreads = 1
    const session = await InferenceSession.create(onnxUrl, { executionProviders: ['wasm'] })
    return {
      async score({ size, tokens, channels }) {
        const feeds: Record<string, Tensor> = { tokens: new Tensor('int32', tokens, [size, length]) }
        if (channelCount > 0)
          feeds['channels'] = new Tensor('float32', channels, [size, length, channelCount])
        const { scores } = await session.run(feeds)
        return scores?.data as Float32Array
      },
    }
  },
}
