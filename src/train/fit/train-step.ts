// SPDX-License-Identifier: MIT
// One batch through the network and back.

import type { Tensor } from '@tensorflow/tfjs-core'
import { CHANNEL_COUNT } from '../../features/feature-table.ts'
import { hiddenWidth, type NetworkSpec } from '../network/network-spec.ts'
import { outputWidth, type HeadLayer, type ParameterShape } from '../network/parameters.ts'
import type { Random } from '../random.ts'
import { toBatch, type Batch, type Input, type Sample } from './batch.ts'
import { forward, ownSteps, type Dropout } from './forward.ts'
import type { Tf } from './load-tf.ts'
import { targetLoss } from './loss.ts'

/** Shares of values that are dropped while training. */
export interface DropoutRates {
  readonly input: number
  readonly pooled: number
  readonly hidden: number
}

/** What is trained. */
export interface Trainee {
  readonly spec: NetworkSpec
  /** Output layers, in the order of the outputs. */
  readonly heads: readonly HeadLayer[]
  readonly shapes: readonly ParameterShape[]
  readonly values: Map<string, Float32Array>
}

/** Loss of a batch and the gradient of every weight. */
export interface StepResult {
  readonly loss: number
  readonly gradients: Map<string, Float32Array>
}

/** Computes loss and gradients of a batch; frees every tensor. */
export function trainStep(
  tf: Tf,
  trainee: Trainee,
  samples: readonly Sample[],
  rates: DropoutRates,
  random: Random,
): StepResult {
  const pairs = samples.flatMap(({ pair }) => pair ?? [])
  // Pairs follow the samples. Nothing is dropped of them, or the two would differ by what was.
  const inputs = [...samples, ...pairs.flatMap(({ before, after }) => [before, after])]
  const batch = toBatch(inputs, longest(inputs))
  const dropout = drawDropout(trainee.spec, batch, samples.length, rates, random)
  const { spec, heads, shapes } = trainee
  const tensors = toTensors(tf, trainee)
  const { value, grads } = tf.valueAndGrads((...given: Tensor[]) => {
    const weights = new Map(shapes.map(({ name }, index) => [name, given[index]!]))
    return targetLoss(tf, forward(tf, spec, heads, weights, batch, dropout), samples, heads, pairs)
  })(tensors)
  const gradients = new Map(shapes.map(({ name }, index) => [name, grads[index]!.dataSync() as Float32Array]))
  const loss = value.dataSync()[0]!
  tf.dispose([tensors, value, grads])
  return { loss, gradients }
}

/** Logits of many samples, `[samples, units of all heads]`, without dropout. */
export function predict(tf: Tf, trainee: Trainee, samples: readonly Input[], batchSize = 256): Float32Array {
  const units = outputWidth(trainee.heads)
  const logits = new Float32Array(samples.length * units)
  const order = samples.map((_, index) => index).sort((a, b) => samples[a]!.rows - samples[b]!.rows)
  const inputs = toTensors(tf, trainee)
  const weights = new Map(trainee.shapes.map(({ name }, index) => [name, inputs[index]!]))
  for (let from = 0; from < order.length; from += batchSize) {
    const chosen = order.slice(from, from + batchSize)
    const part = chosen.map((index) => samples[index]!)
    const output = tf.tidy(() =>
      forward(tf, trainee.spec, trainee.heads, weights, toBatch(part, longest(part))),
    )
    const values = output.dataSync()
    chosen.forEach((index, row) => logits.set(values.subarray(row * units, (row + 1) * units), index * units))
    output.dispose()
  }
  tf.dispose(inputs)
  return logits
}

function toTensors(tf: Tf, trainee: Trainee): Tensor[] {
  return trainee.shapes.map(({ name, shape }) => tf.tensor(trainee.values.get(name)!, [...shape]))
}

function longest(samples: readonly { readonly rows: number }[]): number {
  return samples.reduce((most, sample) => Math.max(most, sample.rows), 0)
}

/** @param dropped - Inputs of the batch of which something is dropped: the first so many. */
function drawDropout(
  spec: NetworkSpec,
  batch: Batch,
  dropped: number,
  rates: DropoutRates,
  random: Random,
): Dropout {
  const width = spec.embedding + (spec.channels ? CHANNEL_COUNT : 0)
  const input = drawMask([1, batch.rows * width], rates.input)
  const pooled = spec.conv
    ? drawMask([ownSteps(spec, batch.rows), spec.conv.filters], rates.pooled)
    : undefined
  const hidden = drawMask([1, hiddenWidth(spec)], rates.hidden)
  return { ...(input && { input }), ...(pooled && { pooled }), ...(hidden && { hidden }) }

  /** `[steps, size, values]`. */
  function drawMask([steps, values]: readonly [number, number], rate: number): Float32Array | undefined {
    if (rate <= 0) return undefined
    const kept = 1 / (1 - rate)
    const mask = new Float32Array(steps * batch.size * values).fill(1)
    for (let step = 0; step < steps; step++) {
      const start = step * batch.size * values
      const end = start + dropped * values
      for (let at = start; at < end; at++) mask[at] = random.next() < rate ? 0 : kept
    }
    return mask
  }
}
