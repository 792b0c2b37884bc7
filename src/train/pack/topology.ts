// SPDX-License-Identifier: MIT
// The network as the tfjs layers format writes it, so that `tf.loadLayersModel` reads a package as it is.

import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../features/feature-table.ts'
import type { ConvSpec, NetworkSpec } from '../network/network-spec.ts'
import type { HeadLayer } from '../network/parameters.ts'

interface LayerJson {
  readonly name: string
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inbound_nodes: readonly unknown[]
}

/** Initialisers, which a reader without weights would use, and no regulariser. */
const GLOROT_KERNEL = {
  kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
  bias_initializer: { class_name: 'Zeros', config: {} },
  kernel_regularizer: null,
  kernel_constraint: null,
  bias_regularizer: null,
  bias_constraint: null,
  activity_regularizer: null,
} as const

/**
 * Describes a network.
 * @param heads - Output layers, in the order of the outputs.
 */
export function topologyOf(spec: NetworkSpec, heads: readonly HeadLayer[]): unknown {
  const layers = [
    input('tokens', [null, HISTORY_LENGTH], 'int32'),
    ...(spec.channels ? [input('channels', [null, HISTORY_LENGTH, CHANNEL_COUNT], 'float32')] : []),
    embedding(spec.embedding),
    ...(spec.channels ? [layer('concat', 'Concatenate', { axis: -1 }, ['embedding', 'channels'])] : []),
    ...(spec.conv ? convolution(spec.conv, spec.channels ? 'concat' : 'embedding') : []),
    ...trunk(spec, lastBefore(spec)),
    ...heads.map((head) => dense(head, trunkEnd(spec))),
  ]
  const inputs = spec.channels ? ['tokens', 'channels'] : ['tokens']
  return {
    class_name: 'Model',
    config: {
      name: 'vitrine',
      layers,
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: heads.map(({ layer }) => [layer, 0, 0]),
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  }
}

function input(name: string, shape: readonly (number | null)[], dtype: string): LayerJson {
  const config = { batch_input_shape: shape, dtype, sparse: false, name }
  return { name, class_name: 'InputLayer', config, inbound_nodes: [] }
}

function layer(
  name: string,
  className: string,
  config: Readonly<Record<string, unknown>>,
  from: readonly string[],
): LayerJson {
  return {
    name,
    class_name: className,
    config: { name, trainable: true, ...config },
    inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
  }
}

function embedding(width: number): LayerJson {
  const config = {
    batch_input_shape: [null, HISTORY_LENGTH],
    dtype: 'float32',
    input_dim: TOKEN_COUNT,
    output_dim: width,
    embeddings_initializer: {
      class_name: 'RandomUniform',
      config: { minval: -0.05, maxval: 0.05, seed: null },
    },
    embeddings_regularizer: null,
    embeddings_constraint: null,
    activity_regularizer: null,
    mask_zero: false,
    input_length: HISTORY_LENGTH,
  }
  return layer('embedding', 'Embedding', config, ['tokens'])
}

function lastBefore({ conv, channels }: NetworkSpec): string {
  if (conv) return conv.pool > 1 ? 'pool' : 'conv'
  return channels ? 'concat' : 'embedding'
}

function convolution({ filters, kernel, stride, padding, pool }: ConvSpec, from: string): LayerJson[] {
  const conv = {
    filters,
    kernel_size: [kernel],
    strides: [stride],
    padding,
    dilation_rate: [1],
    activation: 'relu',
    use_bias: true,
    ...GLOROT_KERNEL,
  }
  const pooling = { pool_size: [pool], strides: [pool], padding: 'valid' }
  const convolved = layer('conv', 'Conv1D', conv, [from])
  return pool > 1 ? [convolved, layer('pool', 'MaxPooling1D', pooling, ['conv'])] : [convolved]
}

function trunk(spec: NetworkSpec, from: string): LayerJson[] {
  if ('lstm' in spec) {
    return [recurrence('lstm', 'LSTM', { units: spec.lstm, unit_forget_bias: true }, from)]
  }
  if ('gru' in spec) return [recurrence('gru', 'GRU', { units: spec.gru, reset_after: false }, from)]
  if (spec.pooling === 'max') return [layer('max', 'GlobalMaxPooling1D', {}, [from])]
  const score = { units: 1, activation: 'linear', use_bias: false, ...GLOROT_KERNEL }
  return [
    layer('attention', 'Dense', score, [from]),
    layer('attention_flat', 'Flatten', {}, ['attention']),
    layer('attention_weights', 'Softmax', { axis: -1 }, ['attention_flat']),
    layer('attended', 'Dot', { axes: 1, normalize: false }, ['attention_weights', from]),
  ]
}

/** The layer that the heads read. */
function trunkEnd(spec: NetworkSpec): string {
  if ('lstm' in spec) return 'lstm'
  if ('gru' in spec) return 'gru'
  return spec.pooling === 'max' ? 'max' : 'attended'
}

function recurrence(
  name: string,
  className: string,
  own: Readonly<Record<string, unknown>>,
  from: string,
): LayerJson {
  const config = {
    ...own,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    ...GLOROT_KERNEL,
    recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
    recurrent_regularizer: null,
    recurrent_constraint: null,
    dropout: 0,
    recurrent_dropout: 0,
    implementation: 1,
    return_sequences: false,
    return_state: false,
    go_backwards: false,
    stateful: false,
    unroll: false,
  }
  return layer(name, className, config, [from])
}

function dense({ layer: name, units }: HeadLayer, from: string): LayerJson {
  const config = {
    units,
    activation: units === 1 ? 'sigmoid' : 'softmax',
    use_bias: true,
    ...GLOROT_KERNEL,
  }
  return layer(name, 'Dense', config, [from])
}
