// SPDX-License-Identifier: MIT
// The weights manifest: what lies where in the shards, checked before any memory is taken.

import { toCount, toJson, toList, toNumber, toText } from '../topology/fields.ts'
import type { Fail } from '../topology/fields.ts'

/**
 * How the numbers of a weight are stored. `uint8-column` and `uint8-row` are Vitrine's own: signed codes, row-major, and
 * behind them the largest magnitude of each column or row as a half float; value = code × magnitude / 127.
 */
export type StoredType = 'uint8' | 'uint8-column' | 'uint8-row' | 'uint16' | 'float16' | 'float32'

/** One weight of the manifest and where its bytes lie in all shards put together. */
export interface ManifestEntry {
  readonly name: string
  readonly shape: readonly number[]
  /** Product of the shape. */
  readonly size: number
  readonly stored: StoredType
  readonly scale: number
  readonly min: number
  /** Columns or rows that have a magnitude of their own; 0 for the types that have none. */
  readonly channels: number
  readonly offset: number
  readonly bytes: number
}

/** The manifest of a package. */
export interface Manifest {
  readonly entries: readonly ManifestEntry[]
  /** Shards in the order of their bytes, as paths next to `model.json`. */
  readonly paths: readonly string[]
  /** Bytes of all shards together. */
  readonly bytes: number
}

/** Most bytes that a package may hold; a manifest that asks for more is taken for damaged. */
export const MAX_PACKAGE_BYTES: number = 64 * 1024 * 1024

/** Most shards; TensorFlow.js cuts at 4 MB, so that a package of the largest size has 16. */
const MAX_SHARDS = 64

const WIDTHS: Readonly<Record<StoredType, number>> = {
  uint8: 1,
  'uint8-column': 1,
  'uint8-row': 1,
  uint16: 2,
  float16: 2,
  float32: 4,
}

/**
 * Reads `weightsManifest`.
 * @param manifest - The field of `model.json`.
 * @param fail - Raises the error for a damaged manifest: sizes, types, scales that are not finite.
 */
export function readManifest(manifest: unknown, fail: Fail): Manifest {
  const entries: ManifestEntry[] = []
  const paths: string[] = []
  const names = new Set<string>()
  let offset = 0
  for (const part of toList(manifest, 'weightsManifest', fail)) {
    const group = toJson(part, 'a group of weightsManifest', fail)
    for (const path of toList(group['paths'], 'paths of weightsManifest', fail))
      paths.push(toText(path, 'a path', fail))
    for (const weight of toList(group['weights'], 'weights of weightsManifest', fail)) {
      const entry = readEntry(weight, offset, fail)
      if (names.has(entry.name)) fail(`weight "${entry.name}" is listed twice`)
      names.add(entry.name)
      entries.push(entry)
      offset += entry.bytes
      if (offset > MAX_PACKAGE_BYTES) fail(`its weights ask for more than ${MAX_PACKAGE_BYTES} bytes`)
    }
  }
  if (paths.length > MAX_SHARDS)
    fail(`weightsManifest lists ${paths.length} files, at most ${MAX_SHARDS} are read`)
  if (entries.length === 0) fail('weightsManifest lists no weights')
  return { entries, paths, bytes: offset }
}

function readEntry(value: unknown, offset: number, fail: Fail): ManifestEntry {
  const weight = toJson(value, 'a weight', fail)
  const name = toText(weight['name'], 'name of a weight', fail)
  const shape = toList(weight['shape'], `shape of "${name}"`, fail).map((size) =>
    toCount(size, `shape of "${name}"`, 1, fail),
  )
  const size = shape.reduce((product, length) => product * length, 1)
  if (!(size <= MAX_PACKAGE_BYTES)) fail(`weight "${name}" asks for ${size} numbers`)
  const { stored, scale, min } = readQuantization(weight, name, fail)
  const channels =
    stored === 'uint8-column' ? (shape.at(-1) ?? 1) : stored === 'uint8-row' ? (shape[0] ?? 1) : 0
  const bytes = size * WIDTHS[stored] + 2 * channels
  return { name, shape, size, stored, scale, min, channels, offset, bytes }
}

function readQuantization(
  weight: Readonly<Record<string, unknown>>,
  name: string,
  fail: Fail,
): { stored: StoredType; scale: number; min: number } {
  if (weight['dtype'] !== 'float32') fail(`dtype of "${name}" must be float32`)
  const quantization = toJson(
    weight['quantization'] ?? { dtype: 'float32' },
    `quantization of "${name}"`,
    fail,
  )
  const stored = toText(quantization['dtype'], `quantization of "${name}"`, fail) as StoredType
  if (!Object.hasOwn(WIDTHS, stored))
    fail(`quantization of "${name}" is none of ${Object.keys(WIDTHS).join(', ')}`)
  if (stored !== 'uint8' && stored !== 'uint16') return { stored, scale: 1, min: 0 }
  return {
    stored,
    scale: toNumber(quantization['scale'], `scale of "${name}"`, fail),
    min: toNumber(quantization['min'], `min of "${name}"`, fail),
  }
}
