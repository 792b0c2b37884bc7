// SPDX-License-Identifier: MIT
// A package whose network is not of the family: a batch normalisation in the middle.

import { CHANNEL_COUNT, FEATURE_VERSION, HISTORY_LENGTH } from '../../src/features/feature-table.ts'
import { FORMAT_VERSION } from '../../src/model/package-format.ts'
import type { ModelJson, WeightSpec } from '../../src/model/package-format.ts'
import { createRandom } from './random-topology.ts'

/** The package without a self-test: its `expected` are for the test to fill in. */
export interface OutsidePackage {
  readonly modelJson: ModelJson
  readonly weightBytes: ArrayBuffer
}

/**
 * Makes it.
 * @param className - Class of the layer in the middle; `BatchNormalization` is one that TensorFlow.js knows.
 * @param expected - What the self-test must give.
 */
export function createOutsidePackage(className: string, expected: readonly number[]): OutsidePackage {
  const random = createRandom(17)
  const layers: unknown[] = []
  const add = (kind: string, name: string, config: Record<string, unknown>, input?: string): void => {
    const inbound = input === undefined ? [] : [[[input, 0, 0, {}]]]
    layers.push({
      class_name: kind,
      name,
      config: { name, trainable: true, ...config },
      inbound_nodes: inbound,
    })
  }
  add('InputLayer', 'tokens', { batch_input_shape: [null, HISTORY_LENGTH], dtype: 'int32' })
  add('Embedding', 'embedding', { input_dim: 30, output_dim: 6 }, 'tokens')
  add('Conv1D', 'conv', { filters: 8, kernel_size: [3], activation: 'relu' }, 'embedding')
  add(className, 'middle', { axis: -1, epsilon: 0.001 }, 'conv')
  add('GlobalMaxPooling1D', 'pooled', {}, 'middle')
  add('Dense', 'intent', { units: 3, activation: 'softmax' }, 'pooled')
  const shapes: readonly [string, readonly number[]][] = [
    ['embedding/embeddings', [30, 6]],
    ['conv/kernel', [3, 6, 8]],
    ['conv/bias', [8]],
    ['middle/gamma', [8]],
    ['middle/beta', [8]],
    ['middle/moving_mean', [8]],
    ['middle/moving_variance', [8]],
    ['intent/kernel', [8, 3]],
    ['intent/bias', [3]],
  ]
  const weights: WeightSpec[] = shapes.map(([name, shape]) => ({
    name,
    shape,
    dtype: 'float32',
    quantization: { dtype: 'uint8', scale: 1 / 255, min: name.endsWith('variance') ? 0.5 : -0.4 },
  }))
  const size = shapes.reduce(
    (sum, [, shape]) => sum + shape.reduce((product, length) => product * length, 1),
    0,
  )
  const config = {
    name: 'outside',
    layers,
    input_layers: [['tokens', 0, 0]],
    output_layers: [['intent', 0, 0]],
  }
  const modelJson: ModelJson = {
    format: 'layers-model',
    modelTopology: {
      class_name: 'Model',
      config,
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
    userDefinedMetadata: {
      vitrine: {
        formatVersion: FORMAT_VERSION,
        modelVersion: '0.0.0-outside',
        featureVersion: FEATURE_VERSION,
        heads: [
          {
            name: 'intent',
            layer: 'intent',
            classes: ['browse', 'cart-abandon', 'buy'],
            units: 3,
            reads: 'visit',
            calibration: { method: 'none' },
          },
        ],
        policy: [],
        quality: {},
        holdout: { modulo: 10, below: 1, salt: '' },
        credits: [],
        selfTest: {
          tokens: Array.from({ length: HISTORY_LENGTH }, (_, at) => (at * 7) % 30),
          channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
          expected,
        },
      },
    },
  }
  return {
    modelJson,
    weightBytes: Uint8Array.from({ length: size }, () => Math.floor(random() * 256)).buffer,
  }
}
