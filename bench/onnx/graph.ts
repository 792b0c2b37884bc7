// SPDX-License-Identifier: MIT
// Collects the parts of an ONNX graph and encodes them with the schema beside this file.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'

/** Numbers that ONNX gives element types. */
export const ELEMENT = { float: 1, int32: 6, int64: 7 } as const

/** An attribute's value; a whole number is an integer, a pair `[number]` stands for a float. */
export type Attribute = number | { readonly float: number } | readonly number[] | readonly string[]

/** A graph under construction. */
export interface Graph {
  /** Adds an operation and gives the name of its output. */
  add(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string
  /** Adds an operation of which another output than the first is wanted. */
  addSecond(type: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string
  /** Adds a constant of floats and gives its name. */
  floats(data: Float32Array, shape: readonly number[]): string
  /** Adds a constant of 64-bit integers, such as a shape. */
  integers(data: readonly number[]): string
  /** Declares an input; a dimension that is a word may be any. */
  input(name: string, element: number, shape: readonly (number | string)[]): void
  /** Encodes the model with one output, which `from` becomes. */
  encode(from: string, name: string, shape: readonly (number | string)[]): Uint8Array
}

/** Operator set that the operations are written for. */
const OPSET = 17
const IR_VERSION = 8

/** Starts an empty graph. */
export function createGraph(): Graph {
  const nodes: object[] = []
  const initializers: object[] = []
  const inputs: object[] = []
  let made = 0
  const newName = (kind: string): string => `${kind.toLowerCase()}_${++made}`

  function push(type: string, from: readonly string[], outputs: readonly string[], attributes: object): void {
    const attribute = Object.entries(attributes as Record<string, Attribute>).map(toAttribute)
    nodes.push({ opType: type, name: newName('node'), input: from, output: outputs, attribute })
  }

  function constant(data: Uint8Array, element: number, shape: readonly number[]): string {
    const name = newName('constant')
    initializers.push({ name, dims: shape, dataType: element, rawData: data })
    return name
  }

  return {
    add(type, from, attributes = {}) {
      const name = newName(type)
      push(type, from, [name], attributes)
      return name
    },
    addSecond(type, from, attributes) {
      const name = newName(type)
      push(type, from, ['', name], attributes)
      return name
    },
    floats: (data, shape) => constant(new Uint8Array(Float32Array.from(data).buffer), ELEMENT.float, shape),
    integers: (data) =>
      constant(new Uint8Array(BigInt64Array.from(data, BigInt).buffer), ELEMENT.int64, [data.length]),
    input: (name, element, shape) => void inputs.push(toValueInfo(name, element, shape)),
    encode(from, name, shape) {
      push('Identity', [from], [name], {})
      const output = [toValueInfo(name, ELEMENT.float, shape)]
      return encodeModel({ name: 'network', node: nodes, initializer: initializers, input: inputs, output })
    },
  }
}

function encodeModel(graph: object): Uint8Array {
  const schema = readFileSync(fileURLToPath(new URL('onnx.proto', import.meta.url)), 'utf8')
  const type = protobuf.parse(schema).root.lookupType('onnx.ModelProto')
  const opsetImport = [{ domain: '', version: OPSET }]
  const model = { irVersion: IR_VERSION, producerName: 'vitrine bench', graph, opsetImport }
  const problem = type.verify(model)
  if (problem !== null) throw new Error(`The ONNX model does not fit its schema: ${problem}`)
  return type.encode(model).finish()
}

function toAttribute([name, value]: readonly [string, Attribute]): object {
  if (typeof value === 'number') return { name, type: 2, i: value }
  if ('float' in value) return { name, type: 1, f: value.float }
  const [first] = value
  if (typeof first === 'number') return { name, type: 7, ints: value }
  return {
    name,
    type: 8,
    strings: (value as readonly string[]).map((word) => new TextEncoder().encode(word)),
  }
}

function toValueInfo(name: string, element: number, shape: readonly (number | string)[]): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType: element, shape: { dim } } } }
}
