// SPDX-License-Identifier: MIT
// Turns a network into passes: every node either becomes a program, runs inside the program of a neighbour, or is
// nothing but another way to read a texture.

import { EngineError } from '../../errors.ts'
import type { ConvNode, GruNode, LstmNode, Network, NetworkNode, PoolNode } from '../network.ts'
import { inputsOf } from '../topology/keep-needed.ts'
import { createLayout } from './layout.ts'
import type { Layout } from './layout.ts'
import { packWeight } from './pack-weight.ts'
import type { PackedWeight } from './pack-weight.ts'
import type { GpuPlan, Pass, PlanBuilder } from './pass.ts'
import { addAttention } from './programs/attention.ts'
import { addConv, canFuse } from './programs/conv.ts'
import { addGru } from './programs/gru.ts'
import { addHeads } from './programs/heads.ts'
import { addLstm } from './programs/lstm.ts'
import { addPool } from './programs/pool.ts'
import { addProjection, addWholeRecurrence, isSmall, registersOf } from './programs/whole-recurrence.ts'
import type { RecurrenceCode } from './programs/whole-recurrence.ts'
import { plainColumns } from './value.ts'
import type { GpuValue } from './value.ts'

/** Textures that one program may read in every WebGL 2. */
const MAX_TEXTURES = 16

/**
 * Plans the passes of a network.
 * @param maxSize - Largest width and height of a texture on this device.
 * @throws `EngineError` when the device's textures are too small or too few.
 */
export function planPasses(network: Network, maxSize: number): GpuPlan {
  const weights: PackedWeight[] = []
  const passes: Pass[] = []
  const values = new Map<number, GpuValue>()
  const input = createLayout(network.length, Math.ceil((1 + network.channelCount) / 4), maxSize)
  const plan: PlanBuilder = {
    maxSize,
    valueOf: (id) => values.get(id) ?? fail(`value ${id} is not planned`),
    addWeight(weight) {
      if (weight.width > maxSize || weight.height > maxSize) fail('a weight is larger than its textures')
      return { kind: 'weight', id: weights.push(weight) - 1 }
    },
    addPass(pass) {
      if (Object.keys(pass.reads).length > MAX_TEXTURES) fail('a program reads too many textures')
      const id = passes.length
      passes.push({ ...pass, id })
      return { kind: 'value', id }
    },
  }
  if (network.channels !== undefined) values.set(network.channels, channelsOf(network.channelCount, input))

  const heads = network.heads.map((id) => headOf(network, id))
  const readers = countReaders(network.nodes)
  let recurrence: RecurrenceCode | undefined
  for (const node of network.nodes) {
    const readByNone = (readers.get(node.output) ?? []).length === 0
    if (values.has(node.output) || (readByNone && network.heads.includes(node.output))) continue
    if (isForHeads(node, heads, readers)) {
      recurrence = addProjection(plan, node, network.values[node.input]!.steps)
      values.set(node.output, registersOf(recurrence))
      continue
    }
    const pool = node.kind === 'conv' ? fusedPool(node, network, readers) : undefined
    values.set(pool?.output ?? node.output, add(plan, node, network, input, pool))
  }
  const outputs = addHeads(plan, heads, recurrence)
  const layouts = [
    input,
    ...passes.flatMap((pass) => [pass.output, ...(pass.prelude ? [pass.prelude.output] : [])]),
  ]
  const maxVisits = Math.min(...layouts.map((layout) => Math.floor(maxSize / layout.rows)))
  if (maxVisits < 1) fail('a value is larger than its textures')
  return { input, weights, passes, outputs, maxVisits }
}

function add(
  plan: PlanBuilder,
  node: NetworkNode,
  network: Network,
  input: Layout,
  pool?: PoolNode,
): GpuValue {
  const stepsOf = (id: number): number => network.values[id]!.steps
  switch (node.kind) {
    case 'embedding':
      return embeddingOf(plan, node.table, network.length, input)
    case 'concat':
      return join(node.inputs.map((id) => plan.valueOf(id)))
    case 'flatten':
      return flatten(plan.valueOf(node.input))
    case 'conv': {
      const steps = stepsOf(node.output)
      return addConv(plan, {
        conv: node,
        steps,
        ...(pool ? { pool, pooledSteps: stepsOf(pool.output) } : {}),
      })
    }
    case 'pool':
      return addPool(plan, node, stepsOf(node.output))
    case 'lstm':
      return isSmall(node)
        ? addWholeRecurrence(plan, node, stepsOf(node.input))
        : addLstm(plan, node, stepsOf(node.input))
    case 'gru':
      return isSmall(node)
        ? addWholeRecurrence(plan, node, stepsOf(node.input))
        : addGru(plan, node, stepsOf(node.input))
    case 'attention':
      return addAttention(plan, node)
  }
}

function embeddingOf(plan: PlanBuilder, table: ConvNode['kernel'], steps: number, tokens: Layout): GpuValue {
  const [vocabulary, width] = [table.shape[0]!, table.shape[1]!]
  const quads = Math.ceil(width / 4)
  const columns = plainColumns(width, quads)
  const layout = createLayout(vocabulary, quads, plan.maxSize, 1)
  // Tokens that share a texture row lie side by side, so that a row of the texture is several rows of the table.
  const perRow = 2 ** layout.shift
  const wide = Array.from({ length: perRow }, (_, at) =>
    columns.map((c) => (c < 0 ? -1 : at * width + c)),
  ).flat()
  const rows = Array.from({ length: layout.rows }, (_, row) => row)
  const packed = packWeight(table, perRow * width, rows, wide)
  const { scale, min } = packed
  const texture = plan.addWeight(packed)
  const segment = {
    texture,
    layout,
    texels: 'quads',
    quads,
    columns,
    dirty: width % 4 !== 0 && min !== 0,
  } as const
  return { steps, width, segments: [{ ...segment, table: { tokens, scale, min } }] }
}

// A step of the batch is the token, then its channels.
function channelsOf(channelCount: number, layout: Layout): GpuValue {
  const columns = [-1, ...plainColumns(channelCount, layout.texels)].slice(0, 4 * layout.texels)
  const segment = {
    texture: { kind: 'input' },
    layout,
    texels: 'quads',
    quads: layout.texels,
    columns,
    dirty: true,
  } as const
  return { steps: layout.steps, width: channelCount, segments: [segment] }
}

function join(parts: readonly GpuValue[]): GpuValue {
  let offset = 0
  const segments = parts.flatMap((part) => {
    const from = offset
    offset += part.width
    return part.segments.map((segment) => ({
      ...segment,
      columns: segment.columns.map((column) => (column < 0 ? -1 : column + from)),
    }))
  })
  return { steps: parts[0]!.steps, width: offset, segments }
}

function flatten(value: GpuValue): GpuValue {
  if (value.steps === 1) return value
  const segments = value.segments.map((segment) => ({
    ...segment,
    flat: value.steps,
    columns: Array.from({ length: value.steps }, (_, step) =>
      segment.columns.map((column) => (column < 0 ? -1 : step * value.width + column)),
    ).flat(),
  }))
  return { steps: 1, width: value.steps * value.width, segments }
}

function headOf(network: Network, id: number): ConvNode {
  const node = network.nodes.find((one) => one.output === id)
  return node?.kind === 'conv' ? node : fail('a head is not dense')
}

function countReaders(nodes: readonly NetworkNode[]): ReadonlyMap<number, readonly NetworkNode[]> {
  const readers = new Map<number, NetworkNode[]>()
  for (const node of nodes) {
    for (const id of inputsOf(node)) readers.set(id, [...(readers.get(id) ?? []), node])
  }
  return readers
}

// A small recurrence that every head reads and nothing else does.
function isForHeads(
  node: NetworkNode,
  heads: readonly ConvNode[],
  readers: ReadonlyMap<number, readonly NetworkNode[]>,
): node is LstmNode | GruNode {
  if ((node.kind !== 'lstm' && node.kind !== 'gru') || !isSmall(node)) return false
  const all = readers.get(node.output) ?? []
  return all.length === heads.length && heads.every((head) => head.input === node.output)
}

function fusedPool(
  conv: ConvNode,
  network: Network,
  readers: ReadonlyMap<number, readonly NetworkNode[]>,
): PoolNode | undefined {
  const [reader, ...others] = readers.get(conv.output) ?? []
  if (reader?.kind !== 'pool' || others.length > 0 || network.heads.includes(conv.output)) return undefined
  const steps = network.values[conv.output]!.steps
  return canFuse(conv, reader, steps, network.values[reader.output]!.steps) ? reader : undefined
}

function fail(problem: string): never {
  throw new EngineError('webgl', problem)
}
