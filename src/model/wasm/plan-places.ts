// SPDX-License-Identifier: MIT
// Plans the memory of a batch: every value, the tokens and the rooms of the operations.

import type { Network } from '../network.ts'
import { inputsOf } from '../topology/keep-needed.ts'
import { arrange } from './arrange.ts'
import type { Block } from './arrange.ts'
import type { Operation, Places } from './operation.ts'

/** Addresses for a batch, operation by operation. */
export interface MemoryPlan {
  readonly places: readonly Places[]
  /** Where the memory ends. */
  readonly end: number
}

/**
 * Plans the memory for `visits` visits.
 * @param operations - By the index of their node.
 * @param base - First address that is free.
 */
export function planPlaces(
  network: Network,
  operations: readonly Operation[],
  base: number,
  visits: number,
): MemoryPlan {
  const { nodes, values, heads } = network
  const owners = values.map((_, id) => id)
  for (const node of nodes) if (node.kind === 'flatten') owners[node.output] = owners[node.input]!
  // Inputs are written before the first operation, heads are read after the last.
  const spans = values.map(() => ({ from: -1, to: -1 }))
  nodes.forEach((node, at) => {
    if (node.kind !== 'flatten') spans[node.output]!.from = at
    for (const id of [...inputsOf(node), node.output]) spans[owners[id]!]!.to = at
  })
  for (const id of heads) spans[owners[id]!]!.to = nodes.length
  const blocks: Block[] = spans.map(({ from, to }, id) => {
    const { steps, width } = values[id]!
    const used = to >= 0 && owners[id] === id
    return { bytes: used ? visits * steps * width * 4 : 0, from, to }
  })
  const tokens = blocks.push({ bytes: visits * network.length * 4, from: -1, to: nodes.length }) - 1
  const rooms = operations.map((operation, at) =>
    operation.rooms.map(({ fixed, each }) => {
      const bytes = (fixed + visits * each) * 4
      return blocks.push({ bytes, from: at, to: at }) - 1
    }),
  )
  const { offsets, bytes } = arrange(blocks)
  const addressOf = (block: number): number => base + offsets[block]!
  const shared = { values: owners.map(addressOf), tokens: addressOf(tokens) }
  return {
    places: rooms.map((own) => ({ ...shared, rooms: own.map(addressOf) })),
    end: base + bytes,
  }
}
