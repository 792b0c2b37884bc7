// SPDX-License-Identifier: MIT
// The network as every engine reads it: a short list of operations over values of shape [steps, width].
// Built from the topology by `topology/plan-network.ts`; no engine looks at a layer's configuration again.

/** A weight as the package ships it. Value = `data[i] × scale + min`; the bytes stay what they are. */
export interface Weight {
  readonly name: string
  readonly shape: readonly number[]
  /** A view of the package's own bytes wherever their alignment allows it. */
  readonly data: Uint8Array | Uint16Array | Float32Array
  readonly scale: number
  readonly min: number
}

/** Shape of a value for one visit, row-major. A vector has one step. */
export interface ValueShape {
  readonly steps: number
  readonly width: number
}

/** Applied to every number; `softmax` runs over the width and is allowed on heads alone. */
export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'hardSigmoid' | 'softmax'

/** Looks a row of the table up for every token. */
export interface EmbeddingNode {
  readonly kind: 'embedding'
  readonly output: number
  /** `[vocabulary, width]`. */
  readonly table: Weight
}

/** Joins values along the width; all have the same steps. */
export interface ConcatNode {
  readonly kind: 'concat'
  readonly output: number
  readonly inputs: readonly number[]
}

/** Reads a sequence as one row, without moving anything. */
export interface FlattenNode {
  readonly kind: 'flatten'
  readonly output: number
  readonly input: number
}

/** A convolution over the steps. A dense layer is one of size 1. */
export interface ConvNode {
  readonly kind: 'conv'
  readonly output: number
  readonly input: number
  readonly size: number
  readonly stride: number
  readonly dilation: number
  /** Zero rows in front of the input; those behind follow from the shape of the output. */
  readonly padBefore: number
  /** `[size × input width, output width]`. */
  readonly kernel: Weight
  /** `[output width]`. */
  readonly bias?: Weight
  readonly activation: Activation
}

/** The largest or mean of a window of steps; padding does not count. */
export interface PoolNode {
  readonly kind: 'pool'
  readonly output: number
  readonly input: number
  readonly mode: 'max' | 'average'
  readonly size: number
  readonly stride: number
  readonly padBefore: number
}

/** Keras LSTM; columns of the weights in the order input, forget, candidate, output. */
export interface LstmNode {
  readonly kind: 'lstm'
  readonly output: number
  readonly input: number
  /** `[input width, 4 × units]`. */
  readonly kernel: Weight
  /** `[units, 4 × units]`. */
  readonly recurrent: Weight
  /** `[4 × units]`. */
  readonly bias?: Weight
  readonly units: number
  readonly activation: Activation
  readonly recurrentActivation: Activation
  /** Whether every step is put out, or the last alone. */
  readonly sequences: boolean
}

/** Keras GRU; columns of the weights in the order update, reset, candidate. */
export interface GruNode {
  readonly kind: 'gru'
  readonly output: number
  readonly input: number
  /** `[input width, 3 × units]`. */
  readonly kernel: Weight
  /** `[units, 3 × units]`. */
  readonly recurrent: Weight
  /** `[3 × units]`, or `[2, 3 × units]` when the reset gate is applied after the product. */
  readonly bias?: Weight
  readonly units: number
  readonly activation: Activation
  readonly recurrentActivation: Activation
  readonly sequences: boolean
  /** Whether the reset gate is applied after the recurrent product (Keras' `reset_after`). */
  readonly resetAfter: boolean
}

/** Softmax of the scores over the steps, then one weighted sum of the values for each column of the scores. */
export interface AttentionNode {
  readonly kind: 'attention'
  /** `[score columns, value width]`. */
  readonly output: number
  /** `[steps, score columns]`. */
  readonly scores: number
  /** `[steps, value width]`. */
  readonly values: number
}

/** Kinds of nodes that the worker's file runs without `layers.js`. */
type PlainKind = 'embedding' | 'concat' | 'lstm'

/** Nodes that `layers.js` runs; a convolution may be a dense layer as well. */
export type OtherNode = Exclude<NetworkNode, { readonly kind: PlainKind }>

/** Whether a node is a dense layer: on a vector, or on every step of a sequence. */
export function isDense(node: NetworkNode): node is ConvNode {
  return node.kind === 'conv' && node.size === 1 && node.stride === 1
}

/** One operation. Nodes are listed in an order in which they can run. */
export type NetworkNode =
  EmbeddingNode | ConcatNode | FlattenNode | ConvNode | PoolNode | LstmNode | GruNode | AttentionNode

/** A planned network. */
export interface Network {
  /** Tokens a visit. */
  readonly length: number
  /** Float channels a step; 0 where the network reads none. */
  readonly channelCount: number
  /** Tokens are in `[0, vocabulary)`. */
  readonly vocabulary: number
  /** Shapes by value number. */
  readonly values: readonly ValueShape[]
  /** Value that holds the float channels, where the network reads them. */
  readonly channels?: number
  readonly nodes: readonly NetworkNode[]
  /** Values of the heads, in the order of the package's heads. */
  readonly heads: readonly number[]
  /** Sum of the widths of the heads. */
  readonly outputs: number
}
