// SPDX-License-Identifier: MIT
// Attention pooling, as standard layers spell it. One column of scores:
//   Dense(1)(x) → Flatten → Softmax → Dot(axes 1)([weights, x])
// any number of columns:
//   Dense(n)(x) → Permute([2, 1]) → Softmax → Dot(axes [2, 1])([weights, x]) → Flatten
// Softmax may be the layer or Activation('softmax'). Nothing but Dot may read what lies between.

import { unsupported } from '../planner.ts'
import type { Planner, Rule, Term } from '../planner.ts'
import type { LayerSpec } from '../read-layers.ts'

/** Plans a `Permute([2, 1])`. */
export const permute: Rule = (layer, inputs) => {
  const [input] = inputs
  const dims = layer.config['dims']
  if (!Array.isArray(dims) || dims.length !== 2 || dims[0] !== 2 || dims[1] !== 1)
    unsupported(layer, 'dims is not [2, 1]')
  if (inputs.length !== 1 || input?.kind !== 'value' || input.rank !== 3)
    return unsupported(layer, 'it does not read a sequence')
  return { kind: 'turned', id: input.id }
}

/** The softmax over the steps that leads to an attention, or nothing where it is another softmax. */
export function toAttention(input: Term | undefined, planner: Planner): Term | undefined {
  if (input?.kind === 'turned') return { kind: 'attention', id: input.id, rank: 3 }
  if (input?.kind !== 'value' || input.rank !== 2) return undefined
  const producer = planner.producerOf(input.id)
  if (producer?.kind !== 'flatten' || planner.shapeOf(producer.input).width !== 1) return undefined
  return { kind: 'attention', id: producer.input, rank: 2 }
}

/** Plans the `Dot` that ends an attention. */
export const dot: Rule = (layer, inputs, planner) => {
  const at = inputs.findIndex((input) => input.kind === 'attention')
  const weights = inputs[at]
  const values = inputs[1 - at]
  if (inputs.length !== 2 || weights?.kind !== 'attention' || values?.kind !== 'value' || values.rank !== 3) {
    return unsupported(layer, 'it does not weigh a sequence by a softmax over its steps')
  }
  if (layer.config['normalize'] === true) unsupported(layer, 'normalize is set')
  if (at !== 0 && weights.rank === 3) unsupported(layer, 'the weights must be its first input')
  const axes = toAxes(layer, at === 0 ? [weights.rank, 3] : [3, weights.rank])
  const expected = weights.rank === 2 ? [1, 1] : [2, 1]
  if (axes[0] !== expected[0] || axes[1] !== expected[1]) unsupported(layer, `axes must be [${expected}]`)
  const scores = planner.shapeOf(weights.id)
  const shape = planner.shapeOf(values.id)
  if (scores.steps !== shape.steps) unsupported(layer, `${scores.steps} weights meet ${shape.steps} steps`)
  const id = planner.add({ steps: scores.width, width: shape.width }, (output) => ({
    kind: 'attention',
    output,
    scores: weights.id,
    values: values.id,
  }))
  return { kind: 'value', id, rank: weights.rank }
}

// One number stands for both; negative ones count from the end.
function toAxes(layer: LayerSpec, ranks: readonly number[]): readonly unknown[] {
  const given = layer.config['axes']
  const axes: readonly unknown[] = Array.isArray(given) ? given : [given, given]
  return axes.map((axis, side) => (typeof axis === 'number' && axis < 0 ? axis + (ranks[side] ?? 0) : axis))
}
