// SPDX-License-Identifier: MIT
// A convolution as few products: output steps that see the same taps of the kernel are the rows of one.

import type { ConvNode } from '../../network.ts'

/** Output steps that see the same taps. */
export interface ConvRun {
  /** First output step, and how many. */
  readonly from: number
  steps: number
  /** First tap, and how many. */
  readonly tap: number
  readonly taps: number
  /** First input step that the first output step sees. */
  readonly at: number
}

/**
 * Splits a convolution. Taps that lie next to each other are one long row of the input; dilated ones are taken one
 * by one. Taps that fall on the padding are left out.
 */
export function toConvRuns(node: ConvNode, inputSteps: number, outputSteps: number): readonly ConvRun[] {
  const { size, stride, dilation, padBefore } = node
  const length = dilation === 1 ? size : 1
  const runs: ConvRun[] = []
  for (let group = 0; group < size; group += length) {
    let open: ConvRun | undefined
    for (let from = 0; from < outputSteps; from++) {
      const start = from * stride - padBefore
      const tap = Math.max(group, Math.ceil(-start / dilation))
      const end = Math.min(group + length, Math.ceil((inputSteps - start) / dilation))
      const taps = end - tap
      if (taps <= 0) open = undefined
      else if (open?.tap === tap && open.taps === taps) open.steps++
      else runs.push((open = { from, steps: 1, tap, taps, at: start + tap * dilation }))
    }
  }
  return runs
}
