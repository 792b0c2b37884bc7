// SPDX-License-Identifier: MIT
// Rival: the same network by TensorFlow.js ops on WebGL, written by hand: no layers, and the LSTM's products with its
// inputs in one multiplication for all steps.

import '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import type { Rank, Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Activation, ConvNode, LstmNode, Network, PoolNode, Weight } from '../../src/model/network.ts'
import type { Contestant } from './contestant.ts'
import { expand } from './expand.ts'
import { joinHeads } from './join-heads.ts'
import { loadNetwork } from './load-network.ts'

/** A weight on the GPU, in the shape that a step wants. */
type Held = (weight: Weight, shape: number[]) => Tensor

export const contestant: Contestant = {
  async start(task) {
    await tf.setBackend('webgl')
    const network = await loadNetwork(task)
    const held = createHolder()
    return {
      async score(batch) {
        const heads = tf.tidy(() => forward(network, batch, held))
        const parts = await Promise.all(heads.map((head) => head.data<'float32'>()))
        for (const head of heads) head.dispose()
        return joinHeads(parts, batch.size)
      },
      weightBytes: () => tf.memory().numBytes,
    }
  },
}

function createHolder(): Held {
  const tensors = new Map<Weight, Tensor>()
  return (weight, shape) => {
    const known = tensors.get(weight)
    if (known !== undefined) return known
    const made = tf.keep(tf.tensor(expand(weight), shape))
    tensors.set(weight, made)
    return made
  }
}

/** Every value is `[size, steps, width]`. */
function forward(network: Network, batch: ScoreBatch, held: Held): Tensor[] {
  const { length, channelCount, channels } = network
  const { size } = batch
  const values: Tensor3D[] = []
  if (channels !== undefined) values[channels] = tf.tensor3d(batch.channels, [size, length, channelCount])
  const read = (id: number): Tensor3D => values[id] ?? fail(`value ${id}`)
  for (const node of network.nodes) {
    switch (node.kind) {
      case 'embedding': {
        const tokens = tf.tensor2d(batch.tokens, [size, length], 'int32')
        values[node.output] = tf.gather(held(node.table, [...node.table.shape]) as Tensor3D, tokens)
        break
      }
      case 'concat':
        values[node.output] = tf.concat(node.inputs.map(read), 2)
        break
      case 'flatten':
        values[node.output] = tf.reshape<Rank.R3>(read(node.input), [size, 1, -1])
        break
      case 'conv':
        values[node.output] = convolve(node, read(node.input), held)
        break
      case 'pool':
        values[node.output] = pool(node, read(node.input))
        break
      case 'lstm':
        values[node.output] = recur(node, read(node.input), held)
        break
      default:
        fail(node.kind)
    }
  }
  return network.heads.map((id) => tf.squeeze(read(id), [1]))
}

function convolve(node: ConvNode, input: Tensor3D, held: Held): Tensor3D {
  const [, steps, width] = input.shape
  const filters = node.kernel.shape.at(-1) ?? 0
  if (node.padBefore > 0) fail('padding')
  const product: Tensor3D =
    steps === 1 && node.size === 1
      ? tf.expandDims(tf.matMul(tf.reshape(input, [-1, width]), held(node.kernel, [width, filters])), 1)
      : tf.conv1d(
          input,
          held(node.kernel, [node.size, width, filters]) as Tensor3D,
          node.stride,
          'valid',
          'NWC',
          node.dilation,
        )
  const sum = node.bias === undefined ? product : tf.add<Tensor3D>(product, held(node.bias, [filters]))
  return activate(sum, node.activation)
}

function pool(node: PoolNode, input: Tensor3D): Tensor3D {
  if (node.padBefore > 0) fail('padding')
  const run = node.mode === 'max' ? tf.maxPool : tf.avgPool
  return tf.squeeze(run(tf.expandDims<Tensor4D>(input, 2), [node.size, 1], [node.stride, 1], 'valid'), [2])
}

function recur(node: LstmNode, input: Tensor3D, held: Held): Tensor3D {
  const { units, sequences } = node
  const [size, steps, width] = input.shape
  const kernel = held(node.kernel, [width, 4 * units]) as Tensor2D
  const recurrent = held(node.recurrent, [units, 4 * units]) as Tensor2D
  let products: Tensor = tf.matMul(tf.reshape(input, [-1, width]), kernel)
  if (node.bias !== undefined) products = tf.add(products, held(node.bias, [4 * units]))
  const byStep = tf.unstack(tf.reshape(products, [size, steps, 4 * units]), 1)
  let h: Tensor2D = tf.zeros([size, units])
  let c: Tensor2D = tf.zeros([size, units])
  const outputs: Tensor2D[] = []
  for (const product of byStep) {
    const sum = tf.add<Tensor2D>(product, tf.matMul(h, recurrent))
    const [i, f, g, o] = tf.split(sum, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D]
    const gate = (gateSum: Tensor2D): Tensor2D => activate(gateSum, node.recurrentActivation)
    c = tf.add(tf.mul(gate(f), c), tf.mul(gate(i), activate(g, node.activation)))
    h = tf.mul(gate(o), activate(c, node.activation))
    outputs.push(h)
  }
  return sequences ? (tf.stack(outputs, 1) as Tensor3D) : tf.expandDims(h, 1)
}

function activate<T extends Tensor>(value: T, activation: Activation): T {
  switch (activation) {
    case 'linear':
      return value
    case 'relu':
      return tf.relu(value)
    case 'sigmoid':
      return tf.sigmoid(value)
    case 'tanh':
      return tf.tanh(value)
    case 'softmax':
      return tf.softmax(value)
    case 'hardSigmoid':
      return fail('hard sigmoid')
  }
}

function fail(what: string): never {
  throw new Error(`The network by ops does not know ${what}.`)
}
