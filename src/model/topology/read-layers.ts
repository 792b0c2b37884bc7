// SPDX-License-Identifier: MIT
// The topology of a tfjs layers model as a flat list of layers, whoever wrote it: tfjs, Keras 2 or Keras 3.

import { UnsupportedLayerError } from '../../errors.ts'
import { isJson, toJson, toList, toText } from './fields.ts'
import type { Fail, Json } from './fields.ts'

/** One layer of the topology. */
export interface LayerSpec {
  readonly name: string
  readonly className: string
  readonly config: Json
  /** Names of the layers it reads, in order. */
  readonly inputs: readonly string[]
}

/**
 * Lists the layers of a topology.
 * @param topology - `modelTopology` of `model.json`: with or without `model_config`, functional or sequential.
 * @param fail - Raises the error for a topology that cannot be read.
 * @returns The layers by name.
 * @throws `UnsupportedLayerError` for a nested model, or a layer that is used more than once.
 */
export function readLayers(topology: unknown, fail: Fail): ReadonlyMap<string, LayerSpec> {
  const root = toJson(topology, 'modelTopology', fail)
  const model = toJson(root['model_config'] ?? root, 'modelTopology', fail)
  const config = toJson(model['config'], 'modelTopology.config', fail)
  const entries = toList(config['layers'], 'modelTopology.config.layers', fail)
  const sequential = model['class_name'] === 'Sequential'
  const layers = new Map<string, LayerSpec>()
  let previous: string | undefined
  for (const entry of entries) {
    const layer = readLayer(toJson(entry, 'a layer', fail), sequential ? previous : undefined, fail)
    if (sequential && previous === undefined && layer.className !== 'InputLayer') {
      const input = inputOf(layer)
      layers.set(input.name, input)
      layers.set(layer.name, { ...layer, inputs: [input.name] })
    } else {
      if (layers.has(layer.name)) fail(`two layers are called "${layer.name}"`)
      layers.set(layer.name, layer)
    }
    previous = layer.name
  }
  return layers
}

function readLayer(entry: Json, previous: string | undefined, fail: Fail): LayerSpec {
  const className = toText(entry['class_name'], 'class_name of a layer', fail)
  const config = toJson(entry['config'], `config of a ${className}`, fail)
  const name = toText(config['name'] ?? entry['name'], `name of a ${className}`, fail)
  if (Array.isArray(config['layers']))
    throw new UnsupportedLayerError(name, className, 'it is a model inside the model')
  const nodes = entry['inbound_nodes']
  if (!Array.isArray(nodes) || nodes.length === 0) {
    return { name, className, config, inputs: previous === undefined ? [] : [previous] }
  }
  if (nodes.length > 1) throw new UnsupportedLayerError(name, className, 'it is used more than once')
  const inputs: string[] = []
  collectInputs(nodes[0], inputs)
  return { name, className, config, inputs }
}

// Keras 2 and tfjs write [["name", node, tensor, {}], …], Keras 3 {args: [{class_name: "__keras_tensor__",
// config: {keras_history: ["name", node, tensor]}}], kwargs}; both may nest one list deeper.
function collectInputs(node: unknown, inputs: string[]): void {
  if (Array.isArray(node)) {
    if (typeof node[0] === 'string' && typeof node[1] === 'number') inputs.push(node[0])
    else for (const part of node) collectInputs(part, inputs)
  } else if (isJson(node)) {
    const config = node['config']
    if (isJson(config) && Array.isArray(config['keras_history']))
      collectInputs(config['keras_history'], inputs)
    else if (node['args'] !== undefined) collectInputs(node['args'], inputs)
  }
}

// A sequential model may put the input's shape on its first layer.
function inputOf(layer: LayerSpec): LayerSpec {
  const shape = layer.config['batch_input_shape'] ??
    layer.config['batch_shape'] ?? [null, layer.config['input_length'] ?? null]
  return {
    name: `${layer.name}_input`,
    className: 'InputLayer',
    config: { batch_input_shape: shape },
    inputs: [],
  }
}
