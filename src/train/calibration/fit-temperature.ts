// SPDX-License-Identifier: MIT
// Temperature and bias that make the probabilities of a head mean what they say.

import { calibrateHead, type Calibration, type HeadSpec } from '../../segments/calibrate.ts'

/** Outputs of a head for one case, and which classes were possible. */
export interface CalibrationCase {
  /** After the activation, length `head.units`. */
  readonly outputs: ArrayLike<number>
  /** Zeros and ones by class; more than one where the label leaves classes open. */
  readonly target: readonly number[]
  readonly weight: number
}

/** What is fitted. */
export type TemperatureCalibration = Extract<Calibration, { method: 'temperature' }>

/** Pull towards "no change", as if this many cases said so; keeps a handful of cases from deciding. */
const PRIOR_CASES = 5
const STEPS = 400
const EPSILON = 1e-4

/**
 * Fits the calibration of a head by maximum likelihood.
 * @param head - Its `calibration` is ignored.
 * @param cases - Visits that the network was not trained on.
 * @returns Temperature in [0.2, 5] and a bias by class that sums to 0.
 */
export function fitTemperature(head: HeadSpec, cases: readonly CalibrationCase[]): TemperatureCalibration {
  const classes = head.classes.length
  let point = new Array<number>(1 + classes).fill(0)
  let loss = lossAt(head, cases, point)
  let rate = 0.5
  // Gradient descent with a step that grows while it helps; the loss is smooth and has few parameters.
  for (let step = 0; step < STEPS && rate > 1e-7; step++) {
    const slope = point.map((_, index) => slopeAt(head, cases, point, index))
    const next = point.map((value, index) => value - rate * slope[index]!)
    const nextLoss = lossAt(head, cases, next)
    if (nextLoss < loss) {
      point = next
      loss = nextLoss
      rate *= 1.5
    } else {
      rate /= 3
    }
  }
  return toCalibration(point)
}

function toCalibration([logTemperature, ...bias]: readonly number[]): TemperatureCalibration {
  const mean = bias.reduce((sum, value) => sum + value, 0) / bias.length
  const temperature = Math.exp(Math.max(-1.6, Math.min(1.6, logTemperature!)))
  return { method: 'temperature', temperature, bias: bias.map((value) => value - mean) }
}

/** Mean surprise of a calibrated head at what happened; 0 for no cases. */
export function calibrationLoss(head: HeadSpec, cases: readonly CalibrationCase[]): number {
  let sum = 0
  let total = 0
  for (const { outputs, target, weight } of cases) {
    const p = calibrateHead(outputs, head)
    const possible = p.reduce((acc, value, index) => acc + value * (target[index] ?? 0), 0)
    sum -= weight * Math.log(Math.max(possible, 1e-12))
    total += weight
  }
  return sum / Math.max(total, 1)
}

function lossAt(head: HeadSpec, cases: readonly CalibrationCase[], point: readonly number[]): number {
  const total = cases.reduce((sum, { weight }) => sum + weight, 0)
  const pull = point.reduce((acc, value) => acc + value * value, 0)
  const loss = calibrationLoss({ ...head, calibration: toCalibration(point) }, cases)
  return loss + (PRIOR_CASES * pull) / Math.max(total, 1)
}

function slopeAt(
  head: HeadSpec,
  cases: readonly CalibrationCase[],
  point: readonly number[],
  index: number,
): number {
  const moved = (by: number): number[] => point.map((value, at) => (at === index ? value + by : value))
  return (lossAt(head, cases, moved(EPSILON)) - lossAt(head, cases, moved(-EPSILON))) / (2 * EPSILON)
}
