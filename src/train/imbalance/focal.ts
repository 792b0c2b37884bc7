// SPDX-License-Identifier: MIT
// Fits with the focal loss.

import type { Sample } from '../fit/batch.ts'
import type { FitResult } from '../fit/fit-network.ts'
import { IMBALANCE_DEFAULTS, type ImbalanceOptions } from './imbalance-options.ts'
import { plainTask, type ImbalanceTask } from './imbalance-task.ts'

/**
 * Asks for the focal loss in every target.
 * @param settings - `focalAlpha` weighs the last class of the first head against the others of it.
 */
export function focusSamples(
  samples: readonly Sample[],
  { focalGamma = IMBALANCE_DEFAULTS.focalGamma, focalAlpha }: ImbalanceOptions,
): Sample[] {
  return samples.map((sample) => ({
    ...sample,
    targets: sample.targets.map((target, head) => {
      if (!target) return undefined
      const focused = { ...target, gamma: focalGamma }
      if (head > 0 || focalAlpha === undefined) return focused
      const sum = target.classes.reduce((a, b) => a + b, 0)
      const last = sum > 0 ? target.classes.at(-1)! / sum : 0
      const alpha = last * focalAlpha + (1 - last) * (1 - focalAlpha)
      return { ...focused, weight: (target.weight ?? 1) * alpha }
    }),
  }))
}

/** Fits with the focal loss, which also decides when training stops. */
export async function fitFocal(task: ImbalanceTask): Promise<FitResult> {
  const { train, stopping, draw, hold, fit, options, settings } = task
  return fit(
    plainTask(task, {
      draw: (random) => focusSamples(draw(train, random), settings),
      validation: focusSamples(hold(stopping), settings),
    }),
    options,
  )
}
