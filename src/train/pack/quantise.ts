// SPDX-License-Identifier: MIT
// How the numbers of a weight are stored in a package, in every scheme that there is.

import { readWeights } from '../../model/package/read-weights.ts'
import { readManifest, type StoredType } from '../../model/package/read-manifest.ts'
import { toFloat32 } from '../../model/package/to-float32.ts'
import type { WeightSpec } from '../../model/package-format.ts'
import { QuantisingError } from '../train-errors.ts'
import { LARGEST_HALF, toHalf } from './to-half.ts'
import type { SchemeName } from './schemes.ts'

/** A tensor as a package holds it. */
export interface QuantisedTensor {
  readonly dtype: StoredType
  /** Its bytes in the weight file, little-endian. */
  readonly data: Uint8Array
  readonly shape: readonly number[]
  /** Of `uint8` and `uint16`: value = code × scale + min. Otherwise 1 and 0. */
  readonly scale: number
  readonly min: number
}

/**
 * Rounds a tensor as a scheme says.
 * @param values - Finite numbers, row-major.
 * @param scheme - With `uint8-channel`, an embedding has one scale a row, another matrix one a column (decision 0010), and
 * vectors such as a bias become half floats: one scale a number would save nothing.
 * @param shape - Of the tensor; its last axis are the columns.
 * @param name - Name of the weight; it tells an embedding.
 * @throws `QuantisingError` for a number that is not finite or that the scheme cannot hold.
 */
export function quantise(
  values: Float32Array,
  scheme: SchemeName = 'uint8',
  shape: readonly number[] = [values.length],
  name = '',
): QuantisedTensor {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new QuantisingError(`A weight is ${value}; training has diverged.`)
  }
  if (scheme === 'uint8' || scheme === 'uint16') return toCodes(values, scheme, shape)
  const plain = { shape, scale: 1, min: 0 }
  if (scheme === 'float32') return { ...plain, dtype: scheme, data: bytesOf(values.slice()) }
  const isVector = shape.length < 2
  if (scheme === 'float16' || isVector) return { ...plain, dtype: 'float16', data: bytesOf(toHalves(values)) }
  const isTable = name.endsWith('/embeddings')
  const channels = isTable ? shape[0]! : shape.at(-1)!
  const run = isTable ? values.length / channels : 1
  const data = toChannels(values, channels, (at) => Math.floor(at / run) % channels)
  return { ...plain, dtype: isTable ? 'uint8-row' : 'uint8-column', data }
}

/** What an engine reads back, by the loader of the page. */
export function dequantise({ dtype, data, shape, scale, min }: QuantisedTensor): Float32Array {
  const fail = (problem: string): never => {
    throw new QuantisingError(problem)
  }
  const specs = [toWeightSpec('a tensor', { dtype, shape, scale, min })]
  const manifest = readManifest([{ paths: [], weights: specs }], fail)
  const [weight] = readWeights(manifest, new Uint8Array(data).buffer, fail)
  return Float32Array.from(weight!.data, (stored) => stored * scale + min)
}

/** The entry of `weightsManifest`. */
export function toWeightSpec(
  name: string,
  { dtype, shape, scale, min }: Omit<QuantisedTensor, 'data'>,
): WeightSpec {
  const spec = { name, shape, dtype: 'float32' } as const
  if (dtype === 'float32') return spec
  const original = { original_dtype: 'float32' } as const
  const isAffine = dtype === 'uint8' || dtype === 'uint16'
  return { ...spec, quantization: isAffine ? { dtype, scale, min, ...original } : { dtype, ...original } }
}

/**
 * One scale for the whole tensor. The range is widened to hold 0 and `min` is a whole multiple of `scale`, so that a
 * weight of 0 stays 0.
 */
function toCodes(values: Float32Array, dtype: 'uint8' | 'uint16', shape: readonly number[]): QuantisedTensor {
  const codes = dtype === 'uint8' ? new Uint8Array(values.length) : new Uint16Array(values.length)
  const most = dtype === 'uint8' ? 255 : 65_535
  let low = 0
  let high = 0
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  // Rounding zero to the grid may push either end out by half a step: one step less leaves room for it.
  const scale = low === high ? 1 : (high - low) / (most - 1)
  const zero = Math.round(-low / scale)
  for (let at = 0; at < values.length; at++) {
    codes[at] = Math.max(0, Math.min(most, Math.round(values[at]! / scale) + zero))
  }
  return { dtype, data: bytesOf(codes), shape, scale, min: zero === 0 ? 0 : -zero * scale }
}

function toHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const half = toHalf(value)
    if ((half & 0x7fff) === 0x7c00) {
      throw new QuantisingError(
        `A weight is ${value}; a half float holds at most ${LARGEST_HALF}. Take uint8, uint16 or float32.`,
      )
    }
    return half
  })
}

/**
 * Signed codes, then the largest magnitude of each channel as a half float.
 * @param channelOf - Channel of the number at a place.
 */
function toChannels(values: Float32Array, channels: number, channelOf: (at: number) => number): Uint8Array {
  const largest = new Float32Array(channels)
  values.forEach((value, at) => {
    largest[channelOf(at)] = Math.max(largest[channelOf(at)]!, Math.abs(value))
  })
  const halves = toHalves(largest)
  // The codes are of the magnitude as it is read back.
  const magnitudes = toFloat32(halves)
  const codes = Int8Array.from(values, (value, at) => {
    const magnitude = magnitudes[channelOf(at)]!
    return magnitude === 0 ? 0 : Math.max(-127, Math.min(127, Math.round((value / magnitude) * 127)))
  })
  return Buffer.concat([bytesOf(codes), bytesOf(halves)])
}

function bytesOf(values: Uint8Array | Int8Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
