// SPDX-License-Identifier: MIT
// How the module spells activations.

import type { Activation } from '../network.ts'

/** The codes of `kernel/activate.ts`. Softmax is not among them: it needs a whole row. */
export const ACTIVATION_CODE: Readonly<Record<Exclude<Activation, 'softmax'>, number>> = {
  linear: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  hardSigmoid: 4,
}

/** The code of an activation that works on single numbers. */
export function toActivationCode(activation: Activation): number {
  return activation === 'softmax' ? ACTIVATION_CODE.linear : ACTIVATION_CODE[activation]
}
