// SPDX-License-Identifier: MIT
// `model.json` and the bytes of its shards to a package ready for an engine. Pure: training reads packages
// from disk through it, the page from the network.

import { isVitrineError, ModelFormatError } from '../errors.ts'
import type { UnsupportedLayerError } from '../errors.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../features/feature-table.ts'
import type { MoreLayers } from './more-layers.ts'
import type { Network, Weight } from './network.ts'
import type { PackageMetadata } from './package-format.ts'
import { readManifest } from './package/read-manifest.ts'
import { readMetadata } from './package/read-metadata.ts'
import { readWeights } from './package/read-weights.ts'
import { toJson } from './topology/fields.ts'
import type { Fail } from './topology/fields.ts'
import { planNetwork } from './topology/plan-network.ts'
import { readVocabulary } from './topology/read-vocabulary.ts'

/** A model package in memory. */
export interface ModelPackage {
  /** Address of `model.json`, for messages. */
  readonly url: string
  readonly metadata: PackageMetadata
  /** The planned network; absent where the planner met a layer that no engine of Vitrine's own runs. */
  readonly network?: Network
  /** What runs the nodes of the network that the worker's file does not know; absent where it was not loaded. */
  readonly layers?: MoreLayers
  /** Which layer that was. The generic engine may still run it. */
  readonly unsupported?: UnsupportedLayerError
  /** What it reads. */
  readonly inputs: ModelInputs
  /** `modelTopology` of `model.json`, as it stands. */
  readonly topology: unknown
  /** Every weight, 8-bit as shipped. */
  readonly weights: readonly Weight[]
}

/** What a batch must look like. */
export type ModelInputs = Pick<Network, 'length' | 'channelCount' | 'vocabulary'>

/** The inputs that the feature encoder fills; tests plan networks of other sizes. */
export interface InputSizes {
  readonly length: number
  readonly channelCount: number
}

/**
 * Parses a package.
 * @param modelJson - `model.json`, parsed.
 * @param weightBytes - All shards in the order of the manifest, put together. The package keeps views of it.
 * @param url - Where `model.json` lies, for messages.
 * @param layers - The layers that the shipped network does without. @defaultValue they are unsupported
 * @param sizes - Inputs that the network must have.
 * @defaultValue `sizes` is what the feature table says.
 * @throws `ModelFormatError` when the package is damaged, truncated, or its topology and weights disagree;
 * `ModelVersionError` when it was made for another format or feature table.
 */
export function parsePackage(
  modelJson: unknown,
  weightBytes: ArrayBuffer,
  url: string,
  layers?: MoreLayers,
  sizes: InputSizes = { length: HISTORY_LENGTH, channelCount: CHANNEL_COUNT },
): ModelPackage {
  const fail: Fail = (problem) => {
    throw new ModelFormatError(url, problem)
  }
  const json = toJson(modelJson, 'model.json', fail)
  if (json['format'] !== 'layers-model') fail('format is not layers-model')
  const metadata = readMetadata(json, url, fail)
  const weights = readWeights(readManifest(json['weightsManifest'], fail), weightBytes, fail)
  const topology = json['modelTopology']
  checkSelfTest(metadata, sizes, fail)
  const shared = { url, metadata, topology, weights }
  try {
    const heads = metadata.heads.map((head) => head.layer)
    const network = planNetwork(topology, weights, heads, fail, layers?.rules)
    checkNetwork(network, metadata, sizes, fail)
    return { ...shared, inputs: network, network, ...(layers && { layers }) }
  } catch (error) {
    if (!isUnsupported(error)) throw error
    return { ...shared, inputs: { ...sizes, vocabulary: readVocabulary(topology) }, unsupported: error }
  }
}

// By its code: the rules of `layers.js` have a class of their own.
function isUnsupported(error: unknown): error is UnsupportedLayerError {
  return isVitrineError(error) && error.code === 'unsupported-layer'
}

function checkNetwork(network: Network, metadata: PackageMetadata, sizes: InputSizes, fail: Fail): void {
  const { length, channelCount } = network
  if (length !== sizes.length) fail(`it reads ${length} tokens, the features hold ${sizes.length}`)
  if (channelCount !== 0 && channelCount !== sizes.channelCount) {
    fail(`it reads ${channelCount} channels, the features hold ${sizes.channelCount}`)
  }
  metadata.heads.forEach((head, at) => {
    const width = network.values[network.heads[at] ?? -1]?.width
    if (width !== head.units) fail(`head "${head.name}" puts out ${width} numbers instead of ${head.units}`)
  })
  const outside = metadata.selfTest.tokens.some((token) => token >= network.vocabulary)
  if (outside) fail('selfTest.tokens holds a token outside the vocabulary')
}

function checkSelfTest({ selfTest, heads }: PackageMetadata, sizes: InputSizes, fail: Fail): void {
  const units = heads.reduce((sum, head) => sum + head.units, 0)
  const { tokens, channels, expected } = selfTest
  const wanted = [
    ['tokens', tokens.length, sizes.length],
    ['channels', channels.length, sizes.length * sizes.channelCount],
    ['expected', expected.length, units],
  ] as const
  for (const [field, got, want] of wanted)
    if (got !== want) fail(`selfTest.${field} holds ${got} numbers instead of ${want}`)
}
