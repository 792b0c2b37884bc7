// SPDX-License-Identifier: MIT
// A network in the module's memory: weights in front, then one plan of values that serves batch after batch.

import type { ScoreBatch } from '../engine.ts'
import type { Network } from '../network.ts'
import { compileNode } from './compile/compile-node.ts'
import type { Kernel } from './kernel.ts'
import type { WasmLayers } from './operation.ts'
import { planPlaces } from './plan-places.ts'
import type { MemoryPlan } from './plan-places.ts'
import { reserve } from './reserve.ts'
import { createWeightStore } from './store-weights.ts'

/** Most visits of one pass: enough to reuse every expanded weight, little enough to stay in the cache. */
const MAX_VISITS = 8

/** A network that runs. */
export interface Program {
  /** Bytes of the weights, and of all that lies before them. */
  readonly weightBytes: number
  /** Row-major `[size, outputs]`, not checked. The batch must fit the network. */
  score(batch: ScoreBatch): Float32Array
}

/**
 * Copies the weights and compiles the nodes.
 * @param layers - Nodes that the shipped network does without; `kernel` must have their module.
 * @throws `RangeError` when the device has no memory for it; `score` may throw it too.
 */
export function createProgram(network: Network, kernel: Kernel, layers?: WasmLayers): Program {
  const { memory } = kernel
  const weights = createWeightStore(memory, kernel.heap.value as number)
  const operations = network.nodes.map((node) => compileNode(node, { network, kernel, weights }, layers))
  const channelsEach = network.channels === undefined ? 0 : network.channelCount * network.length
  let plan: MemoryPlan | undefined
  let capacity = 0

  function planFor(visits: number): MemoryPlan {
    if (plan !== undefined && visits <= capacity) return plan
    const next = planPlaces(network, operations, weights.end, visits)
    reserve(memory, next.end)
    plan = next
    capacity = visits
    return next
  }

  function pass({ tokens, channels }: ScoreBatch, from: number, visits: number, scores: Float32Array): void {
    const { places } = planFor(visits)
    const [{ values, tokens: tokensAt }] = places as [MemoryPlan['places'][number]]
    const { length } = network
    const tokenView = new Int32Array(memory.buffer, tokensAt, visits * length)
    tokenView.set(tokens.subarray(from * length, (from + visits) * length))
    if (network.channels !== undefined) {
      const view = new Float32Array(memory.buffer, values[network.channels], visits * channelsEach)
      view.set(channels.subarray(from * channelsEach, (from + visits) * channelsEach))
    }
    operations.forEach((operation, at) => operation.run(places[at]!, visits))
    let offset = from * network.outputs
    for (const id of network.heads) {
      const { width } = network.values[id]!
      const head = new Float32Array(memory.buffer, values[id], visits * width)
      for (let visit = 0; visit < visits; visit++) {
        scores.set(head.subarray(visit * width, (visit + 1) * width), offset + visit * network.outputs)
      }
      offset += width
    }
  }

  return {
    weightBytes: weights.end,
    score(batch) {
      const scores = new Float32Array(batch.size * network.outputs)
      for (let from = 0; from < batch.size; from += MAX_VISITS) {
        pass(batch, from, Math.min(MAX_VISITS, batch.size - from), scores)
      }
      return scores
    },
  }
}
