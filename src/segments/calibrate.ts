// SPDX-License-Identifier: MIT
// Raw head outputs → calibrated probabilities by class name. Training fits the numbers, the page applies them.

import type { HeadName, Probabilities } from '../types.ts'
import { shiftPrior, withShare } from './shift-prior.ts'

/**
 * How raw head outputs become probabilities.
 * @public
 */
export type Calibration =
  | { readonly method: 'none' }
  /** Softmax (or sigmoid) of the logits divided by `temperature`, plus `bias` per class where given. */
  | { readonly method: 'temperature'; readonly temperature: number; readonly bias?: readonly number[] }
  /**
   * The same, then a rising curve for one class; the others share what is left as they did before.
   * `knots`: points [from, to] that straight lines join, `from` rising from 0 to 1, `to` never falling, in [0, 1].
   */
  | {
      readonly method: 'isotonic'
      readonly temperature: number
      readonly bias?: readonly number[]
      /** Index in `HeadSpec.classes`. */
      readonly class: number
      readonly knots: readonly (readonly [from: number, to: number])[]
    }

/**
 * One question that the model answers.
 * @public
 */
export interface HeadSpec {
  /** Which question it answers. */
  readonly name: HeadName
  /** Name of the output layer in the topology; outputs are concatenated in the order of `heads`. */
  readonly layer: string
  /** Class names in the order of the outputs. A sigmoid head of one unit has two: `[negative, positive]`. */
  readonly classes: readonly string[]
  /** Units of the output layer: as many as classes (softmax), or 1 (sigmoid, two classes). */
  readonly units: number
  /** `visit`: the current session alone. `visitor`: the whole history. `orders`: orders and returns of the whole history. */
  readonly reads: 'visit' | 'visitor' | 'orders'
  /** From the raw outputs to probabilities. */
  readonly calibration: Calibration
  /**
   * Share of each class in the visits that the calibration was fitted on, in the order of `classes`: each above 0, all
   * together 1. Absent where it is not known; the probabilities then fit no shop's own conversion rate.
   */
  readonly prior?: readonly number[]
}

// Keeps log() finite; far below what 8-bit weights can tell apart.
const SMALLEST = 1e-9

/**
 * Calibrates the outputs of one head.
 * @param outputs - After the activation, in [0, 1], length `head.units`.
 * @returns Probabilities in the order of `head.classes`; they sum to 1.
 */
export function calibrateHead(outputs: ArrayLike<number>, head: HeadSpec): number[] {
  const raw = head.units === 1 ? [1 - (outputs[0] ?? 0), outputs[0] ?? 0] : Array.from(outputs)
  const { calibration } = head
  if (calibration.method === 'none') return raw
  const logits = raw.map(
    (p, i) => Math.log(Math.max(p, SMALLEST)) / calibration.temperature + (calibration.bias?.[i] ?? 0),
  )
  const top = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  const scaled = weights.map((weight) => weight / sum)
  return calibration.method === 'isotonic' ? bend(scaled, calibration.class, calibration.knots) : scaled
}

/** Moves one probability along the curve; the others keep their proportions. */
function bend(
  probabilities: readonly number[],
  index: number,
  knots: readonly (readonly number[])[],
): number[] {
  const before = probabilities[index] ?? 0
  const end = Math.max(
    1,
    knots.findIndex(([from = 1]) => from >= before),
  )
  const [x0 = 0, y0 = 0] = knots[end - 1] ?? []
  const [x1 = 1, y1 = 1] = knots[end] ?? []
  const after = y0 + ((y1 - y0) * (before - x0)) / (x1 - x0)
  const rest = 1 - before
  const others = probabilities.length - 1
  return probabilities.map((p, i) => {
    if (i === index) return after
    return rest > SMALLEST ? (p * (1 - after)) / rest : (1 - after) / others
  })
}

/**
 * Calibrates the outputs of every head of a model.
 * @param outputsByHead - For each head, its outputs after the activation; same order as `heads`. `undefined`: no answer.
 * @param conversionRate - Share of the shop's visits that buy, in (0, 1): the class `buy` of `intent` is made as common,
 * the other classes keep their proportions. Absent: as common as where it was calibrated.
 */
export function calibrate(
  outputsByHead: readonly (ArrayLike<number> | undefined)[],
  heads: readonly HeadSpec[],
  conversionRate?: number,
): Probabilities {
  const probabilities: Partial<Record<HeadName, Record<string, number>>> = {}
  heads.forEach((head, i) => {
    const { name, prior } = head
    const outputs = outputsByHead[i]
    if (!outputs) return
    const bought = name === 'intent' ? head.classes.indexOf('buy') : -1
    let values = calibrateHead(outputs, head)
    if (prior && conversionRate && bought >= 0)
      values = shiftPrior(values, prior, withShare(prior, bought, conversionRate))
    probabilities[name] = Object.fromEntries(head.classes.map((one, k) => [one, values[k] ?? 0]))
  })
  return probabilities
}
