// SPDX-License-Identifier: MIT
// Small networks with known layers: the reference network's shape with the encoder's inputs.

import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../src/features/feature-table.ts'
import type { RandomTopology, WantedWeight } from './random-topology.ts'

/** Sizes of a reference network. */
export interface PlainSizes {
  readonly length: number
  readonly channelCount: number
  readonly vocabulary: number
  readonly embedding: number
  readonly filters: number
  readonly kernel: number
  readonly pool: number
  readonly units: number
  readonly classes: number
}

/** The reference network of the paper: 369,028 numbers, no channels. */
export const REFERENCE_SIZES: PlainSizes = {
  length: 100,
  channelCount: 0,
  vocabulary: 4096,
  embedding: 50,
  filters: 128,
  kernel: 5,
  pool: 5,
  units: 128,
  classes: 4,
}

const SMALL_SIZES: PlainSizes = {
  length: HISTORY_LENGTH,
  channelCount: CHANNEL_COUNT,
  vocabulary: 40,
  embedding: 8,
  filters: 12,
  kernel: 5,
  pool: 5,
  units: 10,
  classes: 3,
}

/**
 * Embedding (and channels) → Conv1D → MaxPooling1D → LSTM → Dense softmax.
 * @defaultValue small sizes with the encoder's inputs
 */
export function createPlainTopology(sizes: PlainSizes = SMALL_SIZES): RandomTopology {
  const { length, channelCount, vocabulary, embedding, filters, kernel, pool, units, classes } = sizes
  const layers: unknown[] = []
  const add = (
    className: string,
    name: string,
    config: Record<string, unknown>,
    inputs: readonly string[],
  ): void => {
    const inbound = inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : []
    layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: inbound })
  }
  add('InputLayer', 'tokens', { batch_input_shape: [null, length], dtype: 'int32' }, [])
  if (channelCount > 0) add('InputLayer', 'channels', { batch_input_shape: [null, length, channelCount] }, [])
  add('Embedding', 'embedding', { input_dim: vocabulary, output_dim: embedding, mask_zero: false }, [
    'tokens',
  ])
  if (channelCount > 0) add('Concatenate', 'joined', { axis: -1 }, ['embedding', 'channels'])
  const conv = {
    filters,
    kernel_size: [kernel],
    strides: [1],
    padding: 'valid',
    activation: 'relu',
    use_bias: true,
  }
  add('Conv1D', 'conv', conv, [channelCount > 0 ? 'joined' : 'embedding'])
  add('MaxPooling1D', 'pool', { pool_size: [pool], strides: [pool], padding: 'valid' }, ['conv'])
  const lstm = {
    units,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    return_sequences: false,
  }
  add('LSTM', 'lstm', lstm, ['pool'])
  add('Dense', 'intent', { units: classes, activation: 'softmax', use_bias: true }, ['lstm'])
  const width = embedding + channelCount
  const weights: WantedWeight[] = [
    { name: 'embedding/embeddings', shape: [vocabulary, embedding], spread: 0.5 },
    { name: 'conv/kernel', shape: [kernel, width, filters], spread: 1.2 / Math.sqrt(kernel * width) },
    { name: 'conv/bias', shape: [filters], spread: 0.2 },
    { name: 'lstm/kernel', shape: [filters, 4 * units], spread: 1 / Math.sqrt(filters) },
    { name: 'lstm/recurrent_kernel', shape: [units, 4 * units], spread: 1 / Math.sqrt(units) },
    { name: 'lstm/bias', shape: [4 * units], spread: 0.3 },
    { name: 'intent/kernel', shape: [units, classes], spread: 1 / Math.sqrt(units) },
    { name: 'intent/bias', shape: [classes], spread: 0.2 },
  ]
  const config = {
    name: 'reference',
    layers,
    input_layers: (channelCount > 0 ? ['tokens', 'channels'] : ['tokens']).map((name) => [name, 0, 0]),
    output_layers: [['intent', 0, 0]],
  }
  const topology = {
    class_name: 'Model',
    config,
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  }
  return {
    topology,
    weights,
    heads: [{ layer: 'intent', width: classes, activation: 'softmax' }],
    length,
    channelCount,
    vocabulary,
  }
}
