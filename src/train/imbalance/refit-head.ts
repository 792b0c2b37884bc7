// SPDX-License-Identifier: MIT
// Trains one head alone, on vectors that the rest of the network made: a softmax or logistic regression.

import { createAdam } from '../fit/adam.ts'
import type { Target } from '../fit/batch.ts'
import type { FitOptions } from '../fit/fit-network.ts'
import { headLoss } from '../fit/loss.ts'
import { createRandom } from '../random.ts'

/** A vector before the head, and what the head should say of it. */
export interface HeadCase {
  readonly vector: Float32Array
  readonly target: Target
  /** Above 0. */
  readonly weight: number
}

/** Weights of a head. */
export interface HeadValues {
  /** `[width, units]`, row-major. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** Passes at most; a head is small, and passes over it cost little. */
const EPOCHS = 60
const BATCH = 256

/**
 * Trains a head from the values that it has.
 * @param validation - Decides when training stops; at least one.
 * @returns The values of the epoch with the lowest validation loss.
 */
export function refitHead(
  start: HeadValues,
  cases: readonly HeadCase[],
  validation: readonly HeadCase[],
  options: FitOptions,
): HeadValues {
  const random = createRandom(options.seed)
  const current = { kernel: start.kernel.slice(), bias: start.bias.slice() }
  const weights = new Map([
    ['head/kernel', current.kernel],
    ['head/bias', current.bias],
  ])
  const adam = createAdam(weights, options)
  let best = { loss: Infinity, epoch: 0, values: current as HeadValues }
  const order = [...cases]
  for (let epoch = 1; epoch <= EPOCHS && epoch - best.epoch <= options.patience; epoch++) {
    random.shuffle(order)
    for (let from = 0; from < order.length; from += BATCH) {
      const gradient = headGradient(current, order.slice(from, from + BATCH))
      const gradients = new Map([
        ['head/kernel', gradient.kernel],
        ['head/bias', gradient.bias],
      ])
      adam.step(weights, gradients, 1)
    }
    const average = adam.average()
    const values = { kernel: average.get('head/kernel')!, bias: average.get('head/bias')! }
    const { loss } = headGradient(values, validation)
    if (loss < best.loss) best = { loss, epoch, values }
  }
  return best.values
}

/** Weighted mean loss of a head, and its gradient. */
export function headGradient(
  { kernel, bias }: HeadValues,
  cases: readonly HeadCase[],
): HeadValues & { readonly loss: number } {
  const units = bias.length
  const toKernel = new Float32Array(kernel.length)
  const toBias = new Float32Array(units)
  const total = cases.reduce((sum, one) => sum + one.weight, 0)
  let loss = 0
  for (const { vector, target, weight } of cases) {
    const logits = bias.slice()
    vector.forEach((value, row) => {
      for (let unit = 0; unit < units; unit++) logits[unit]! += value * kernel[row * units + unit]!
    })
    const result = headLoss(logits, target)
    const scale = (weight * (target.weight ?? 1)) / total
    loss += scale * result.loss
    for (let unit = 0; unit < units; unit++) {
      const slope = scale * result.gradient[unit]!
      toBias[unit]! += slope
      vector.forEach((value, row) => (toKernel[row * units + unit]! += slope * value))
    }
  }
  return { kernel: toKernel, bias: toBias, loss }
}
