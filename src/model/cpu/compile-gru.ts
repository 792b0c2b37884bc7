// SPDX-License-Identifier: MIT
// GRU, with the reset gate before or after the product with the state.

import type { GruNode, Network } from '../network.ts'
import { toFunction } from './activate.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'
import { expand } from './expand.ts'
import { multiply } from './multiply.ts'

/** Makes the step of a GRU. */
export function compileGru(node: GruNode, network: Network): Step {
  const { steps, width } = network.values[node.input]!
  const { units, sequences, resetAfter } = node
  const columns = 3 * units
  const biases = expand(node.bias, (node.bias?.shape.length ?? 1) * columns)
  const inputBias = biases.subarray(0, columns)
  const stateBias = biases.length > columns ? biases.subarray(columns) : new Float64Array(columns)
  const act = toFunction(node.activation)
  const gate = toFunction(node.recurrentActivation)
  const panel = new Float64Array(4 * Math.max(width, units))
  const kernel = { weight: node.kernel, stride: columns, from: 0, column: 0, columns }
  const whole = { ...kernel, weight: node.recurrent }
  const gatesOnly = { ...whole, columns: 2 * units }
  const candidateOnly = { ...whole, column: 2 * units, columns: units }
  let fromInput = new Float64Array()
  let fromState = new Float64Array()
  let hidden = new Float64Array()
  let reset = new Float64Array()

  function prepare(visits: number): void {
    if (fromState.length < visits * columns) {
      fromInput = new Float64Array(visits * steps * columns)
      fromState = new Float64Array(visits * columns)
      hidden = new Float64Array(visits * units)
      reset = new Float64Array(visits * units)
    }
    hidden.fill(0)
    for (let at = 0; at < visits * steps * columns; at += columns) fromInput.set(inputBias, at)
  }

  // The reset gate scales the state before the product: gates first, then the candidate from the scaled state.
  function productBefore(step: number, visits: number): void {
    const to = { data: fromState, offset: 0, stride: columns }
    multiply({ data: hidden, offset: 0, stride: units }, gatesOnly, to, visits, units, panel)
    for (let visit = 0; visit < visits; visit++) {
      const at = (visit * steps + step) * columns + units
      for (let unit = 0; unit < units; unit++) {
        const open = gate(fromInput[at + unit]! + fromState[visit * columns + units + unit]!)
        reset[visit * units + unit] = open * hidden[visit * units + unit]!
      }
    }
    const candidate = { data: fromState, offset: 2 * units, stride: columns }
    multiply({ data: reset, offset: 0, stride: units }, candidateOnly, candidate, visits, units, panel)
  }

  return (buffers, _tokens, visits) => {
    const y = bufferOf(buffers, node.output)
    prepare(visits)
    const x = { data: bufferOf(buffers, node.input), offset: 0, stride: width }
    multiply(x, kernel, { data: fromInput, offset: 0, stride: columns }, visits * steps, width, panel)
    for (let step = 0; step < steps; step++) {
      for (let visit = 0; visit < visits; visit++) fromState.set(stateBias, visit * columns)
      const state = { data: hidden, offset: 0, stride: units }
      if (resetAfter)
        multiply(state, whole, { data: fromState, offset: 0, stride: columns }, visits, units, panel)
      else productBefore(step, visits)
      for (let visit = 0; visit < visits; visit++) {
        for (let unit = 0; unit < units; unit++) {
          const at = (visit * steps + step) * columns + unit
          const own = visit * columns + unit
          const update = gate(fromInput[at]! + fromState[own]!)
          const open = resetAfter ? gate(fromInput[at + units]! + fromState[own + units]!) : 1
          const candidate = act(fromInput[at + 2 * units]! + open * fromState[own + 2 * units]!)
          const unitAt = visit * units + unit
          hidden[unitAt] = update * hidden[unitAt]! + (1 - update) * candidate
        }
        const row = hidden.subarray(visit * units, (visit + 1) * units)
        if (sequences) y.set(row, (visit * steps + step) * units)
      }
    }
    if (!sequences) y.set(hidden.subarray(0, visits * units))
  }
}
