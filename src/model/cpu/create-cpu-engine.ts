// SPDX-License-Identifier: MIT
// The engine in plain TypeScript: runs everywhere, and is the yardstick for the others.

import { EngineError } from '../../errors.ts'
import { checkBatch } from '../check-batch.ts'
import { checkScores } from '../check-scores.ts'
import type { Engine, ScoreBatch } from '../engine.ts'
import { isDense } from '../network.ts'
import type { Network, NetworkNode } from '../network.ts'
import type { CpuLayers, Step } from './buffers.ts'
import { compileDense } from './compile-dense.ts'
import { compileConcat, compileEmbedding } from './compile-gather.ts'
import { compileLstm } from './compile-lstm.ts'

/** Most visits of one pass: enough to reuse every expanded weight, little enough to stay in the cache. */
const MAX_VISITS = 16

/**
 * Makes the plain engine. Weights stay as the package ships them; a few rows at a time are expanded.
 * @param network - The planned network of a package.
 * @param layers - What runs the nodes that the shipped network does without.
 * @throws `EngineError` where it would be needed.
 */
export function createCpuEngine(network: Network, layers?: CpuLayers): Engine {
  const steps = network.nodes.map((node) => compile(node, network, layers))
  let buffers: readonly Float64Array[] = []
  let capacity = 0

  function pass(tokens: Int32Array, channels: Float32Array, visits: number): Float32Array {
    if (visits > capacity) {
      buffers = createBuffers(network, visits)
      capacity = visits
    }
    if (network.channels !== undefined) buffers[network.channels]?.set(channels)
    for (const step of steps) step(buffers, tokens, visits)
    return readHeads(network, buffers, visits)
  }

  function score({ size, tokens, channels }: ScoreBatch): Float32Array {
    const scores = new Float32Array(size * network.outputs)
    const channelsEach = network.channelCount * network.length
    for (let from = 0; from < size; from += MAX_VISITS) {
      const to = Math.min(from + MAX_VISITS, size)
      const someTokens = tokens.subarray(from * network.length, to * network.length)
      const someChannels = channels.subarray(from * channelsEach, to * channelsEach)
      scores.set(pass(someTokens, someChannels, to - from), from * network.outputs)
    }
    return checkScores('cpu', scores)
  }

  return {
    name: 'cpu',
    score: (batch) =>
      new Promise((resolve) => {
        checkBatch(network, batch)
        resolve(score(batch))
      }),
    dispose() {
      buffers = []
      capacity = 0
    },
  }
}

function compile(node: NetworkNode, network: Network, layers?: CpuLayers): Step {
  if (isDense(node)) return compileDense(node, network)
  switch (node.kind) {
    case 'embedding':
      return compileEmbedding(node, network)
    case 'concat':
      return compileConcat(node, network)
    case 'lstm':
      return compileLstm(node, network)
    default:
      if (!layers) throw new EngineError('cpu', `${node.kind} is in layers.js`)
      return layers.compileCpu(node, network)
  }
}

// A flattened value is the same memory under another shape.
function createBuffers(network: Network, visits: number): readonly Float64Array[] {
  const sizes = network.values.map(({ steps, width }) => visits * steps * width)
  const used = new Set(network.nodes.map((node) => node.output))
  if (network.channels !== undefined) used.add(network.channels)
  const buffers = sizes.map((size, id) => new Float64Array(used.has(id) ? size : 0))
  for (const node of network.nodes) {
    const source = node.kind === 'flatten' ? buffers[node.input] : undefined
    if (source !== undefined) buffers[node.output] = source
  }
  return buffers
}

function readHeads(network: Network, buffers: readonly Float64Array[], visits: number): Float32Array {
  const scores = new Float32Array(visits * network.outputs)
  let offset = 0
  for (const id of network.heads) {
    const { width } = network.values[id]!
    for (let visit = 0; visit < visits; visit++) {
      const row = buffers[id]?.subarray(visit * width, (visit + 1) * width)
      if (row !== undefined) scores.set(row, visit * network.outputs + offset)
    }
    offset += width
  }
  return scores
}
