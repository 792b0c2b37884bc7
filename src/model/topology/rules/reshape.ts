// SPDX-License-Identifier: MIT
// Layers that join or pass on values: Concatenate, Flatten, and those that do nothing at inference.

import { unsupported } from '../planner.ts'
import type { Rule } from '../planner.ts'

/** Plans a `Concatenate` along the width. */
export const concatenate: Rule = (layer, inputs, planner) => {
  const ids: number[] = []
  const rank = inputs[0]?.kind === 'value' ? inputs[0].rank : 3
  for (const input of inputs) {
    if (input.kind !== 'value') return unsupported(layer, `it reads ${input.kind} instead of numbers`)
    if (input.rank !== rank) return unsupported(layer, 'it joins a vector with a sequence')
    ids.push(input.id)
  }
  const axis = layer.config['axis'] ?? -1
  if (axis !== -1 && axis !== rank - 1) unsupported(layer, 'axis is not the last')
  const shapes = ids.map((id) => planner.shapeOf(id))
  const steps = shapes[0]?.steps ?? 0
  if (steps === 0) unsupported(layer, 'it reads nothing')
  if (shapes.some((shape) => shape.steps !== steps))
    unsupported(layer, 'it joins sequences of different length')
  const width = shapes.reduce((sum, shape) => sum + shape.width, 0)
  const id = planner.add({ steps, width }, (output) => ({ kind: 'concat', output, inputs: ids }))
  return { kind: 'value', id, rank }
}

/** Plans a `Flatten`. */
export const flatten: Rule = (layer, inputs, planner) => {
  const [input] = inputs
  if (inputs.length !== 1 || input?.kind !== 'value') return unsupported(layer, 'it does not read one value')
  if (input.rank === 2) return input
  const { steps, width } = planner.shapeOf(input.id)
  const id = planner.add({ steps: 1, width: steps * width }, (output) => ({
    kind: 'flatten',
    output,
    input: input.id,
  }))
  return { kind: 'value', id, rank: 2 }
}

/** Plans layers that act in training alone, such as `Dropout`. */
export const identity: Rule = (layer, inputs) => {
  const [input] = inputs
  return inputs.length === 1 && input !== undefined ? input : unsupported(layer, 'it does not read one value')
}
