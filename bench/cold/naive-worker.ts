// SPDX-License-Identifier: MIT
// The rival of the cold start: a layers model on WebGL in a worker, the way the project's own worker replaces it. Gets
// the address of a package, answers with the scores of one visit.

import '@tensorflow/tfjs-backend-webgl'
import { ready, setBackend, tensor2d, zeros } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'

async function scoreOnce(modelUrl: string): Promise<number[]> {
  const loading = loadLayersModel(modelUrl)
  await setBackend('webgl')
  await ready()
  const model = await loading
  const inputs = model.inputs.map(({ shape: [, steps, width] }) =>
    width === undefined || width === null
      ? tensor2d(new Int32Array(steps ?? 0), [1, steps ?? 0], 'int32')
      : zeros([1, steps ?? 0, width]),
  )
  const [scores]: Tensor[] = [model.predict(inputs)].flat()
  return [...((await scores?.data<'float32'>()) ?? [])]
}

addEventListener('message', ({ data }: MessageEvent<string>) => {
  void scoreOnce(data).then((scores) => postMessage({ scores }))
})
