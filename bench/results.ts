// SPDX-License-Identifier: MIT
// What one run of the bench found.

import type { ColdResult } from './cold/measure-cold.ts'
import type { ContestantName } from './contestants/list.ts'
import type { ArenaResult } from './measure/measure-arena.ts'
import type { Fresh } from './measure/measure-fresh.ts'
import type { Counts } from './measure/measure-probe.ts'
import type { NetworkName } from './networks.ts'
import type { Rasteriser } from './rasterisers.ts'
import type { Spread } from './statistics.ts'
import type { Size } from './weigh.ts'

/** One contestant on one network and one rasteriser; what failed is absent. */
export interface ContestantResult {
  readonly name: ContestantName
  readonly label: string
  readonly size: Size
  /** Why it is not timed. */
  readonly problem?: string
  /** Warm, one visit, ms. */
  readonly warm?: Spread
  readonly batch?: NonNullable<ArenaResult['batch'][ContestantName]>
  readonly counts?: Counts
  readonly fresh?: Fresh
}

/** All contestants on one network. */
export interface NetworkResult {
  readonly network: NetworkName
  /** Numbers of all weights. */
  readonly parameters: number
  readonly contestants: readonly ContestantResult[]
}

/** Everything on one rasteriser. */
export interface RasteriserResult {
  readonly rasteriser: Rasteriser
  readonly networks: readonly NetworkResult[]
  readonly cold: readonly ColdResult[]
}

/** Where it was measured. */
export interface Machine {
  readonly cpus: number
  readonly cpuModel: string
  readonly system: string
  readonly node: string
  /** Processes that wanted a processor, mean of the minute before the start: the bench wants to be alone. */
  readonly load: number
}

/** A run. */
export interface BenchResult {
  readonly machine: Machine
  /** As it was typed. */
  readonly command: string
  /** ISO date. */
  readonly date: string
  readonly rasterisers: readonly RasteriserResult[]
  /** A sentence for each rasteriser that is not here. */
  readonly missing: readonly string[]
}
