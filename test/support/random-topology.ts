// SPDX-License-Identifier: MIT
// Random topologies of the family that the engines run, written as the tfjs layers format writes them.

/** A source of numbers in [0, 1) that a seed decides. */
export type Random = () => number

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
}

/** A weight that a layer needs: its shape and how large its numbers should be. */
export interface WantedWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly spread: number
}

/** A head of the topology. */
export interface WantedHead {
  readonly layer: string
  readonly width: number
  readonly activation: 'softmax' | 'sigmoid' | 'linear'
}

/** A topology and what it needs. */
export interface RandomTopology {
  readonly topology: unknown
  readonly weights: readonly WantedWeight[]
  readonly heads: readonly WantedHead[]
  readonly length: number
  readonly channelCount: number
  readonly vocabulary: number
}

interface Value {
  readonly layer: string
  readonly steps: number
  readonly width: number
}

/**
 * Draws a topology.
 * @param random - Decides everything.
 * @param tfjs - Whether to keep to what tfjs 4.22 itself runs: no causal padding, no reset after the product.
 */
export function drawTopology(random: Random, tfjs: boolean): RandomTopology {
  const layers: unknown[] = []
  const weights: WantedWeight[] = []
  const int = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1))
  const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)]!
  const chance = (share: number): boolean => random() < share

  function layer(className: string, config: Record<string, unknown>, inputs: readonly string[]): string {
    const name = `${className.toLowerCase()}_${layers.length}`
    const inbound = inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : []
    layers.push({
      class_name: className,
      name,
      config: { name, trainable: true, ...config },
      inbound_nodes: inbound,
    })
    return name
  }
  function weigh(name: string, part: string, shape: readonly number[], fanIn: number): void {
    weights.push({ name: `${name}/${part}`, shape, spread: 1.3 / Math.sqrt(fanIn) })
  }
  function dense(input: Value, units: number, activation: string, vector: boolean): Value {
    const useBias = chance(0.85)
    const name = layer('Dense', { units, activation, use_bias: useBias, dtype: 'float32' }, [input.layer])
    weigh(name, 'kernel', [input.width, units], input.width)
    if (useBias) weigh(name, 'bias', [units], 4)
    return { layer: name, steps: vector ? 1 : input.steps, width: units }
  }
  function conv(input: Value): Value {
    const size = int(1, Math.min(5, input.steps))
    const stride = chance(0.25) ? 2 : 1
    const dilation = stride === 1 && (size - 1) * 2 < input.steps && chance(0.25) ? 2 : 1
    const padding = pick(tfjs ? ['valid', 'same'] : ['valid', 'same', 'causal'])
    const filters = int(1, 40)
    const span = (size - 1) * dilation + 1
    const steps = Math.floor(((padding === 'valid' ? input.steps - span : input.steps - 1) + stride) / stride)
    const activation = pick(['relu', 'relu', 'linear', 'tanh', 'sigmoid'])
    const config = {
      filters,
      kernel_size: [size],
      strides: [stride],
      padding,
      dilation_rate: [dilation],
      activation,
      use_bias: true,
    }
    const name = layer('Conv1D', { ...config, data_format: 'channels_last' }, [input.layer])
    weigh(name, 'kernel', [size, input.width, filters], size * input.width)
    weigh(name, 'bias', [filters], 4)
    return { layer: name, steps, width: filters }
  }
  function pool(input: Value): Value {
    const size = int(2, Math.min(5, input.steps))
    const stride = chance(0.3) ? int(1, size) : size
    const padding = pick(['valid', 'same'])
    const steps =
      padding === 'same' ? Math.ceil(input.steps / stride) : Math.floor((input.steps - size) / stride) + 1
    const className = pick(['MaxPooling1D', 'AveragePooling1D'])
    const name = layer(className, { pool_size: [size], strides: [stride], padding }, [input.layer])
    return { layer: name, steps, width: input.width }
  }
  function recurrent(input: Value, sequences: boolean): Value {
    const className = pick(['LSTM', 'GRU'])
    const units = chance(0.25) ? int(33, 48) : int(1, 33)
    const gates = className === 'LSTM' ? 4 : 3
    const resetAfter = className === 'GRU' && !tfjs && chance(0.5)
    const recurrentActivation = pick(['sigmoid', 'sigmoid', 'hard_sigmoid'])
    const config = {
      units,
      activation: 'tanh',
      recurrent_activation: recurrentActivation,
      use_bias: true,
      return_sequences: sequences,
    }
    const extra = className === 'GRU' ? { reset_after: resetAfter } : { unit_forget_bias: true }
    const name = layer(className, { ...config, ...extra }, [input.layer])
    weigh(name, 'kernel', [input.width, gates * units], input.width)
    weigh(name, 'recurrent_kernel', [units, gates * units], units)
    weigh(name, 'bias', resetAfter ? [2, gates * units] : [gates * units], 4)
    return { layer: name, steps: sequences ? input.steps : 1, width: units }
  }
  function attention(input: Value): Value {
    const columns = int(1, 3)
    if (columns === 1) {
      const scores = layer('Flatten', {}, [dense(input, 1, pick(['linear', 'tanh']), false).layer])
      const softmax = chance(0.5)
        ? layer('Softmax', { axis: -1 }, [scores])
        : layer('Activation', { activation: 'softmax' }, [scores])
      return {
        layer: layer('Dot', { axes: 1, normalize: false }, [softmax, input.layer]),
        steps: 1,
        width: input.width,
      }
    }
    const turned = layer('Permute', { dims: [2, 1] }, [dense(input, columns, 'linear', false).layer])
    const weighed = layer('Dot', { axes: [2, 1], normalize: false }, [
      layer('Softmax', { axis: -1 }, [turned]),
      input.layer,
    ])
    return { layer: layer('Flatten', {}, [weighed]), steps: 1, width: columns * input.width }
  }
  function reduce(input: Value): Value {
    const kind = pick(['recurrent', 'recurrent', 'both', 'attention', 'average', 'max', 'flatten'])
    if (kind === 'recurrent') return recurrent(input, false)
    if (kind === 'both') return attention(recurrent(input, true))
    if (kind === 'attention') return attention(input)
    if (kind === 'flatten' && input.steps * input.width < 1500) {
      return { layer: layer('Flatten', {}, [input.layer]), steps: 1, width: input.steps * input.width }
    }
    const className = kind === 'average' ? 'GlobalAveragePooling1D' : 'GlobalMaxPooling1D'
    return {
      layer: layer(className, { data_format: 'channels_last' }, [input.layer]),
      steps: 1,
      width: input.width,
    }
  }
  function join(parts: readonly Value[]): Value {
    const [first] = parts
    if (parts.length === 1) return first!
    const name = layer(
      'Concatenate',
      { axis: -1 },
      parts.map((part) => part.layer),
    )
    return { layer: name, steps: first!.steps, width: parts.reduce((sum, part) => sum + part.width, 0) }
  }

  const length = int(6, 60)
  const channelCount = chance(0.7) ? int(1, 11) : 0
  const vocabulary = int(5, 300)
  const inputs = [
    layer('InputLayer', { batch_input_shape: [null, length], dtype: 'int32', sparse: false }, []),
  ]
  const width = int(1, 24)
  const table = { input_dim: vocabulary, output_dim: width, mask_zero: false, input_length: null }
  const embedded = layer('Embedding', table, [inputs[0]!])
  weigh(embedded, 'embeddings', [vocabulary, width], 1)
  let value: Value = { layer: embedded, steps: length, width }
  if (channelCount > 0) {
    inputs.push(
      layer(
        'InputLayer',
        { batch_input_shape: [null, length, channelCount], dtype: 'float32', sparse: false },
        [],
      ),
    )
    const channels = { layer: inputs[1]!, steps: length, width: channelCount }
    value = join(
      chance(0.5)
        ? [value, channels]
        : [value, chance(0.5) ? dense(channels, int(2, 9), 'relu', false) : channels],
    )
  }
  if (chance(0.3)) value = { ...value, layer: layer('Dropout', { rate: 0.3 }, [value.layer]) }
  for (let count = int(0, 2); count > 0; count--) value = conv(value)
  if (value.steps > 2 && chance(0.6)) value = pool(value)
  const sequence = value
  value = join(Array.from({ length: pick([1, 1, 2, 3]) }, () => reduce(sequence)))
  for (let count = int(0, 2); count > 0; count--)
    value = dense(value, int(2, 40), pick(['relu', 'tanh']), true)
  const heads = Array.from({ length: int(1, 3) }, (): WantedHead => {
    const activation = pick(['softmax', 'sigmoid', 'linear'] as const)
    const headWidth = activation === 'sigmoid' ? 1 : int(2, 6)
    return { layer: dense(value, headWidth, activation, true).layer, width: headWidth, activation }
  })
  const config = {
    name: 'model',
    layers,
    input_layers: inputs.map((name) => [name, 0, 0]),
    output_layers: heads.map((head) => [head.layer, 0, 0]),
  }
  const topology = {
    class_name: 'Model',
    config,
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  }
  return { topology, weights, heads, length, channelCount, vocabulary }
}
