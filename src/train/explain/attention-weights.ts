// SPDX-License-Identifier: MIT
// Where an attention looks, read from the network that ships: the scores of its steps, as one more head.

import type { EncodedHistory } from '../../features/encode-history.ts'
import { createCpuEngine } from '../../model/cpu/create-cpu-engine.ts'
import * as layers from '../../model/layers/index.ts'
import type { Network } from '../../model/network.ts'
import { stackHistories } from '../../model/stack-histories.ts'

/** Share of the attention on each row of the history; the shares of a history add up to 1. */
export type Attention = (
  histories: readonly Pick<EncodedHistory, 'tokens' | 'channels'>[],
) => Promise<number[][]>

/**
 * Makes the reader of a network's first attention. Of several columns of scores the mean is told.
 * @returns `undefined` for a network without any.
 */
export function attentionOf(network: Network): Attention | undefined {
  const node = network.nodes.find(({ kind }) => kind === 'attention')
  if (node?.kind !== 'attention') return undefined
  const { steps, width } = network.values[node.scores]!
  const flat = network.values.length
  const scoresOnly: Network = {
    ...network,
    values: [...network.values, { steps: 1, width: steps * width }],
    nodes: [...network.nodes, { kind: 'flatten', output: flat, input: node.scores }],
    heads: [flat],
    outputs: steps * width,
  }
  const engine = createCpuEngine(scoresOnly, layers)
  return async (histories) => {
    const scores = await engine.score(stackHistories(histories))
    return histories.map((_, index) => {
      const own = scores.subarray(index * steps * width, (index + 1) * steps * width)
      return toRows(meanSoftmax(own, steps, width), network.length)
    })
  }
}

function meanSoftmax(scores: Float32Array, steps: number, width: number): number[] {
  const shares = new Array<number>(steps).fill(0)
  for (let column = 0; column < width; column++) {
    const own = shares.map((_, step) => scores[step * width + column]!)
    const top = Math.max(...own)
    const weights = own.map((score) => Math.exp(score - top))
    const sum = weights.reduce((a, b) => a + b, 0)
    weights.forEach((weight, step) => (shares[step]! += weight / sum / width))
  }
  return shares
}

/** A step that stands for several rows, after a stride or a pooling, gives each of them its part. */
function toRows(shares: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, row) => {
    const step = Math.min(shares.length - 1, Math.floor((row * shares.length) / length))
    const first = Math.ceil((step * length) / shares.length)
    const end = step === shares.length - 1 ? length : Math.ceil(((step + 1) * length) / shares.length)
    return shares[step]! / (end - first)
  })
}
