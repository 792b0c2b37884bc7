// SPDX-License-Identifier: MIT
// What one or several networks say, before calibration: the mean of their probabilities, head by head.

import { activate } from '../fit/activate.ts'
import type { Input } from '../fit/batch.ts'
import type { Tf } from '../fit/load-tf.ts'
import { predict, type Trainee } from '../fit/train-step.ts'
import { outputWidth } from '../network/parameters.ts'

/**
 * Computes probabilities of samples.
 * @param members - Networks with the same heads, at least one.
 * @returns For each sample and head, probabilities of its classes; of a sigmoid those of "not" and of the last class.
 */
export function meanProbabilities(
  tf: Tf,
  members: readonly Trainee[],
  samples: readonly Input[],
): number[][][] {
  const { heads } = members[0]!
  const width = outputWidth(heads)
  const outputs = members.map((member) => predict(tf, member, samples))
  return samples.map((_, row) => {
    let offset = row * width
    return heads.map(({ units }) => {
      const from = offset
      offset += units
      const each = outputs.map((logits) => activate(logits.subarray(from, from + units)))
      return each[0]!.map((_, k) => each.reduce((sum, values) => sum + values[k]!, 0) / each.length)
    })
  })
}
