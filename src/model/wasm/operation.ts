// SPDX-License-Identifier: MIT
// What a node of the network becomes: a few calls of the module, and the room that they need.

import type { Network, OtherNode } from '../network.ts'
import type { Kernel } from './kernel.ts'
import type { WeightStore } from './store-weights.ts'

/** Room for `fixed + visits × each` floats while one operation runs. */
export interface Room {
  readonly fixed: number
  readonly each: number
}

/** Addresses for one size of batch. */
export interface Places {
  /** Where each value lies: row-major [visits, steps, width]. */
  readonly values: readonly number[]
  /** Where the tokens lie: [visits, length]. */
  readonly tokens: number
  /** The rooms that the operation asked for, in its order. */
  readonly rooms: readonly number[]
}

/** One operation, ready to run. */
export interface Operation {
  readonly rooms: readonly Room[]
  run(places: Places, visits: number): void
}

/** What the operations are made from. */
export interface Workshop {
  readonly network: Network
  readonly kernel: Kernel
  readonly weights: WeightStore
}

/** What `layers.js` has for this engine. */
export interface WasmLayers {
  /** The module that those nodes call, as `start-kernel.ts` reads it. */
  readonly kernel: string
  /** Stores the weights of a node that the worker's file does not know, and makes its operation. */
  compileWasm(node: OtherNode, workshop: Workshop): Operation
}

/** The numbers from 0 to `count - 1`. */
export function columnsTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, column) => column)
}
