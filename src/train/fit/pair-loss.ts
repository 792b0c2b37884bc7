// SPDX-License-Identifier: MIT
// What two inputs must say of one class compared with each other, as a cost on their logits.

/** How the probability of the second input compares with that of the first. */
export type Expectation = 'at-least' | 'same'

/** By how much the log odds should rise where they must not fall: what rounds to 8 bits must not fall either. */
const MARGIN = 0.1
/** Weight of a pair in a batch, against a sample of weight 1. */
export const PAIR_WEIGHT = 3
/** Weight of a squared difference of log odds where there should be none. */
const SAMENESS = 2

/** What a pair costs, and the slope by the logits of each input. */
export interface PairCost {
  readonly loss: number
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * Cost of a pair: the hinge `max(0, MARGIN - rise)` of the log odds of a class, or {@link SAMENESS} times their squared
 * difference.
 * @param before - Logits of one head on the first input; a single unit is a sigmoid.
 * @param after - The same on the second.
 * @param unit - Output of the head that must not fall.
 */
export function pairCost(
  before: Float32Array,
  after: Float32Array,
  unit: number,
  expected: Expectation,
): PairCost {
  const [from, to] = [logOdds(before, unit), logOdds(after, unit)]
  const rise = to.value - from.value
  const [loss, slope] =
    expected === 'same'
      ? [SAMENESS * rise * rise, 2 * SAMENESS * rise]
      : rise < MARGIN
        ? [MARGIN - rise, -1]
        : [0, 0]
  return {
    loss,
    before: from.slopes.map((own) => -slope * own),
    after: to.slopes.map((own) => slope * own),
  }
}

/** Logit of a class against all others together, and its slope by each logit. */
function logOdds(
  logits: Float32Array,
  unit: number,
): { readonly value: number; readonly slopes: readonly number[] } {
  if (logits.length === 1) return { value: logits[0]!, slopes: [1] }
  const others = Array.from(logits, (logit, index) => (index === unit ? -Infinity : logit))
  const top = Math.max(...others)
  const weights = others.map((logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  return {
    value: logits[unit]! - top - Math.log(sum),
    slopes: weights.map((weight, index) => (index === unit ? 1 : -weight / sum)),
  }
}
