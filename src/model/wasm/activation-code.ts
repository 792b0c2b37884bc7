// SPDX-License-Identifier: MIT
// How the module spells activations.

import type { Activation } from '../network.ts'

/** The codes of `kernel/activate.ts`. Softmax needs a whole row: `softmaxRows` does it, the code leaves numbers as they are. */
export const ACTIVATION_CODE: Readonly<Record<Activation, number>> = {
  linear: 0,
  softmax: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  hardSigmoid: 4,
}
