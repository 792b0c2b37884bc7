// SPDX-License-Identifier: MIT
// The networks that are measured: the reference network of the papers with random weights, and the shipped one.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../src/features/feature-table.ts'
import { createCpuEngine } from '../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../src/model/layers/index.ts'
import type { Network } from '../src/model/network.ts'
import { parsePackage } from '../src/model/parse-package.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../test/support/plain-topology.ts'
import { createRandomPackage } from '../test/support/random-package.ts'
import { weightsOf } from './contestants/load-network.ts'
import { drawKnownBatch } from './page/draw-known-batch.ts'

/** Which network. */
export type NetworkName = 'reference' | 'shipped'

/** A network and the files that it is served as. */
export interface BenchNetwork {
  readonly name: NetworkName
  readonly network: Network
  /** `model.json`, as text. */
  readonly modelJson: string
  /** File of the weights, as `model.json` names it. */
  readonly weightsFile: string
  readonly weightBytes: Uint8Array
  /** Numbers of all weights; four bytes each are 100 % of the memory. */
  readonly parameters: number
  /** What the plain engine makes of the known batch of one visit. */
  readonly expected: Float32Array
}

/** Seed of the reference network's weights: the one that the engine tests use. */
const SEED = 5

/** Reads or makes a network, quantised to 8 bits. */
export async function loadBenchNetwork(name: NetworkName): Promise<BenchNetwork> {
  const { network, ...files } = name === 'reference' ? await makeReference() : readShipped()
  const expected = await createCpuEngine(network, layers).score(drawKnownBatch(network, 1))
  const parameters = weightsOf(network).reduce((sum, { data }) => sum + data.length, 0)
  return { name, network, ...files, parameters, expected }
}

type Files = Pick<BenchNetwork, 'network' | 'modelJson' | 'weightsFile' | 'weightBytes'>

async function makeReference(): Promise<Files> {
  const topology = createPlainTopology(REFERENCE_SIZES)
  const made = await createRandomPackage(SEED, { storage: 'uint8', topology })
  return {
    network: made.network,
    modelJson: JSON.stringify(made.modelJson),
    weightsFile: 'weights.bin',
    weightBytes: new Uint8Array(made.weightBytes),
  }
}

function readShipped(): Files {
  const read = (file: string): Buffer =>
    readFileSync(fileURLToPath(new URL(`../models/shopper/${file}`, import.meta.url)))
  const modelJson = read('model.json').toString('utf8')
  const { weightsManifest } = JSON.parse(modelJson) as { weightsManifest: { paths: string[] }[] }
  const [weightsFile = 'weights.bin'] = weightsManifest.flatMap(({ paths }) => paths)
  const weightBytes = Uint8Array.from(read(weightsFile))
  const sizes = { length: HISTORY_LENGTH, channelCount: CHANNEL_COUNT }
  const { network, unsupported } = parsePackage(
    JSON.parse(modelJson),
    weightBytes.buffer,
    'models/shopper',
    layers,
    sizes,
  )
  if (network === undefined) throw unsupported ?? new Error('models/shopper is not planned')
  return { network, modelJson, weightsFile, weightBytes }
}
