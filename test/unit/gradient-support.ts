// SPDX-License-Identifier: MIT
// Compares gradients with differences of a loss, coordinate by coordinate.

import assert from 'node:assert/strict'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '../../src/train/fit/load-tf.ts'
import { createRandom } from '../../src/train/random.ts'
import type { Random } from '../../src/train/random.ts'

/** Largest relative error of a gradient: norm of the difference by the norm of the larger. */
export const GRADIENT_TOLERANCE = 1e-2

/** Half the distance over which a difference is taken: the best of rounding (float32) and curvature. */
const STEP = 3e-3

/** Share of coordinates at which a ReLU or a maximum may turn on the way, so that there is no difference to compare. */
const MOST_KINKS = 0.1

/** What rounding to float32 does to a difference. */
const NOISE = 1e-4

/** Coordinates that are compared of a large weight. */
const MOST_COORDINATES = 150

/** What a gradient is compared on. */
export interface GradientCase {
  readonly name: string
  /** Changed on the way and put back. */
  readonly values: Float32Array
  /** Gradient of the loss by these values. */
  readonly gradient: ArrayLike<number>
  /** The loss with the values as they stand, as exact as it can be had. */
  readonly lossNow: () => number
}

/**
 * Asserts that a gradient is that of its loss.
 * @param random - Chooses the coordinates of a weight with many; those with a gradient come first.
 */
export function assertGradient({ name, values, gradient, lossNow }: GradientCase, random: Random): void {
  assert.equal(gradient.length, values.length, name)
  const all = random.shuffle([...values.keys()])
  const moving = all.filter((at) => gradient[at] !== 0)
  const still = all.filter((at) => gradient[at] === 0).slice(0, MOST_COORDINATES / 5)
  const chosen = [...moving.slice(0, MOST_COORDINATES), ...still]
  let [wrong, computed, measured, kinks] = [0, 0, 0, 0]
  const here = lossNow()
  const typical = Math.sqrt(Array.from(gradient).reduce((sum, slope) => sum + slope ** 2, 0) / moving.length)
  for (const at of chosen) {
    const start = values[at]!
    values[at] = start + STEP
    const after = (lossNow() - here) / (values[at] - start)
    values[at] = start - STEP
    const before = (here - lossNow()) / (start - values[at])
    values[at] = start
    const slope = (after + before) / 2
    if (Math.abs(after - before) > 0.1 * Math.abs(slope) + 0.1 * typical + NOISE) {
      kinks++
      continue
    }
    wrong += (gradient[at]! - slope) ** 2
    computed += gradient[at]! ** 2
    measured += slope ** 2
  }
  assert.ok(
    kinks <= chosen.length * MOST_KINKS,
    `${name}: ${kinks} of ${chosen.length} differences have no limit`,
  )
  const size = Math.sqrt(Math.max(computed, measured))
  assert.ok(size > 1e-4, `${name}: the loss does not depend on it`)
  const error = Math.sqrt(wrong) / size
  assert.ok(error <= GRADIENT_TOLERANCE, `${name}: the gradient is off by ${error}`)
}

/** A tensor as plain memory. */
export interface Values {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Random values around 0. */
export function randomValues(shape: readonly number[], random: Random, spread = 1): Values {
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, values: Float32Array.from({ length }, () => spread * random.normal()) }
}

/**
 * Asserts the gradients of an operation in all of its inputs, for a random weighted sum of its outputs.
 * @param run - From the inputs, in their order, to the output.
 */
export function assertOperation(
  tf: Tf,
  name: string,
  inputs: readonly Values[],
  run: (...inputs: Tensor[]) => Tensor,
): void {
  const random = createRandom(99)
  const before = tf.memory().numTensors
  const toTensors = (): Tensor[] => inputs.map(({ shape, values }) => tf.tensor(values, [...shape]))
  const output = tf.tidy(() => [...run(...toTensors()).dataSync()])
  const coefficients = output.map(() => random.normal())
  const lossNow = (): number =>
    tf.tidy(() => {
      const values = run(...toTensors()).dataSync()
      return coefficients.reduce((sum, coefficient, at) => sum + coefficient * values[at]!, 0)
    })
  const gradients = tf.tidy(() => {
    const tensors = toTensors()
    const dy = tf.reshape(tf.tensor1d(coefficients), run(...tensors).shape)
    return tf
      .grads(run)(tensors, dy)
      .map((gradient) => Float32Array.from(gradient.dataSync()))
  })
  inputs.forEach(({ values }, index) => {
    const gradient = gradients[index]!
    assertGradient({ name: `${name}, input ${index}`, values, gradient, lossNow }, random)
  })
  assert.equal(tf.memory().numTensors, before, `${name} leaks`)
}
