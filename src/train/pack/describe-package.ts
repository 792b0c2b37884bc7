// SPDX-License-Identifier: MIT
// The network of a package in a few words, read from its own files.

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelJson } from '../../model/package-format.ts'
import { sizeOf } from '../network/parameters.ts'

/** What a package holds. */
export interface PackageFacts {
  /** Its layers in order, such as `Embedding → LSTM → Dense`. */
  readonly network: string
  readonly parameters: number
  /** Of all weight files. */
  readonly bytes: number
}

/**
 * Describes a package that has been loaded before, so that its files are known to be sound.
 * @param folder - Folder with `model.json` and its weight files.
 */
export async function describePackage(folder: string): Promise<PackageFacts> {
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelJson
  const files = json.weightsManifest.flatMap(({ paths }) => paths)
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  const weights = json.weightsManifest.flatMap((group) => group.weights)
  return {
    network: layerNames(json.modelTopology).join(' → '),
    parameters: weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  }
}

interface Topology {
  readonly model_config?: Topology
  readonly config?: { readonly layers?: readonly { readonly class_name?: string }[] }
}

/** Classes of the layers; inputs and joints are no news. */
function layerNames(topology: unknown): string[] {
  const { model_config, config } = topology as Topology
  if (model_config) return layerNames(model_config)
  const names = (config?.layers ?? []).map((layer) => layer.class_name ?? 'layer')
  return names.filter((name) => name !== 'InputLayer' && name !== 'Concatenate')
}
