// SPDX-License-Identifier: MIT
// Convolution over the steps.

import type { ConvNode, Network } from '../network.ts'
import { activate } from './activate.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'
import { expand } from './expand.ts'
import { multiply } from './multiply.ts'
import type { Block } from './multiply.ts'

/** Output steps that see the same taps of the kernel, and the product that serves them. */
interface Run {
  readonly from: number
  readonly steps: number
  /** First input step that the first output step sees. */
  readonly at: number
  readonly inner: number
  readonly block: Block
}

/** Makes the step of a convolution. */
export function compileConv(node: ConvNode, network: Network): Step {
  const input = network.values[node.input]!
  const output = network.values[node.output]!
  const { stride, activation } = node
  const columns = output.width
  const bias = expand(node.bias, columns)
  const runs = toRuns(node, input.steps, input.width, output.steps, columns)
  const panel = new Float64Array(4 * node.size * input.width)
  const [only] = runs
  // One run over all steps without a shift is one product over all visits, and so is one that sees everything.
  const plain = runs.length === 1 && only !== undefined && only.at === 0
  const dense = plain && (output.steps === 1 || (node.size === 1 && stride === 1))
  return (buffers, _tokens, visits) => {
    const x = bufferOf(buffers, node.input)
    const y = bufferOf(buffers, node.output)
    const size = visits * output.steps * columns
    for (let at = 0; at < size; at += columns) y.set(bias, at)
    const yStride = columns
    if (dense && only !== undefined) {
      const xStride = output.steps === 1 ? input.steps * input.width : input.width
      multiply(
        { data: x, offset: 0, stride: xStride },
        only.block,
        { data: y, offset: 0, stride: yStride },
        visits * output.steps,
        only.inner,
        panel,
      )
    } else {
      for (let visit = 0; visit < visits; visit++) {
        for (const run of runs) {
          const from = {
            data: x,
            offset: (visit * input.steps + run.at) * input.width,
            stride: stride * input.width,
          }
          const to = { data: y, offset: (visit * output.steps + run.from) * columns, stride: yStride }
          multiply(from, run.block, to, run.steps, run.inner, panel)
        }
      }
    }
    activate(y, size, columns, activation)
  }
}

// Taps that lie next to each other are one long row of the input; dilated ones are taken one by one.
function toRuns(
  node: ConvNode,
  inputSteps: number,
  width: number,
  outputSteps: number,
  columns: number,
): readonly Run[] {
  const { size, stride, dilation, padBefore } = node
  const groups =
    dilation === 1 ? [[0, size] as const] : Array.from({ length: size }, (_, tap) => [tap, tap + 1] as const)
  const runs: Run[] = []
  for (const [tapFrom, tapTo] of groups) {
    let open: { first: number; last: number; run: Run } | undefined
    for (let step = 0; step < outputSteps; step++) {
      const start = step * stride - padBefore
      let first = tapFrom
      let last = tapTo
      while (first < last && start + first * dilation < 0) first++
      while (last > first && start + (last - 1) * dilation >= inputSteps) last--
      if (open !== undefined && open.first === first && open.last === last) {
        open.run = { ...open.run, steps: open.run.steps + 1 }
        continue
      }
      if (open !== undefined) runs.push(open.run)
      const block = { weight: node.kernel, stride: columns, from: first * width, column: 0, columns }
      const run = { from: step, steps: 1, at: start + first * dilation, inner: (last - first) * width, block }
      open = last > first ? { first, last, run } : undefined
    }
    if (open !== undefined) runs.push(open.run)
  }
  return runs
}
