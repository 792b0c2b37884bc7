// SPDX-License-Identifier: MIT
// The topology as TensorFlow.js itself reads it, whatever Keras wrote: `tf.loadLayersModel` does not know Keras 3's
// `batch_shape`, its objects for types and initialisers, and its way to name what a layer reads.

import type { Json } from '../../model/topology/fields.ts'
import type { LayerSpec } from '../../model/topology/read-layers.ts'

/** Settings that matter in training alone, and are spelled differently everywhere. */
const TRAINING_ONLY = /_(initializer|regularizer|constraint)$/

/**
 * Layers that lead to the heads, in an order in which each comes behind what it reads.
 * @param heads - Names of layers that are there.
 */
export function layersTo(heads: readonly string[], layers: ReadonlyMap<string, LayerSpec>): LayerSpec[] {
  const kept = new Map<string, LayerSpec>()
  const open = new Set<string>()
  const visit = (name: string): void => {
    const layer = layers.get(name)
    // A circle is for the planner to name.
    if (!layer || kept.has(name) || open.has(name)) return
    open.add(name)
    layer.inputs.forEach(visit)
    kept.set(name, layer)
  }
  heads.forEach(visit)
  return [...kept.values()]
}

/**
 * Writes a functional model of layers.
 * @param layers - From {@link layersTo}.
 * @param heads - Names of the outputs.
 */
export function standardTopology(layers: readonly LayerSpec[], heads: readonly string[]): unknown {
  const inputs = layers.filter(({ className }) => className === 'InputLayer').map(({ name }) => name)
  return {
    class_name: 'Model',
    config: {
      name: 'vitrine',
      layers: layers.map(toLayerJson),
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: heads.map((name) => [name, 0, 0]),
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  }
}

function toLayerJson({ name, className, config, inputs }: LayerSpec): Json {
  const kept = Object.entries(config).filter(([key]) => !TRAINING_ONLY.test(key) && key !== 'batch_shape')
  const shape = config['batch_input_shape'] ?? config['batch_shape']
  return {
    name,
    class_name: className,
    config: {
      ...Object.fromEntries(kept),
      name,
      dtype: typeOf(config['dtype']),
      ...(Array.isArray(shape) && { batch_input_shape: [null, ...(shape as unknown[]).slice(1)] }),
    },
    inbound_nodes: inputs.length > 0 ? [inputs.map((from) => [from, 0, 0, {}])] : [],
  }
}

/** Keras 3 writes `{class_name: "DTypePolicy", config: {name: "float32"}}`. */
function typeOf(dtype: unknown): string {
  const name =
    typeof dtype === 'object' && dtype !== null ? (dtype as { config?: Json }).config?.['name'] : dtype
  return name === 'int32' ? 'int32' : 'float32'
}
