// SPDX-License-Identifier: MIT
// Hands a parsed package to TensorFlow.js: its topology as it stands, its weights as float32.

import { loadLayersModel, model } from '@tensorflow/tfjs-layers'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { ModelFormatError } from '../../../errors.ts'
import type { ModelPackage } from '../../parse-package.ts'

/** Loads the model whose outputs are the heads, in the order of the package. */
export async function loadModel(pkg: ModelPackage): Promise<LayersModel> {
  const { topology, weights, metadata, url } = pkg
  const numbers = new Float32Array(weights.reduce((sum, weight) => sum + weight.data.length, 0))
  let offset = 0
  for (const { data, scale, min } of weights) {
    for (let at = 0; at < data.length; at++) numbers[offset + at] = data[at]! * scale + min
    offset += data.length
  }
  const loaded = await loadLayersModel({
    load: () =>
      Promise.resolve({
        format: 'layers-model',
        modelTopology: structuredClone(topology) as object,
        weightSpecs: weights.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' })),
        weightData: numbers.buffer,
      }),
  })
  const outputs = metadata.heads.map(({ layer, units }) => {
    const { output } = loaded.getLayer(layer)
    const tensor: SymbolicTensor | undefined = Array.isArray(output) ? output[0] : output
    if (tensor?.shape.length !== 2 || tensor.shape[1] !== units) {
      throw new ModelFormatError(url, `head layer "${layer}" does not put out ${units} numbers`)
    }
    return tensor
  })
  return model({ inputs: loaded.inputs, outputs })
}
