// SPDX-License-Identifier: MIT
// Focal loss: what the network is sure of already counts less.

/**
 * Changes a cross-entropy: `(1 - p)^gamma × -log(p)`, where `p = exp(-loss)`.
 * @param loss - `-log(p)`, at least 0.
 * @param gamma - At least 0; 0 changes nothing.
 * @returns The new loss, and what the gradient of the old one is multiplied by.
 * @see https://arxiv.org/abs/1708.02002
 */
export function focus(loss: number, gamma: number): { readonly loss: number; readonly slope: number } {
  if (gamma === 0) return { loss, slope: 1 }
  const p = Math.exp(-loss)
  const missing = -Math.expm1(-loss)
  if (missing <= 0) return { loss: 0, slope: 0 }
  const factor = missing ** gamma
  return { loss: factor * loss, slope: factor + gamma * (factor / missing) * p * loss }
}
