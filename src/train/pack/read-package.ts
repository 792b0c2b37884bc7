// SPDX-License-Identifier: MIT
// A package on disk as the network that it was made of, whatever scheme its weights are stored in.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ModelFormatError } from '../../errors.ts'
import type { ModelJson } from '../../model/package-format.ts'
import * as layers from '../../model/layers/index.ts'
import { parsePackage } from '../../model/parse-package.ts'
import type { FloatModel } from './float-model.ts'

/** A package that was read. */
export interface ReadPackage {
  readonly model: FloatModel
  /** Most bits that one of its weights has. */
  readonly bits: number
  /** Its `CARD.md`; `undefined` where it has none. */
  readonly card: string | undefined
}

const BITS: Readonly<Record<string, number>> = {
  uint8: 8,
  'uint8-column': 8,
  'uint8-row': 8,
  uint16: 16,
  float16: 16,
}

/**
 * Reads a package.
 * @param folder - Folder with `model.json` and its weight files.
 * @throws `ModelFormatError` or `ModelVersionError` for one that is damaged or of another release;
 * `UnsupportedLayerError` for a network that no engine of Vitrine's own runs; a system error for a file that is not there.
 */
export async function readPackage(folder: string): Promise<ReadPackage> {
  const file = join(folder, 'model.json')
  const json = await readModelJson(file)
  const pkg = parsePackage(json, await readShards(file, json), file, layers)
  if (pkg.unsupported) throw pkg.unsupported
  const { metadata, topology, weights } = pkg
  const specs = (json as ModelJson).weightsManifest.flatMap((group) => group.weights)
  return {
    model: {
      topology,
      metadata,
      shapes: weights.map(({ name, shape }) => ({ name, shape })),
      values: new Map(
        weights.map(({ name, data, scale, min }) => [
          name,
          Float32Array.from(data, (stored) => stored * scale + min),
        ]),
      ),
    },
    bits: Math.max(...specs.map(({ quantization }) => BITS[quantization?.dtype ?? ''] ?? 32)),
    card: await readCard(folder),
  }
}

/**
 * Reads `model.json`.
 * @throws `ModelFormatError` when it is no JSON.
 */
export async function readModelJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelFormatError(file, 'model.json is not JSON', { cause: error })
  }
}

/**
 * Reads all weight files beside `model.json`, put together.
 * @throws `ModelFormatError` when the manifest names none.
 */
export async function readShards(file: string, json: unknown): Promise<ArrayBuffer> {
  const groups = (json as { weightsManifest?: unknown } | null)?.weightsManifest
  const paths = (Array.isArray(groups) ? groups : []).flatMap(
    (group: { paths?: unknown } | null) => (Array.isArray(group?.paths) ? group.paths : []) as unknown[],
  )
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string'))
    throw new ModelFormatError(file, 'weightsManifest names no weight files')
  const shards = await Promise.all(paths.map((path) => readFile(join(dirname(file), path))))
  return new Uint8Array(Buffer.concat(shards)).buffer
}

async function readCard(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, 'CARD.md'), 'utf8')
  } catch (error) {
    // A package needs no card.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
