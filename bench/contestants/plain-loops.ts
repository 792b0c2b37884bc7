// SPDX-License-Identifier: MIT
// Rival: the network as straight loops over float32 arrays, the way it is written down in a textbook.

import type { ConvNode, LstmNode, Network, PoolNode } from '../../src/model/network.ts'
import type { Contestant } from './contestant.ts'
import { expand } from './expand.ts'
import { loadNetwork, weightsOf } from './load-network.ts'

/** Fills its output from its inputs. */
type Step = () => void
type Values = readonly Float32Array[]

export const contestant: Contestant = {
  async start(task) {
    const network = await loadNetwork(task)
    const { length, channelCount, outputs } = network
    const values = network.values.map(({ steps, width }) => new Float32Array(steps * width))
    const tokens = new Int32Array(length)
    const steps = network.nodes.map((node) => compile(node, network, values, tokens))
    const weightBytes = weightsOf(network).reduce((sum, { data }) => sum + 4 * data.length, 0)
    return {
      async score(batch) {
        const scores = new Float32Array(batch.size * outputs)
        for (let visit = 0; visit < batch.size; visit++) {
          tokens.set(batch.tokens.subarray(visit * length, (visit + 1) * length))
          const each = length * channelCount
          if (network.channels !== undefined)
            values[network.channels]?.set(batch.channels.subarray(visit * each, (visit + 1) * each))
          for (const step of steps) step()
          let offset = visit * outputs
          for (const head of network.heads) {
            const row = values[head] ?? fail('a head')
            scores.set(row, offset)
            offset += row.length
          }
        }
        return scores
      },
      weightBytes: () => weightBytes,
    }
  },
}

function compile(node: Network['nodes'][number], network: Network, values: Values, tokens: Int32Array): Step {
  const output = values[node.output] ?? fail('a value')
  const read = (id: number): Float32Array => values[id] ?? fail('a value')
  switch (node.kind) {
    case 'embedding': {
      const table = expand(node.table)
      const width = output.length / tokens.length
      return () =>
        tokens.forEach((token, t) =>
          output.set(table.subarray(token * width, (token + 1) * width), t * width),
        )
    }
    case 'concat':
      return joinWidths(node.inputs.map(read), network.values[node.output]?.steps ?? 0, output)
    case 'flatten':
      return () => output.set(read(node.input))
    case 'conv':
      return convolve(node, network, read(node.input), output)
    case 'pool':
      return pool(node, network, read(node.input), output)
    case 'lstm':
      return recur(node, network, read(node.input), output)
    default:
      return fail(node.kind)
  }
}

function joinWidths(inputs: readonly Float32Array[], steps: number, output: Float32Array): Step {
  return () => {
    let offset = 0
    for (let t = 0; t < steps; t++) {
      for (const input of inputs) {
        const width = input.length / steps
        output.set(input.subarray(t * width, (t + 1) * width), offset)
        offset += width
      }
    }
  }
}

function convolve(node: ConvNode, { values }: Network, input: Float32Array, output: Float32Array): Step {
  const { steps, width } = values[node.input] ?? fail('a value')
  const { steps: rows, width: filters } = values[node.output] ?? fail('a value')
  const kernel = expand(node.kernel)
  const bias = node.bias === undefined ? new Float32Array(filters) : expand(node.bias)
  const sums = new Float32Array(filters)
  return () => {
    for (let row = 0; row < rows; row++) {
      sums.set(bias)
      for (let k = 0; k < node.size; k++) {
        const t = row * node.stride + k * node.dilation - node.padBefore
        if (t < 0 || t >= steps) continue
        for (let e = 0; e < width; e++) multiplyRow(input[t * width + e]!, kernel, k * width + e, sums)
      }
      activate(sums, node.activation)
      output.set(sums, row * filters)
    }
  }
}

function pool(node: PoolNode, { values }: Network, input: Float32Array, output: Float32Array): Step {
  const { steps, width } = values[node.input] ?? fail('a value')
  const { steps: rows } = values[node.output] ?? fail('a value')
  if (node.mode !== 'max') return fail('average pooling')
  return () => {
    for (let row = 0; row < rows; row++) {
      for (let e = 0; e < width; e++) {
        let most = -Infinity
        for (let k = 0; k < node.size; k++) {
          const t = row * node.stride + k - node.padBefore
          if (t >= 0 && t < steps) most = Math.max(most, input[t * width + e]!)
        }
        output[row * width + e] = most
      }
    }
  }
}

function recur(node: LstmNode, { values }: Network, input: Float32Array, output: Float32Array): Step {
  const { steps, width } = values[node.input] ?? fail('a value')
  const { units } = node
  if (node.activation !== 'tanh' || node.recurrentActivation !== 'sigmoid') return fail('these gates')
  const kernel = expand(node.kernel)
  const recurrent = expand(node.recurrent)
  const bias = node.bias === undefined ? new Float32Array(4 * units) : expand(node.bias)
  const [h, c, sums] = [new Float32Array(units), new Float32Array(units), new Float32Array(4 * units)]
  return () => {
    h.fill(0)
    c.fill(0)
    for (let t = 0; t < steps; t++) {
      sums.set(bias)
      for (let e = 0; e < width; e++) multiplyRow(input[t * width + e]!, kernel, e, sums)
      for (let k = 0; k < units; k++) multiplyRow(h[k]!, recurrent, k, sums)
      for (let u = 0; u < units; u++) {
        const kept = sigmoid(sums[units + u]!) * c[u]!
        c[u] = kept + sigmoid(sums[u]!) * Math.tanh(sums[2 * units + u]!)
        h[u] = sigmoid(sums[3 * units + u]!) * Math.tanh(c[u]!)
      }
      if (node.sequences) output.set(h, t * units)
    }
    if (!node.sequences) output.set(h)
  }
}

function multiplyRow(factor: number, matrix: Float32Array, row: number, sums: Float32Array): void {
  const count = sums.length
  const from = row * count
  for (let at = 0; at < count; at++) sums[at]! += factor * matrix[from + at]!
}

function activate(numbers: Float32Array, activation: ConvNode['activation']): void {
  if (activation === 'softmax') {
    const most = Math.max(...numbers)
    let sum = 0
    for (let at = 0; at < numbers.length; at++) sum += numbers[at] = Math.exp(numbers[at]! - most)
    for (let at = 0; at < numbers.length; at++) numbers[at] = numbers[at]! / sum
    return
  }
  if (activation === 'hardSigmoid') fail('hard sigmoid')
  if (activation === 'linear') return
  for (let at = 0; at < numbers.length; at++) {
    const value = numbers[at]!
    numbers[at] =
      activation === 'relu' ? Math.max(value, 0) : activation === 'tanh' ? Math.tanh(value) : sigmoid(value)
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

function fail(what: string): never {
  throw new Error(`The plain loops do not know ${what}.`)
}
