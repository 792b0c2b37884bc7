// SPDX-License-Identifier: MIT
// Trains the network on visits as they come, then its first head anew, with synthetic buyers in the space before it.

import type { Sample } from '../fit/batch.ts'
import type { FitResult } from '../fit/fit-network.ts'
import { createRandom } from '../random.ts'
import { hiddenVectors } from './hidden-vectors.ts'
import { IMBALANCE_DEFAULTS } from './imbalance-options.ts'
import { plainTask, type ImbalanceTask } from './imbalance-task.ts'
import { refitHead, type HeadCase } from './refit-head.ts'
import { smote } from './smote.ts'

/** Fits with SMOTE; losses and epochs are those of the network before its head was trained anew. */
export async function fitSmote(task: ImbalanceTask): Promise<FitResult> {
  const { tf, spec, heads, shapes, train, stopping, draw, hold, fit, options, settings } = task
  const fitted = task.plain ?? (await fit(plainTask(task), options))
  const trainee = { spec, heads, shapes, values: fitted.values }
  const casesOf = (samples: readonly Sample[]): HeadCase[] => {
    const { vectors, width } = hiddenVectors(tf, trainee, samples)
    return samples.flatMap(({ targets, weight }, index) => {
      const target = targets[0]
      return target ? [{ vector: vectors.subarray(index * width, (index + 1) * width), target, weight }] : []
    })
  }
  const random = createRandom(options.seed)
  const real = casesOf(draw(train, random))
  const rare = real.filter(isRare)
  const ratio = settings.samplingRatio ?? IMBALANCE_DEFAULTS.samplingRatio
  const wanted = Math.max(0, Math.round(ratio * (real.length - rare.length)) - rare.length)
  const vectors = rare.map(({ vector }) => vector)
  const synthetic = smote(vectors, wanted, random).map(({ vector, from, to }): HeadCase => {
    const weight = (rare[from]!.weight + rare[to]!.weight) / 2
    return { vector, target: rare[from]!.target, weight }
  })
  // What stops training has no synthetic visits; its real ones stand for them.
  const times = (rare.length + synthetic.length) / Math.max(rare.length, 1)
  const validation = casesOf(hold(stopping)).map((one) =>
    isRare(one) ? { ...one, weight: one.weight * times } : one,
  )
  const { layer } = heads[0]!
  const [kernel, bias] = [`${layer}/kernel`, `${layer}/bias`]
  const start = { kernel: fitted.values.get(kernel)!, bias: fitted.values.get(bias)! }
  const head = refitHead(start, [...real, ...synthetic], validation, options)
  const values = new Map([...fitted.values, [kernel, head.kernel], [bias, head.bias]])
  return { ...fitted, values }
}

/** Whether the target is the last class and no other. */
function isRare({ target: { classes } }: HeadCase): boolean {
  return classes.every((value, index) => (index === classes.length - 1 ? value > 0 : value === 0))
}
