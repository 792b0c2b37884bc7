// SPDX-License-Identifier: MIT
// Class weights: each sample counts by the inverse frequency of what its target allows, head by head, mean 1.

import type { FitResult } from '../fit/fit-network.ts'
import type { Sample, Target } from '../fit/batch.ts'
import type { HeadLayer } from '../network/parameters.ts'
import { createRandom } from '../random.ts'
import { plainTask, type ImbalanceTask } from './imbalance-task.ts'

/** Weight of a target of one head. */
export type TargetWeight = (target: Target) => number

/**
 * Computes the weights of each head.
 *
 * @remarks A target that leaves several classes open has the inverse of their frequency together: "no order" counts as
 * one class, whether or not the data tells of carts.
 * @param samples - At least one that each head is told of; the others of its samples count nothing for it.
 * @returns For each head, weights whose mean over these samples is 1.
 */
export function classWeights(samples: readonly Sample[], heads: readonly HeadLayer[]): TargetWeight[] {
  return heads.map(({ units }, head) => {
    const told = samples.flatMap(({ targets, weight }) => {
      const target = targets[head]
      return target ? [{ target, weight: weight * (target.weight ?? 1) }] : []
    })
    const mass: number[] = []
    for (const { target, weight } of told) {
      sharesOf(target, units).forEach((share, index) => (mass[index] = (mass[index] ?? 0) + share * weight))
    }
    const massOf = (target: Target): number =>
      sharesOf(target, units).reduce((sum, share, index) => sum + (share > 0 ? (mass[index] ?? 0) : 0), 0)
    const total = told.reduce((sum, { weight }) => sum + weight, 0)
    const weighed = told.reduce((sum, { target, weight }) => sum + weight / massOf(target), 0)
    // What these samples have nothing of weighs as much as the mean.
    return (target) => (massOf(target) > 0 ? total / (massOf(target) * weighed) : 1)
  })
}

/** How a target is spread over the classes of a head; sums to 1. A sigmoid tells the last class from all others. */
function sharesOf({ classes }: Target, units: number): number[] {
  if (units === 1) return [1 - classes.at(-1)!, classes.at(-1)!]
  const sum = classes.reduce((a, b) => a + b, 0)
  return classes.map((value) => value / sum)
}

/** Multiplies the weight of every target. */
export function weighSamples(samples: readonly Sample[], weights: readonly TargetWeight[]): Sample[] {
  return samples.map((sample) => ({
    ...sample,
    targets: sample.targets.map(
      (target, head) => target && { ...target, weight: (target.weight ?? 1) * weights[head]!(target) },
    ),
  }))
}

/** Fits with class weights. What stops training is weighed as what trains. */
export async function fitWeighted(task: ImbalanceTask): Promise<FitResult> {
  const { train, stopping, draw, hold, fit, options, heads } = task
  const weights = classWeights(draw(train, createRandom(options.seed)), heads)
  return fit(
    plainTask(task, {
      draw: (random) => weighSamples(draw(train, random), weights),
      validation: weighSamples(hold(stopping), weights),
    }),
    options,
  )
}
