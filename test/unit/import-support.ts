// SPDX-License-Identifier: MIT
// Models as the tensorflowjs converter writes them from Keras 2 and Keras 3: made by hand after its output, with weights
// of a seeded generator. Two heads on Embedding, Concatenate, Dropout, Conv1D, MaxPooling1D and LSTM.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import { createRandom } from '../../src/train/random.ts'

/** Who wrote the model. */
export type Keras = 2 | 3

/** A converted model in memory; tests damage copies of it. */
export interface Converted {
  readonly json: {
    format: string
    generatedBy: string
    convertedBy: string
    modelTopology: Record<string, unknown>
    weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[]
  }
  readonly weights: Float32Array
}

type Config = Record<string, unknown>

interface Layer {
  readonly className: string
  readonly config: Config & { name: string }
  readonly inputs: readonly string[]
  /** Part, shape, and for a cell its name. */
  readonly weights: readonly (readonly [part: string, shape: readonly number[]])[]
  readonly cell?: string
}

const layers: readonly Layer[] = [
  { className: 'InputLayer', config: { name: 'tokens', shape: [HISTORY_LENGTH] }, inputs: [], weights: [] },
  {
    className: 'InputLayer',
    config: { name: 'channels', shape: [HISTORY_LENGTH, CHANNEL_COUNT] },
    inputs: [],
    weights: [],
  },
  {
    className: 'Embedding',
    config: {
      name: 'embedding_7',
      input_dim: TOKEN_COUNT,
      output_dim: 5,
      embeddings_initializer: 'RandomUniform',
      embeddings_regularizer: null,
      activity_regularizer: null,
      embeddings_constraint: null,
      mask_zero: false,
    },
    inputs: ['tokens'],
    weights: [['embeddings', [TOKEN_COUNT, 5]]],
  },
  {
    className: 'Concatenate',
    config: { name: 'concatenate', axis: -1 },
    inputs: ['embedding_7', 'channels'],
    weights: [],
  },
  {
    className: 'Dropout',
    config: { name: 'dropout', rate: 0.2, seed: null, noise_shape: null },
    inputs: ['concatenate'],
    weights: [],
  },
  {
    className: 'Conv1D',
    config: {
      name: 'conv1d',
      filters: 6,
      kernel_size: [5],
      strides: [1],
      padding: 'same',
      data_format: 'channels_last',
      dilation_rate: [1],
      groups: 1,
      activation: 'relu',
      use_bias: true,
      kernel_initializer: 'GlorotUniform',
      bias_initializer: 'Zeros',
    },
    inputs: ['dropout'],
    weights: [
      ['kernel', [5, 5 + CHANNEL_COUNT, 6]],
      ['bias', [6]],
    ],
  },
  {
    className: 'MaxPooling1D',
    config: {
      name: 'max_pooling1d',
      pool_size: [5],
      padding: 'valid',
      strides: [5],
      data_format: 'channels_last',
    },
    inputs: ['conv1d'],
    weights: [],
  },
  {
    className: 'LSTM',
    config: {
      name: 'lstm',
      return_sequences: false,
      return_state: false,
      go_backwards: false,
      stateful: false,
      unroll: false,
      units: 4,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      use_bias: true,
      kernel_initializer: 'GlorotUniform',
      recurrent_initializer: 'OrthogonalInitializer',
      bias_initializer: 'Zeros',
      unit_forget_bias: true,
      dropout: 0.1,
      recurrent_dropout: 0,
    },
    inputs: ['max_pooling1d'],
    weights: [
      ['kernel', [6, 16]],
      ['recurrent_kernel', [4, 16]],
      ['bias', [16]],
    ],
    cell: 'lstm_cell',
  },
  {
    className: 'Dense',
    config: {
      name: 'shopper',
      units: 3,
      activation: 'softmax',
      use_bias: true,
      kernel_initializer: 'GlorotUniform',
    },
    inputs: ['lstm'],
    weights: [
      ['kernel', [4, 3]],
      ['bias', [3]],
    ],
  },
  {
    className: 'Dense',
    config: {
      name: 'worth',
      units: 1,
      activation: 'sigmoid',
      use_bias: true,
      kernel_initializer: 'GlorotUniform',
    },
    inputs: ['lstm'],
    weights: [
      ['kernel', [4, 1]],
      ['bias', [1]],
    ],
  },
]

/** The model as the converter writes it; the same weights for either Keras. */
export function convertedModel(keras: Keras): Converted {
  const random = createRandom(12)
  // The converter goes through the groups of an HDF5 file: layers by name, weights as the layer lists them.
  const owners = layers.filter(({ weights }) => weights.length > 0)
  const sorted = [...owners].sort((a, b) => (a.config.name < b.config.name ? -1 : 1))
  const specs = sorted.flatMap(({ config: { name }, weights, cell }) =>
    weights.map(([part, shape]) => {
      const path = [...(keras === 3 ? ['functional_1'] : []), name, ...(cell ? [cell] : []), part]
      return { name: path.join('/'), shape: [...shape], dtype: 'float32' }
    }),
  )
  const count = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const version = keras === 3 ? '3.5.0' : '2.15.0'
  return {
    json: {
      format: 'layers-model',
      generatedBy: `keras v${version}`,
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      modelTopology: {
        keras_version: version,
        backend: 'tensorflow',
        model_config: {
          class_name: 'Functional',
          config: {
            name: 'functional_1',
            trainable: true,
            layers: layers.map(keras === 3 ? toKeras3 : toKeras2),
            input_layers: [
              ['tokens', 0, 0],
              ['channels', 0, 0],
            ],
            output_layers: [
              ['shopper', 0, 0],
              ['worth', 0, 0],
            ],
          },
        },
        training_config: {
          loss: 'categorical_crossentropy',
          optimizer_config: { class_name: 'Adam', config: {} },
        },
      },
      weightsManifest: [{ paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: specs }],
    },
    weights: Float32Array.from({ length: count }, () => random.normal() * 0.4),
  }
}

/** Writes it to a folder, its weights cut into two shards at an odd place. */
export async function writeConverted(folder: string, { json, weights }: Converted): Promise<string> {
  await mkdir(folder, { recursive: true })
  const bytes = Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength)
  const [first = 'a.bin', second = 'b.bin'] = json.weightsManifest[0]!.paths
  await writeFile(join(folder, first), bytes.subarray(0, 1001))
  await writeFile(join(folder, second), bytes.subarray(1001))
  const file = join(folder, 'model.json')
  await writeFile(file, JSON.stringify(json))
  return file
}

function toKeras2({ className, config, inputs }: Layer): unknown {
  const { shape, ...rest } = config
  const input = {
    batch_input_shape: [null, ...((shape as number[] | undefined) ?? [])],
    sparse: false,
    ragged: false,
  }
  const initialisers = Object.entries(rest)
    .filter(([key]) => key.endsWith('_initializer'))
    .map(([key, name]) => [key, { class_name: tfjsName(name as string), config: {} }] as const)
  return {
    class_name: className,
    config: {
      ...rest,
      trainable: true,
      dtype: className === 'InputLayer' && config.name === 'tokens' ? 'int32' : 'float32',
      ...Object.fromEntries(initialisers),
      ...(shape !== undefined && input),
    },
    name: config.name,
    inbound_nodes: inputs.length > 0 ? [inputs.map((name) => [name, 0, 0, {}])] : [],
  }
}

function toKeras3({ className, config, inputs }: Layer): unknown {
  const { shape, ...rest } = config
  const type = config.name === 'tokens' ? 'int32' : 'float32'
  const policy = {
    module: 'keras',
    class_name: 'DTypePolicy',
    config: { name: 'float32' },
    registered_name: null,
  }
  const initialisers = Object.entries(rest)
    .filter(([key]) => key.endsWith('_initializer'))
    .map(([key, name]) => {
      return [
        key,
        { module: 'keras.initializers', class_name: name, config: { seed: null }, registered_name: null },
      ] as const
    })
  const tensors = inputs.map((name) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, HISTORY_LENGTH], dtype: 'float32', keras_history: [name, 0, 0] },
  }))
  return {
    module: 'keras.layers',
    class_name: className,
    config: {
      ...rest,
      trainable: true,
      dtype: shape === undefined ? policy : type,
      ...Object.fromEntries(initialisers),
      ...(shape !== undefined && { batch_shape: [null, ...(shape as number[])], sparse: false }),
      ...(className === 'LSTM' && { zero_output_for_mask: false, use_cudnn: 'auto' }),
    },
    registered_name: null,
    build_config: { input_shape: [null, HISTORY_LENGTH] },
    name: config.name,
    inbound_nodes: inputs.length > 0 ? [{ args: inputs.length > 1 ? [tensors] : tensors, kwargs: {} }] : [],
  }
}

/** The names under which tfjs has registered them. */
function tfjsName(name: string): string {
  return name === 'OrthogonalInitializer' ? 'Orthogonal' : name
}
