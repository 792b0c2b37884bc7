// SPDX-License-Identifier: MIT
// The network of a package as an ONNX file, for onnxruntime-web. Values keep the order of axes that their operation
// leaves them in, and are transposed only where the next one wants another: the rival gets no needless work.

import type { Activation, ConvNode, LstmNode, Network, PoolNode } from '../../src/model/network.ts'
import { expand } from '../contestants/expand.ts'
import { createGraph, ELEMENT } from './graph.ts'
import type { Graph } from './graph.ts'

/** Order of the axes: N visits, S steps, W width. A value of one step has none to speak of. */
type Axes = 'NSW' | 'NWS' | 'SNW' | 'NW'

interface Value {
  readonly name: string
  readonly axes: Axes
}

/**
 * Writes the network: inputs `tokens` (int32) and, where it reads them, `channels`; output `scores`.
 * @throws Error that names an operation which is not written.
 */
export function writeOnnx(network: Network): Uint8Array {
  const graph = createGraph()
  const { length, channelCount } = network
  const values: Value[] = []
  graph.input('tokens', ELEMENT.int32, ['visits', length])
  if (network.channels !== undefined) {
    graph.input('channels', ELEMENT.float, ['visits', length, channelCount])
    values[network.channels] = { name: 'channels', axes: 'NSW' }
  }
  const read = (id: number, axes: Axes): string => {
    const value = values[id]
    if (value === undefined) throw new Error(`value ${id} is read before it is written`)
    return rearrange(graph, value, axes, network.values[id]?.width ?? 0)
  }
  for (const node of network.nodes) values[node.output] = write(node, network, graph, read)
  const heads = network.heads.map((id) => read(id, 'NW'))
  const scores = heads.length === 1 ? heads.join('') : graph.add('Concat', heads, { axis: 1 })
  return graph.encode(scores, 'scores', ['visits', network.outputs])
}

type Read = (id: number, axes: Axes) => string

function write(node: Network['nodes'][number], network: Network, graph: Graph, read: Read): Value {
  switch (node.kind) {
    case 'embedding': {
      const table = graph.floats(expand(node.table), node.table.shape)
      return { name: graph.add('Gather', [table, 'tokens'], { axis: 0 }), axes: 'NSW' }
    }
    case 'concat': {
      const parts = node.inputs.map((id) => read(id, 'NSW'))
      return { name: graph.add('Concat', parts, { axis: 2 }), axes: 'NSW' }
    }
    case 'flatten': {
      const width = network.values[node.output]?.width ?? 0
      const shape = graph.integers([-1, width])
      return { name: graph.add('Reshape', [read(node.input, 'NSW'), shape]), axes: 'NW' }
    }
    case 'conv':
      return network.values[node.input]?.steps === 1 && node.size === 1
        ? writeDense(node, network, graph, read)
        : writeConv(node, network, graph, read)
    case 'pool':
      return writePool(node, network, graph, read)
    case 'lstm':
      return writeLstm(node, network, graph, read)
    default:
      throw new Error(`The ONNX writer does not write "${node.kind}".`)
  }
}

function rearrange(graph: Graph, { name, axes }: Value, wanted: Axes, width: number): string {
  if (axes === wanted) return name
  if (wanted === 'NW') return graph.add('Reshape', [name, graph.integers([-1, width])])
  if (axes === 'NW') {
    const shape = { NSW: [-1, 1, width], NWS: [-1, width, 1], SNW: [1, -1, width] }[wanted]
    return graph.add('Reshape', [name, graph.integers(shape)])
  }
  return graph.add('Transpose', [name], { perm: Array.from(wanted, (axis) => axes.indexOf(axis)) })
}

function writeDense(node: ConvNode, network: Network, graph: Graph, read: Read): Value {
  const width = network.values[node.input]?.width ?? 0
  const units = network.values[node.output]?.width ?? 0
  const inputs = [read(node.input, 'NW'), graph.floats(expand(node.kernel), [width, units])]
  if (node.bias !== undefined) inputs.push(graph.floats(expand(node.bias), [units]))
  return { name: activate(graph, graph.add('Gemm', inputs), node.activation), axes: 'NW' }
}

function writeConv(node: ConvNode, network: Network, graph: Graph, read: Read): Value {
  const { size, stride, dilation, padBefore } = node
  const width = network.values[node.input]?.width ?? 0
  const filters = network.values[node.output]?.width ?? 0
  const kernel = expand(node.kernel)
  const turned = new Float32Array(kernel.length)
  for (let filter = 0; filter < filters; filter++)
    for (let e = 0; e < width; e++)
      for (let k = 0; k < size; k++)
        turned[(filter * width + e) * size + k] = kernel[(k * width + e) * filters + filter]!
  const inputs = [read(node.input, 'NWS'), graph.floats(turned, [filters, width, size])]
  if (node.bias !== undefined) inputs.push(graph.floats(expand(node.bias), [filters]))
  const pads = [padBefore, padAfter(node, network, (size - 1) * dilation + 1)]
  const sums = graph.add('Conv', inputs, {
    kernel_shape: [size],
    strides: [stride],
    dilations: [dilation],
    pads,
  })
  return { name: activate(graph, sums, node.activation), axes: 'NWS' }
}

function writePool(node: PoolNode, network: Network, graph: Graph, read: Read): Value {
  const { size, stride, padBefore, mode } = node
  const pads = [padBefore, padAfter(node, network, size)]
  const input = [read(node.input, 'NWS')]
  // An average does not count padding: that is also what ONNX does unless told otherwise.
  const name = graph.add(mode === 'max' ? 'MaxPool' : 'AveragePool', input, {
    kernel_shape: [size],
    strides: [stride],
    pads,
  })
  return { name, axes: 'NWS' }
}

/** Steps of padding behind the input, so that the last window ends there. */
function padAfter(node: ConvNode | PoolNode, { values }: Network, windowSteps: number): number {
  const steps = values[node.input]?.steps ?? 0
  const rows = values[node.output]?.steps ?? 0
  return Math.max(0, (rows - 1) * node.stride + windowSteps - steps - node.padBefore)
}

const GATES: Readonly<Partial<Record<Activation, string>>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  hardSigmoid: 'HardSigmoid',
}

function writeLstm(node: LstmNode, network: Network, graph: Graph, read: Read): Value {
  const { units } = node
  const width = network.values[node.input]?.width ?? 0
  const bias = new Float32Array(8 * units)
  if (node.bias !== undefined) bias.set(toOnnxGates(expand(node.bias), 1, units))
  const inputs = [
    read(node.input, 'SNW'),
    graph.floats(toOnnxGates(expand(node.kernel), width, units), [1, 4 * units, width]),
    graph.floats(toOnnxGates(expand(node.recurrent), units, units), [1, 4 * units, units]),
    graph.floats(bias, [1, 8 * units]),
  ]
  const gate = GATES[node.recurrentActivation]
  const other = GATES[node.activation]
  if (gate === undefined || other === undefined)
    throw new Error('The ONNX writer does not write these gates of an LSTM.')
  const attributes = { hidden_size: units, activations: [gate, other, other] }
  if (node.sequences) {
    const all = graph.add('LSTM', inputs, attributes)
    return { name: graph.add('Squeeze', [all, graph.integers([1])]), axes: 'SNW' }
  }
  const last = graph.addSecond('LSTM', inputs, attributes)
  return { name: graph.add('Squeeze', [last, graph.integers([0])]), axes: 'NW' }
}

/** Keras' columns input, forget, candidate, output become ONNX' rows input, output, forget, candidate. */
function toOnnxGates(matrix: Float32Array, rows: number, units: number): Float32Array {
  const order = [0, 3, 1, 2]
  const turned = new Float32Array(matrix.length)
  order.forEach((from, gate) => {
    for (let u = 0; u < units; u++)
      for (let row = 0; row < rows; row++)
        turned[(gate * units + u) * rows + row] = matrix[row * 4 * units + from * units + u]!
  })
  return turned
}

function activate(graph: Graph, name: string, activation: Activation): string {
  if (activation === 'linear') return name
  if (activation === 'softmax') return graph.add('Softmax', [name], { axis: -1 })
  return graph.add(GATES[activation] ?? 'Identity', [name])
}
