// SPDX-License-Identifier: MIT
// LSTM: the product with the inputs for all steps at once, then one product with the state a step.

import type { LstmNode, Network } from '../network.ts'
import { toFunction } from './activate.ts'
import { bufferOf } from './buffers.ts'
import type { Step } from './buffers.ts'
import { expand } from './expand.ts'
import { multiply } from './multiply.ts'

/** Makes the step of an LSTM. */
export function compileLstm(node: LstmNode, network: Network): Step {
  const { steps, width } = network.values[node.input]!
  const { units, sequences } = node
  const columns = 4 * units
  const bias = expand(node.bias, columns)
  const act = toFunction(node.activation)
  const gate = toFunction(node.recurrentActivation)
  const panel = new Float64Array(4 * Math.max(width, units))
  const kernel = { weight: node.kernel, stride: columns, from: 0, column: 0, columns }
  const recurrent = { ...kernel, weight: node.recurrent }
  let gates = new Float64Array()
  let hidden = new Float64Array()
  let cell = new Float64Array()
  return (buffers, _tokens, visits) => {
    const y = bufferOf(buffers, node.output)
    if (gates.length < visits * steps * columns) gates = new Float64Array(visits * steps * columns)
    if (hidden.length < visits * units) {
      hidden = new Float64Array(visits * units)
      cell = new Float64Array(visits * units)
    }
    hidden.fill(0)
    cell.fill(0)
    for (let at = 0; at < visits * steps * columns; at += columns) gates.set(bias, at)
    const x = { data: bufferOf(buffers, node.input), offset: 0, stride: width }
    multiply(x, kernel, { data: gates, offset: 0, stride: columns }, visits * steps, width, panel)
    const state = { data: hidden, offset: 0, stride: units }
    for (let step = 0; step < steps; step++) {
      const to = { data: gates, offset: step * columns, stride: steps * columns }
      if (step > 0) multiply(state, recurrent, to, visits, units, panel)
      for (let visit = 0; visit < visits; visit++) {
        const from = visit * units
        let at = (visit * steps + step) * columns
        for (let unit = from; unit < from + units; unit++, at++) {
          const kept = gate(gates[at + units]!) * cell[unit]!
          const next = kept + gate(gates[at]!) * act(gates[at + 2 * units]!)
          cell[unit] = next
          hidden[unit] = gate(gates[at + 3 * units]!) * act(next)
        }
        if (sequences) y.set(hidden.subarray(from, from + units), (visit * steps + step) * units)
      }
    }
    if (!sequences) y.set(hidden.subarray(0, visits * units))
  }
}
