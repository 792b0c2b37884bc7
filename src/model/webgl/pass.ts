// SPDX-License-Identifier: MIT
// A pass: one program and what it reads. Passes are plain data; `device.ts` runs them.

import type { Layout } from './layout.ts'
import type { PackedWeight } from './pack-weight.ts'
import type { GpuValue, TextureRef } from './value.ts'

/** A shader and its textures. */
export interface Program {
  /** For messages. */
  readonly name: string
  /** Textures by their name in the shader. */
  readonly reads: Readonly<Record<string, TextureRef>>
  readonly code: string
  readonly output: Layout
}

/** One draw, or one a step. */
export interface Pass extends Program {
  /** Number of the texture that it puts out. */
  readonly id: number
  /** Draws; the uniform `t` counts them from 0. Each but the first reads what the one before put out. */
  readonly draws: number
  /** Runs before each draw but the first; the draw reads what it put out as `prelude`. */
  readonly prelude?: Program
}

/** Everything that scoring takes. */
export interface GpuPlan {
  /** Layout of the batch: a token and its channels are one step. */
  readonly input: Layout
  readonly weights: readonly PackedWeight[]
  /** The last one puts out the scores. */
  readonly passes: readonly Pass[]
  /** Where each output of the network lies in a row of the scores. */
  readonly outputs: readonly number[]
  /** Visits that one pass can hold on this device. */
  readonly maxVisits: number
}

/** The plan as it grows. */
export interface PlanBuilder {
  /** Largest width and height of a texture. */
  readonly maxSize: number
  valueOf(id: number): GpuValue
  addWeight(weight: PackedWeight): TextureRef
  addPass(pass: Omit<Pass, 'id'>): TextureRef
}
