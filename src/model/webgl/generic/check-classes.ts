// SPDX-License-Identifier: MIT
// Names the first layer that TensorFlow.js does not know, before it is asked to make one.

import { serialization } from '@tensorflow/tfjs-core'
import { UnsupportedLayerError } from '../../../errors.ts'
import { isJson } from '../../topology/fields.ts'

/**
 * Looks at every layer of a topology, nested models included.
 * @throws `UnsupportedLayerError` for a custom layer.
 */
export function checkClasses(topology: unknown): void {
  const { classNameMap } = serialization.SerializationMap.getMap()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit)
    if (!isJson(node)) return
    const { class_name: className, config } = node
    if (typeof className === 'string' && isJson(config) && isLayer(node)) {
      const known = Object.hasOwn(classNameMap, className) || className === 'Model'
      const name = typeof config['name'] === 'string' ? config['name'] : className
      if (!known)
        throw new UnsupportedLayerError(name, className, 'TensorFlow.js does not know its class either')
    }
    Object.values(node).forEach(visit)
  }
  visit(topology)
}

// Initialisers and data types have a class name as well; what a layer has beside it are its inbound nodes, or a name.
function isLayer(node: Readonly<Record<string, unknown>>): boolean {
  return 'inbound_nodes' in node || (isJson(node['config']) && 'trainable' in node['config'])
}
