// SPDX-License-Identifier: MIT
// Drops the operations that no head needs, such as the layer whose activation was folded into a copy of it.

import type { Network, NetworkNode, ValueShape } from '../network.ts'
import { CHANNELS_VALUE } from './read-inputs.ts'
import type { InputPlan } from './read-inputs.ts'

/** Numbers of the values that a node reads. */
export function inputsOf(node: NetworkNode): readonly number[] {
  switch (node.kind) {
    case 'embedding':
      return []
    case 'concat':
      return node.inputs
    case 'attention':
      return [node.scores, node.values]
    default:
      return [node.input]
  }
}

/** Makes the network of the nodes that lead to the heads. */
export function keepNeeded(
  nodes: readonly NetworkNode[],
  values: readonly ValueShape[],
  heads: readonly number[],
  inputs: InputPlan,
): Network {
  const needed = new Set(heads)
  for (const node of [...nodes].reverse()) {
    if (needed.has(node.output)) for (const id of inputsOf(node)) needed.add(id)
  }
  const kept = nodes.filter((node) => needed.has(node.output))
  const tables = kept.flatMap((node) => (node.kind === 'embedding' ? [node.table.shape[0] ?? 0] : []))
  const network = {
    length: inputs.length,
    channelCount: inputs.channelCount,
    vocabulary: Math.min(...tables, 2 ** 31),
    values,
    nodes: kept,
    heads,
    outputs: heads.reduce((sum, id) => sum + (values[id]?.width ?? 0), 0),
  }
  return needed.has(CHANNELS_VALUE) ? { ...network, channels: CHANNELS_VALUE } : network
}
