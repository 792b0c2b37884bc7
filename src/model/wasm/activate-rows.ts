// SPDX-License-Identifier: MIT
// Any activation over rows in place.

import type { Activation } from '../network.ts'
import { ACTIVATION_CODE } from './activation-code.ts'
import type { Kernel } from './kernel.ts'

/** Applies an activation to `rows` rows of `width` floats. */
export function activateRows(
  kernel: Kernel,
  y: number,
  rows: number,
  width: number,
  activation: Activation,
): void {
  if (activation === 'softmax') kernel.softmaxRows(y, rows, width)
  else if (activation !== 'linear') kernel.activate(y, rows * width, ACTIVATION_CODE[activation])
}
