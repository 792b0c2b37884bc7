// SPDX-License-Identifier: MIT
// What the rules of `rules/` share: the values and nodes planned so far, and guards over a layer's inputs.

import { UnsupportedLayerError } from '../../errors.ts'
import type { Activation, NetworkNode, ValueShape } from '../network.ts'
import type { Fail } from './fields.ts'
import type { LayerSpec } from './read-layers.ts'
import type { WeightTable } from './weight-table.ts'

/** What a layer stands for once it is planned. */
export type Term =
  | { readonly kind: 'tokens' }
  /** Rank 3 (a sequence) or 2 (a vector), the batch counted. */
  | { readonly kind: 'value'; readonly id: number; readonly rank: 2 | 3 }
  /** The value with steps and width swapped; exists only on the way to an attention. */
  | { readonly kind: 'turned'; readonly id: number }
  /** Softmax of the value over its steps; exists only on the way to an attention. */
  | { readonly kind: 'attention'; readonly id: number; readonly rank: 2 | 3 }

/** The plan as it grows. */
export interface Planner {
  readonly weights: WeightTable
  /** Raises `ModelFormatError`: topology and weights disagree, or a field is damaged. */
  readonly fail: Fail
  shapeOf(id: number): ValueShape
  producerOf(id: number): NetworkNode | undefined
  /** Adds an operation whose output has this shape; returns the number of the value. */
  add(shape: ValueShape, make: (output: number) => NetworkNode): number
}

/** Plans one layer. */
export type Rule = (layer: LayerSpec, inputs: readonly Term[], planner: Planner) => Term

/** Rules by the class of the layer, as Keras spells it. */
export type Rules = Readonly<Record<string, Rule>>

/** Raises the error that names the layer. */
export function unsupported(layer: LayerSpec, why: string): never {
  throw new UnsupportedLayerError(layer.name, layer.className, why)
}

/** The one input of a layer, as a value of the given rank. */
export function toValue(layer: LayerSpec, inputs: readonly Term[], rank?: 2 | 3): number {
  const [input] = inputs
  if (inputs.length !== 1 || input === undefined)
    return unsupported(layer, `it reads ${inputs.length} layers instead of one`)
  if (input.kind !== 'value') return unsupported(layer, `it reads ${input.kind} instead of numbers`)
  if (rank !== undefined && input.rank !== rank)
    return unsupported(layer, `it reads a ${input.rank === 3 ? 'sequence' : 'vector'}`)
  return input.id
}

/** Refuses options that change the result and that no engine here knows. */
export function refuse(layer: LayerSpec, options: readonly string[]): void {
  for (const option of options) if (layer.config[option] === true) unsupported(layer, `${option} is set`)
}

/** A number, or the first of a list of numbers: Keras writes `[5]`, older files `5`. */
export function toSize(layer: LayerSpec, option: string, absent: number): number {
  const value = layer.config[option] ?? absent
  const size: unknown = Array.isArray(value) ? (value as readonly unknown[])[0] : value
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1 || size > 65536) {
    return unsupported(layer, `${option} is not a whole number from 1 to 65536`)
  }
  return size
}

/** The activation of a layer by any of its spellings. */
export function toActivation(layer: LayerSpec, option: string, allowed: readonly Activation[]): Activation {
  const value = layer.config[option] ?? 'linear'
  const spelled = typeof value === 'string' ? value.toLowerCase().replaceAll('_', '') : ''
  const found = allowed.find((name) => name.toLowerCase() === spelled)
  return found ?? unsupported(layer, `${option} is not one of ${allowed.join(', ')}`)
}
