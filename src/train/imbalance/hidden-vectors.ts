// SPDX-License-Identifier: MIT
// What a network holds before its heads: the forward pass with a head that changes nothing.

import type { Sample } from '../fit/batch.ts'
import type { Tf } from '../fit/load-tf.ts'
import { predict, type Trainee } from '../fit/train-step.ts'

/**
 * Computes the vector before the heads of each sample.
 * @returns `[samples, width]`, row-major.
 */
export function hiddenVectors(
  tf: Tf,
  { spec, heads, shapes, values }: Trainee,
  samples: readonly Sample[],
): { readonly vectors: Float32Array; readonly width: number } {
  const width = shapes.find(({ name }) => name === `${heads[0]!.layer}/kernel`)!.shape[0]!
  const identity = new Float32Array(width * width)
  for (let k = 0; k < width; k++) identity[k * width + k] = 1
  const layer = 'hidden'
  const trainee: Trainee = {
    spec,
    heads: [{ layer, units: width }],
    shapes: [
      ...shapes,
      { name: `${layer}/kernel`, shape: [width, width] },
      { name: `${layer}/bias`, shape: [width] },
    ],
    values: new Map([...values, [`${layer}/kernel`, identity], [`${layer}/bias`, new Float32Array(width)]]),
  }
  return { vectors: predict(tf, trainee, samples), width }
}
