// SPDX-License-Identifier: MIT
// Random model packages in memory: a topology of the family with quantised weights, and inputs that fit it.

import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import { FORMAT_VERSION } from '../../src/model/package-format.ts'
import type { HeadSpec, ModelJson, PackageMetadata, WeightSpec } from '../../src/model/package-format.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import { FEATURE_VERSION } from '../../src/features/feature-table.ts'
import { createRandom, drawTopology } from './random-topology.ts'
import type { Random, RandomTopology, WantedWeight } from './random-topology.ts'

/** How the numbers of a weight are stored. */
export type Storage = 'uint8' | 'uint8-column' | 'uint8-row' | 'uint16' | 'float16' | 'float32'

/** A package, its parts, and what they were made of. */
export interface RandomPackage {
  readonly modelJson: ModelJson
  readonly weightBytes: ArrayBuffer
  readonly pkg: ModelPackage
  readonly network: Network
}

/** Options of {@link createRandomPackage}. */
export interface RandomPackageOptions {
  /** Keep to what tfjs 4.22 itself runs. */
  readonly tfjs?: boolean
  /** Storage of the kernels; drawn where absent. */
  readonly storage?: Storage
  /** A topology instead of a drawn one. */
  readonly topology?: RandomTopology
}

/** Makes the package that a seed decides. Its self-test holds what the plain engine computes. */
export async function createRandomPackage(
  seed: number,
  options: RandomPackageOptions = {},
): Promise<RandomPackage> {
  const random = createRandom(seed)
  const drawn = options.topology ?? drawTopology(random, options.tfjs === true)
  const specs: WeightSpec[] = []
  const parts: Uint8Array[] = []
  for (const wanted of drawn.weights) {
    const storage = wanted.name.endsWith('bias')
      ? pickBiasStorage(random)
      : (options.storage ?? pickStorage(random, options.tfjs === true))
    const { spec, bytes } = store(wanted, storage, random)
    specs.push(spec)
    parts.push(bytes)
  }
  const weightBytes = join(parts)
  const sizes = { length: drawn.length, channelCount: drawn.channelCount }
  const batch = drawBatch(drawn, 1, random)
  const placeholder = new Array<number>(drawn.heads.reduce((sum, head) => sum + head.width, 0)).fill(0)
  const url = `memory:seed-${seed}/model.json`
  const first = parsePackage(toModelJson(drawn, specs, batch, placeholder), weightBytes, url, layers, sizes)
  if (first.network === undefined) throw first.unsupported ?? new Error('no network')
  const expected = await createCpuEngine(first.network, layers).score(batch)
  const modelJson = toModelJson(drawn, specs, batch, [...expected])
  const pkg = parsePackage(modelJson, weightBytes, url, layers, sizes)
  return { modelJson, weightBytes, pkg, network: pkg.network ?? first.network }
}

/** Draws inputs for a network. */
export function drawBatch(
  sizes: Pick<Network, 'length' | 'channelCount' | 'vocabulary'>,
  size: number,
  random: Random,
): ScoreBatch {
  const { length, channelCount, vocabulary } = sizes
  const tokens = Int32Array.from({ length: size * length }, () => Math.floor(random() ** 2 * vocabulary))
  const channels = Float32Array.from({ length: size * length * channelCount }, () => random() * 2 - 1)
  return { size, tokens, channels }
}

function toModelJson(
  drawn: RandomTopology,
  weights: readonly WeightSpec[],
  batch: ScoreBatch,
  expected: readonly number[],
): ModelJson {
  const names = ['intent', 'value', 'risk'] as const
  const heads = drawn.heads.map(({ layer, width }, at): HeadSpec => {
    const classes = Array.from({ length: Math.max(width, 2) }, (_, index) => `class-${index}`)
    return { name: names[at]!, layer, classes, units: width, reads: 'visit', calibration: { method: 'none' } }
  })
  const vitrine: PackageMetadata = {
    formatVersion: FORMAT_VERSION,
    modelVersion: '0.0.0-random',
    featureVersion: FEATURE_VERSION,
    heads,
    policy: [],
    quality: {},
    holdout: { modulo: 10, below: 1, salt: '' },
    credits: [],
    selfTest: { tokens: [...batch.tokens], channels: [...batch.channels], expected },
  }
  return {
    format: 'layers-model',
    modelTopology: drawn.topology,
    weightsManifest: [{ paths: ['weights.bin'], weights }],
    userDefinedMetadata: { vitrine },
  }
}

function pickStorage(random: Random, tfjs: boolean): Storage {
  const at = random()
  if (!tfjs && at < 0.2) return at < 0.1 ? 'uint8-column' : 'uint8-row'
  return at < 0.7 ? 'uint8' : at < 0.8 ? 'uint16' : at < 0.9 ? 'float16' : 'float32'
}

function pickBiasStorage(random: Random): Storage {
  return random() < 0.5 ? 'uint8' : 'float32'
}

function store(
  wanted: WantedWeight,
  storage: Storage,
  random: Random,
): { spec: WeightSpec; bytes: Uint8Array } {
  const size = wanted.shape.reduce((product, length) => product * length, 1)
  const numbers = Float32Array.from(
    { length: size },
    () => (random() + random() + random() - 1.5) * 2 * wanted.spread,
  )
  const spec = { name: wanted.name, shape: wanted.shape, dtype: 'float32' } as const
  if (storage === 'float32') return { spec, bytes: new Uint8Array(numbers.buffer) }
  if (storage === 'float16') {
    // Half floats between 2^-14 and 2^14 lose fraction bits alone; smaller ones become 0 here.
    const halves = Uint16Array.from(numbers, toHalf)
    return { spec: { ...spec, quantization: { dtype: 'float16' } }, bytes: new Uint8Array(halves.buffer) }
  }
  if (storage === 'uint8-column' || storage === 'uint8-row') {
    const bytes = storeChannels(
      numbers,
      storage === 'uint8-row' ? wanted.shape[0]! : wanted.shape.at(-1)!,
      storage,
    )
    return { spec: { ...spec, quantization: { dtype: storage } }, bytes }
  }
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity)
  const most = numbers.reduce((a, b) => Math.max(a, b), -Infinity)
  const levels = storage === 'uint8' ? 255 : 65535
  const scale = (most - least) / levels || 1
  const codes = numbers.map((value) => Math.round((value - least) / scale))
  const stored = storage === 'uint8' ? Uint8Array.from(codes) : Uint16Array.from(codes)
  const quantization = { dtype: storage, scale, min: least, original_dtype: 'float32' }
  return { spec: { ...spec, quantization }, bytes: new Uint8Array(stored.buffer) }
}

function storeChannels(numbers: Float32Array, channels: number, storage: Storage): Uint8Array {
  const channelOf = (at: number): number =>
    storage === 'uint8-row' ? Math.floor(at / (numbers.length / channels)) : at % channels
  // Whole quarters are the same as half floats.
  const largest = new Float32Array(channels).fill(0.25)
  numbers.forEach((value, at) => {
    const channel = channelOf(at)
    largest[channel] = Math.max(largest[channel]!, Math.ceil(Math.abs(value) * 4) / 4)
  })
  const codes = Int8Array.from(numbers, (value, at) => Math.round((value / largest[channelOf(at)]!) * 127))
  return new Uint8Array(
    join([new Uint8Array(codes.buffer), new Uint8Array(Uint16Array.from(largest, toHalf).buffer)]),
  )
}

function toHalf(value: number): number {
  const magnitude = Math.abs(value)
  if (magnitude < 2 ** -14) return 0
  const exponent = Math.floor(Math.log2(magnitude))
  const fraction = Math.min(Math.round((magnitude / 2 ** exponent - 1) * 1024), 1023)
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction
}

function join(parts: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes.buffer
}
