// SPDX-License-Identifier: MIT
// A model before its weights are stored: the same network in every scheme.

import type { ModelJson, PackageMetadata } from '../../model/package-format.ts'
import type { ParameterShape } from '../network/parameters.ts'
import { createNodeScorer, type NodeScorer } from '../node-scorer.ts'
import { dequantise, quantise, type QuantisedTensor } from './quantise.ts'
import type { SchemeName } from './schemes.ts'
import { toModelFiles } from './write-package.ts'

/** A model with float32 weights. */
export interface FloatModel {
  readonly topology: unknown
  readonly shapes: readonly ParameterShape[]
  readonly values: ReadonlyMap<string, Float32Array>
  readonly metadata: PackageMetadata
}

/** The files of a package. */
export interface ModelFiles {
  readonly json: ModelJson
  readonly weights: Uint8Array
}

/**
 * Rounds every tensor.
 * @throws `QuantisingError` for a weight that the scheme cannot hold.
 */
export function quantiseAll(
  { shapes, values }: Pick<FloatModel, 'shapes' | 'values'>,
  scheme: SchemeName,
): Map<string, QuantisedTensor> {
  return new Map(shapes.map(({ name, shape }) => [name, quantise(values.get(name)!, scheme, shape, name)]))
}

/** What an engine reads back of them. */
export function dequantiseAll(tensors: ReadonlyMap<string, QuantisedTensor>): Map<string, Float32Array> {
  return new Map([...tensors].map(([name, tensor]) => [name, dequantise(tensor)]))
}

/**
 * The package of a model in a scheme. Its self-test holds what the plain engine makes of the rounded weights.
 * @param generatedBy - Command that asks for it.
 * @throws `QuantisingError` as {@link quantiseAll}; `UnsupportedLayerError` where the plain engine cannot run it.
 */
export async function toSchemeFiles(
  model: FloatModel,
  scheme: SchemeName,
  generatedBy: string,
): Promise<ModelFiles> {
  const { topology, shapes, metadata } = model
  const tensors = quantiseAll(model, scheme)
  const pack = (own: PackageMetadata): ModelFiles =>
    toModelFiles({ topology, shapes, tensors, metadata: own, card: '', generatedBy })
  const files = pack(metadata)
  const { tokens, channels } = metadata.selfTest
  const input = { tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
  const expected = [...(await scorerOf(files).outputs([input]))]
  return pack({ ...metadata, selfTest: { tokens, channels, expected } })
}

/** Scores with a package that is in memory. */
export function scorerOf({ json, weights }: ModelFiles): NodeScorer {
  return createNodeScorer(json, weights, 'the new package')
}
