// SPDX-License-Identifier: MIT
// Where the operations read and write: one array a value, row-major [visits, steps, width].

import type { Network, OtherNode } from '../network.ts'

/**
 * Arrays by value number. Doubles, because converting every float at every use costs more than the memory.
 */
export type Buffers = readonly Float64Array[]

/** One operation, ready to run over the first `visits` visits of the buffers. */
export type Step = (buffers: Buffers, tokens: Int32Array, visits: number) => void

/** What `layers.js` has for this engine. */
export interface CpuLayers {
  /** Makes the step of a node that the worker's file does not know. */
  compileCpu(node: OtherNode, network: Network): Step
}

/** The array of a value. */
export function bufferOf(buffers: Buffers, id: number): Float64Array {
  const buffer = buffers[id]
  if (buffer === undefined) throw new RangeError(`value ${id} has no buffer`)
  return buffer
}
