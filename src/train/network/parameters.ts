// SPDX-License-Identifier: MIT
// The weights of a network: names and shapes as the tfjs layers format has them, and their first values.

import { CHANNEL_COUNT, TOKEN_COUNT } from '../../features/feature-table.ts'
import type { Random } from '../random.ts'
import { hiddenWidth, stepWidth, type NetworkSpec } from './network-spec.ts'

/** Name and shape of a weight. */
export interface ParameterShape {
  readonly name: string
  readonly shape: readonly number[]
}

/** Values by name, row-major float32. */
export type Parameters = ReadonlyMap<string, Float32Array>

/** An output layer: a Dense on the vector of the trunk, softmax over several units or sigmoid of one. */
export interface HeadLayer {
  readonly layer: string
  readonly units: number
}

/** Width of all outputs, side by side in the order of the heads. */
export function outputWidth(heads: readonly HeadLayer[]): number {
  return heads.reduce((sum, { units }) => sum + units, 0)
}

/** Width of the head that tells intent. */
export function headUnits(spec: NetworkSpec, classes: number): number {
  return spec.output === 'sigmoid' ? 1 : classes
}

/**
 * Lists the weights in the order in which the package holds them.
 * @param heads - Output layers, in the order of the outputs.
 */
export function parameterShapes(spec: NetworkSpec, heads: readonly HeadLayer[]): ParameterShape[] {
  const width = spec.embedding + (spec.channels ? CHANNEL_COUNT : 0)
  const { conv } = spec
  return [
    { name: 'embedding/embeddings', shape: [TOKEN_COUNT, spec.embedding] },
    ...(conv
      ? [
          { name: 'conv/kernel', shape: [conv.kernel, width, conv.filters] },
          { name: 'conv/bias', shape: [conv.filters] },
        ]
      : []),
    ...trunkShapes(spec),
    ...heads.flatMap(({ layer, units }) => [
      { name: `${layer}/kernel`, shape: [hiddenWidth(spec), units] },
      { name: `${layer}/bias`, shape: [units] },
    ]),
  ]
}

function trunkShapes(spec: NetworkSpec): ParameterShape[] {
  const width = stepWidth(spec)
  if ('lstm' in spec) return recurrentShapes('lstm', width, spec.lstm, 4)
  if ('gru' in spec) return recurrentShapes('gru', width, spec.gru, 3)
  return spec.pooling === 'attention' ? [{ name: 'attention/kernel', shape: [width, 1] }] : []
}

function recurrentShapes(layer: string, width: number, units: number, gates: number): ParameterShape[] {
  return [
    { name: `${layer}/kernel`, shape: [width, gates * units] },
    { name: `${layer}/recurrent_kernel`, shape: [units, gates * units] },
    { name: `${layer}/bias`, shape: [gates * units] },
  ]
}

/** Name of the layer that a weight belongs to. */
export function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.indexOf('/'))
}

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/**
 * Draws first values: small uniform embeddings, Glorot kernels, an orthogonal recurrent kernel, forget bias 1.
 * @param shapes - From {@link parameterShapes}.
 */
export function initialParameters(
  shapes: readonly ParameterShape[],
  random: Random,
): Map<string, Float32Array> {
  return new Map(shapes.map(({ name, shape }) => [name, initialValues(name, shape, random)]))
}

function initialValues(name: string, shape: readonly number[], random: Random): Float32Array {
  const values = new Float32Array(sizeOf(shape))
  if (name.endsWith('/embeddings')) return values.map(() => (random.next() - 0.5) * 0.1)
  if (name.endsWith('/recurrent_kernel')) return orthogonal(shape[0]!, shape[1]!, random)
  if (name === 'lstm/bias') return values.fill(1, shape[0]! / 4, shape[0]! / 2)
  if (name.endsWith('/bias')) return values
  const fanOut = shape.at(-1)!
  const limit = Math.sqrt(6 / (sizeOf(shape) / fanOut + fanOut))
  return values.map(() => (random.next() * 2 - 1) * limit)
}

/** Rows of an orthonormal set, by Gram–Schmidt; `rows` at most `columns`. */
function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const matrix = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const vector = Array.from({ length: columns }, () => random.normal())
    for (let before = 0; before < row; before++) {
      let dot = 0
      for (let column = 0; column < columns; column++)
        dot += vector[column]! * matrix[before * columns + column]!
      for (let column = 0; column < columns; column++)
        vector[column]! -= dot * matrix[before * columns + column]!
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    for (let column = 0; column < columns; column++) matrix[row * columns + column] = vector[column]! / norm
  }
  return matrix
}
