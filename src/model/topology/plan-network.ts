// SPDX-License-Identifier: MIT
// Topology and weights to the short list of operations that the engines run.

import { UnsupportedLayerError } from '../../errors.ts'
import type { Network, NetworkNode, ValueShape, Weight } from '../network.ts'
import type { Fail } from './fields.ts'
import { keepNeeded } from './keep-needed.ts'
import { unsupported } from './planner.ts'
import type { Planner, Rules, Term } from './planner.ts'
import { readInputs } from './read-inputs.ts'
import { readLayers } from './read-layers.ts'
import { createWeightTable } from './weight-table.ts'
import { dense } from './rules/dense.ts'
import { embedding } from './rules/embedding.ts'
import { lstm } from './rules/recurrent.ts'
import { concatenate } from './rules/reshape.ts'

/** The layers of the shipped network; `../layers/rules.ts` has the others. */
const RULES: Rules = {
  Concatenate: concatenate,
  Dense: dense,
  Embedding: embedding,
  LSTM: lstm,
}

/**
 * Plans the network that leads to the heads; layers that lead elsewhere are left out.
 * @param topology - `modelTopology` of `model.json`.
 * @param weights - All weights of the package.
 * @param heads - Names of the head layers, in order.
 * @param fail - Raises the error for a damaged topology, or one that its weights do not fit.
 * @param more - Rules of further layers. @defaultValue those of the shipped network alone
 * @throws `UnsupportedLayerError` naming the first layer that has no rule, or whose rule refuses it.
 */
export function planNetwork(
  topology: unknown,
  weights: readonly Weight[],
  heads: readonly string[],
  fail: Fail,
  more: Rules = {},
): Network {
  const rules = { ...RULES, ...more }
  const layers = readLayers(topology, fail)
  const inputs = readInputs(layers, fail)
  const values: ValueShape[] = [...inputs.shapes]
  const nodes: NetworkNode[] = []
  const producers = new Map<number, NetworkNode>()
  const planner: Planner = {
    weights: createWeightTable(weights, fail),
    fail,
    shapeOf: (id) => values[id] ?? fail(`value ${id} is not planned`),
    producerOf: (id) => producers.get(id),
    add(shape, make) {
      const id = values.push(shape) - 1
      const node = make(id)
      nodes.push(node)
      producers.set(id, node)
      return id
    },
  }

  const terms = new Map<string, Term>(inputs.terms)
  const open = new Set<string>()
  function plan(name: string): Term {
    const known = terms.get(name)
    if (known !== undefined) return known
    const layer = layers.get(name) ?? fail(`the topology has no layer "${name}"`)
    if (open.has(name)) fail(`layer "${name}" reads itself`)
    open.add(name)
    const read = layer.inputs.map(plan)
    const rule = Object.hasOwn(rules, layer.className) ? rules[layer.className] : undefined
    if (rule === undefined)
      throw new UnsupportedLayerError(name, layer.className, 'the planner does not know its class')
    const term = rule(layer, read, planner)
    terms.set(name, term)
    return term
  }

  const ends = heads.map((name) => {
    const term = plan(name)
    const layer = layers.get(name) ?? fail(`the topology has no layer "${name}"`)
    if (term.kind !== 'value' || term.rank !== 2) return unsupported(layer, 'a head must put out one vector')
    if (producers.get(term.id)?.kind !== 'conv') return unsupported(layer, 'a head must end in a Dense layer')
    return term.id
  })
  for (const node of nodes) {
    const softmax = node.kind === 'conv' && node.activation === 'softmax'
    if (softmax && !ends.includes(node.output))
      throw new UnsupportedLayerError(node.kernel.name, 'Dense', 'softmax is for heads')
  }
  return keepNeeded(nodes, values, ends, inputs)
}
