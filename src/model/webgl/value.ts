// SPDX-License-Identifier: MIT
// What a program reads: a value as segments of textures. Joined, flattened and looked-up values stay segments, so
// that they cost no draw of their own.

import type { Layout } from './layout.ts'

/** A texture by its place in the plan. */
export type TextureRef =
  /** The batch: tokens in the first number of a step, channels behind it. */
  | { readonly kind: 'input' }
  | { readonly kind: 'weight'; readonly id: number }
  /** What a pass put out. */
  | { readonly kind: 'value'; readonly id: number }
  /** What the same pass put out one step before. */
  | { readonly kind: 'previous' }
  /** What the prelude of the same draw put out. */
  | { readonly kind: 'prelude' }

/** Neighbouring quads of one texture. */
export interface Segment {
  readonly texture: TextureRef
  readonly layout: Layout
  /**
   * `quads`: a texel is four numbers. `pairs`: the first two numbers of a texel count, as in an LSTM's state.
   * `registers`: no texture at all, but the array `h` of the same program.
   */
  readonly texels: 'quads' | 'pairs' | 'registers'
  readonly quads: number
  /** The column of the value that each number is, -1 for padding; `4 × quads` of them a step. */
  readonly columns: readonly number[]
  /** Whether padding may hold anything but zero. */
  readonly dirty: boolean
  /** Where a whole sequence is read as one row: its steps. `columns` then has those of every step. */
  readonly flat?: number
  /** For a table that tokens choose rows of: where the tokens lie, and the scale of the stored numbers. */
  readonly table?: { readonly tokens: Layout; readonly scale: number; readonly min: number }
}

/** A value. */
export interface GpuValue {
  readonly steps: number
  readonly width: number
  readonly segments: readonly Segment[]
}

/** Columns of a value of its own texture: those it has, then padding. */
export function plainColumns(width: number, quads: number, from = 0): readonly number[] {
  return Array.from({ length: 4 * quads }, (_, at) => (at < width ? from + at : -1))
}

/** Columns of all segments in the order in which programs read them. */
export function columnsOf(value: GpuValue): readonly number[] {
  return value.segments.flatMap((segment) => segment.columns)
}
