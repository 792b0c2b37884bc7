// SPDX-License-Identifier: MIT
// From the logits of one head to probabilities.

/**
 * Softmax, or the sigmoid of one unit.
 * @param logits - Of one head and one sample.
 * @returns One probability a class; of a sigmoid those of "not" and of the last class.
 */
export function activate(logits: Float32Array): number[] {
  if (logits.length === 1) {
    const p = 1 / (1 + Math.exp(-logits[0]!))
    return [1 - p, p]
  }
  const top = Math.max(...logits)
  const weights = Array.from(logits, (logit) => Math.exp(logit - top))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}
