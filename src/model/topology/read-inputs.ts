// SPDX-License-Identifier: MIT
// The input layers: tokens of rank 2, and float channels of rank 3 where the network reads them.

import type { ValueShape } from '../network.ts'
import type { Fail } from './fields.ts'
import { unsupported } from './planner.ts'
import type { Term } from './planner.ts'
import type { LayerSpec } from './read-layers.ts'

/** What the input layers say. */
export interface InputPlan {
  /** Tokens a visit. */
  readonly length: number
  readonly channelCount: number
  /** Shapes of value 0, the tokens, and value 1, the channels; 1 has no width where there are none. */
  readonly shapes: readonly [ValueShape, ValueShape]
  readonly terms: ReadonlyMap<string, Term>
}

/** Number of the value that holds the float channels. */
export const CHANNELS_VALUE = 1

/**
 * Reads the input layers.
 * @throws `UnsupportedLayerError` for inputs of another kind.
 */
export function readInputs(layers: ReadonlyMap<string, LayerSpec>, fail: Fail): InputPlan {
  const terms = new Map<string, Term>()
  let length = 0
  let channelSteps = 0
  let channelCount = 0
  for (const layer of layers.values()) {
    if (layer.className !== 'InputLayer') continue
    const shape = layer.config['batch_input_shape'] ?? layer.config['batch_shape']
    if (!Array.isArray(shape)) fail(`input "${layer.name}" has no shape`)
    const [, steps, width] = shape as readonly unknown[]
    if (shape.length === 2 && length === 0) {
      length = toFixed(layer, steps)
      terms.set(layer.name, { kind: 'tokens' })
    } else if (shape.length === 3 && channelCount === 0) {
      channelSteps = toFixed(layer, steps)
      channelCount = toFixed(layer, width)
      terms.set(layer.name, { kind: 'value', id: CHANNELS_VALUE, rank: 3 })
    } else
      unsupported(layer, 'a model reads tokens [length] and at most one input of channels [length, channels]')
  }
  if (length === 0) fail('the topology has no input of tokens')
  if (channelCount > 0 && channelSteps !== length)
    fail(`${length} tokens meet ${channelSteps} steps of channels`)
  return {
    length,
    channelCount,
    shapes: [
      { steps: length, width: 1 },
      { steps: length, width: channelCount },
    ],
    terms,
  }
}

function toFixed(layer: LayerSpec, size: unknown): number {
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 1 && size <= 65536) return size
  return unsupported(layer, 'its size is not fixed')
}
