// SPDX-License-Identifier: MIT
// What a search varies: a list of values or a range for each option.

import { TRAINABLE_OPTIONS, type TrainableValue } from '../options/trainable-options.ts'

/** An option with the values that it may take. */
export type Dimension = ChoiceDimension | RangeDimension

/** Some values, in no order. */
export interface ChoiceDimension {
  readonly name: string
  readonly kind: 'choice'
  /** At least one, all different. */
  readonly values: readonly TrainableValue[]
}

/** All numbers between two. */
export interface RangeDimension {
  readonly name: string
  readonly kind: 'range'
  readonly low: number
  /** More than `low`. */
  readonly high: number
  /** Whether doublings count, not differences. */
  readonly isLog: boolean
  readonly isInteger: boolean
}

/** Values of the options that vary, by name. */
export type TrialValues = Readonly<Record<string, TrainableValue>>

/** Digits of a number that a search draws: few, so that the command that trains it is the trial itself. */
const DIGITS = 4

/** The number of different values; infinite for a range of real numbers. */
export function sizeOf(dimension: Dimension): number {
  if (dimension.kind === 'choice') return dimension.values.length
  return dimension.isInteger ? dimension.high - dimension.low + 1 : Infinity
}

/**
 * The value at a place.
 * @param share - In [0, 1); equal parts of it are equally much of the dimension.
 */
export function valueAt(dimension: Dimension, share: number): TrainableValue {
  if (dimension.kind === 'choice') {
    return dimension.values[
      Math.min(dimension.values.length - 1, Math.floor(share * dimension.values.length))
    ]!
  }
  const { isInteger } = dimension
  const [from, to] = edges(dimension)
  const number = unscale(dimension, from + share * (to - from))
  const rounded = isInteger ? Math.round(number) : Number(number.toPrecision(DIGITS))
  return Math.min(dimension.high, Math.max(dimension.low, rounded))
}

/** The place of a value of a range, in [0, 1]. */
export function shareOf(dimension: RangeDimension, value: number): number {
  const [from, to] = edges(dimension)
  return (scale(dimension, value) - from) / (to - from)
}

/**
 * Values spread evenly over a dimension, both ends among them; all of a list.
 * @param points - How many of a range, at least 2.
 */
export function gridOf(dimension: Dimension, points: number): readonly TrainableValue[] {
  if (dimension.kind === 'choice') return dimension.values
  const [from, to] = [scale(dimension, dimension.low), scale(dimension, dimension.high)]
  const values = Array.from({ length: points }, (_, index) => {
    const number = unscale(dimension, from + (index / (points - 1)) * (to - from))
    return dimension.isInteger ? Math.round(number) : Number(number.toPrecision(DIGITS))
  })
  return [...new Set(values)]
}

/** Whether an option takes whole numbers alone. */
export function isInteger(name: string): boolean {
  return TRAINABLE_OPTIONS[name]!.kind === 'integer'
}

/** Ends on the scale that is drawn from; each whole number has as much room as its neighbours. */
function edges(dimension: RangeDimension): readonly [number, number] {
  const margin = dimension.isInteger ? 0.5 : 0
  // A whole number from 0 on has no logarithm half below it; ranges that double begin at 1.
  return [scale(dimension, dimension.low - margin), scale(dimension, dimension.high + margin)]
}

function scale({ isLog }: RangeDimension, value: number): number {
  return isLog ? Math.log(value) : value
}

function unscale({ isLog }: RangeDimension, value: number): number {
  return isLog ? Math.exp(value) : value
}
