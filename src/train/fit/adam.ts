// SPDX-License-Identifier: MIT
// Adam with decoupled weight decay and a running average of the weights, on plain arrays.

/** Settings of {@link createAdam}. */
export interface AdamOptions {
  /** Step size. */
  readonly learningRate: number
  /** Share of a weight that is taken away a step, times the learning rate; biases are spared. */
  readonly weightDecay: number
  /** Largest norm of the whole gradient. */
  readonly clipNorm: number
  /** Decay of the running average of the weights, in [0, 1); 0 for none. */
  readonly averageDecay: number
}

/** An optimiser that owns its moments and the running average. */
export interface Adam {
  /** Changes the weights in place. `scale` multiplies the learning rate. */
  step(
    weights: ReadonlyMap<string, Float32Array>,
    gradients: ReadonlyMap<string, Float32Array>,
    scale: number,
  ): void
  /** The running average of the weights, corrected for its start. */
  average(): Map<string, Float32Array>
  /** What {@link createAdam} goes on from; its arrays are the live ones. */
  state(): AdamState
}

/** What an optimiser remembers, by the name of the weights. */
export interface AdamState {
  readonly steps: number
  /** Means of the gradients. */
  readonly first: ReadonlyMap<string, Float64Array>
  /** Means of their squares. */
  readonly second: ReadonlyMap<string, Float64Array>
  /** Running average of the weights. */
  readonly averages: ReadonlyMap<string, Float64Array>
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/**
 * Creates an optimiser for weights of the given sizes.
 * @param from - What an earlier one remembered.
 */
export function createAdam(
  weights: ReadonlyMap<string, Float32Array>,
  options: AdamOptions,
  from?: AdamState,
): Adam {
  const start = (part: 'first' | 'second' | 'averages'): Map<string, Float64Array> =>
    new Map(
      [...weights].map(([name, { length }]) => [
        name,
        from?.[part].get(name)?.slice() ?? new Float64Array(length),
      ]),
    )
  const [first, second, averages] = [start('first'), start('second'), start('averages')]
  let steps = from?.steps ?? 0
  return {
    state: () => ({ steps, first, second, averages }),
    step(current, gradients, scale) {
      steps++
      const clip = Math.min(1, options.clipNorm / (norm(gradients) + EPSILON))
      const rate = options.learningRate * scale
      for (const [name, values] of current) {
        const [g, m, v, mean] = [
          gradients.get(name)!,
          first.get(name)!,
          second.get(name)!,
          averages.get(name)!,
        ]
        const decay = name.endsWith('/bias') ? 0 : rate * options.weightDecay
        for (let i = 0; i < values.length; i++) {
          const gradient = g[i]! * clip
          m[i] = BETA1 * m[i]! + (1 - BETA1) * gradient
          v[i] = BETA2 * v[i]! + (1 - BETA2) * gradient * gradient
          const corrected = m[i]! / (1 - BETA1 ** steps)
          const spread = Math.sqrt(v[i]! / (1 - BETA2 ** steps)) + EPSILON
          values[i] = values[i]! * (1 - decay) - (rate * corrected) / spread
          mean[i] = options.averageDecay * mean[i]! + (1 - options.averageDecay) * values[i]!
        }
      }
    },
    average() {
      const correction = 1 - options.averageDecay ** steps
      return new Map(
        [...averages].map(([name, mean]) => [name, Float32Array.from(mean, (value) => value / correction)]),
      )
    },
  }
}

function norm(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0
  for (const values of gradients.values()) for (const value of values) sum += value * value
  return Math.sqrt(sum)
}
