// SPDX-License-Identifier: MIT
// Reads what the tensorflowjs converter wrote: the layers of the topology, and each weight with the layer it belongs to.

import { readManifest, type ManifestEntry } from '../../model/package/read-manifest.ts'
import { readWeights } from '../../model/package/read-weights.ts'
import { isJson } from '../../model/topology/fields.ts'
import { readLayers, type LayerSpec } from '../../model/topology/read-layers.ts'
import type { QuantisedTensor } from '../pack/quantise.ts'
import { readModelJson, readShards } from '../pack/read-package.ts'
import { KerasImportError } from './import-errors.ts'

/** A converted model. */
export interface ConvertedModel {
  /** `model.json`. */
  readonly file: string
  /** What made it, such as `keras v3.5.0`. */
  readonly madeBy: string
  readonly layers: ReadonlyMap<string, LayerSpec>
  /** By layer, then by the weight's name in it, such as `kernel`. */
  readonly weights: ReadonlyMap<string, ReadonlyMap<string, QuantisedTensor>>
}

const CONVERT_AGAIN = 'Convert the model again with tensorflowjs_converter'

/**
 * Reads a converted model.
 * @param file - Its `model.json`; the weight files lie beside it.
 * @throws `KerasImportError` for a file of another format and for weights that are missing, short, of another type than
 * float32 or not finite; `UnsupportedLayerError` for a model inside the model; a system error for a file that is not there.
 */
export async function readConverted(file: string): Promise<ConvertedModel> {
  const fail = (problem: string, help = `${CONVERT_AGAIN}.`): never => {
    throw new KerasImportError(file, problem, help)
  }
  const json = await readModelJson(file)
  if (!isJson(json) || json['format'] !== 'layers-model') {
    const format = isJson(json) ? JSON.stringify(json['format']) : 'no object'
    return fail(
      `its format is ${format}, expected "layers-model"`,
      `${CONVERT_AGAIN} --output_format=tfjs_layers_model; a graph model has no layers to read.`,
    )
  }
  const layers = readLayers(json['modelTopology'], fail)
  checkTypes(json['weightsManifest'], fail)
  const manifest = readManifest(json['weightsManifest'], fail)
  const bytes = await readShards(file, json)
  if (bytes.byteLength !== manifest.bytes) {
    const files = manifest.paths.join(', ')
    fail(
      `its weight files (${files}) hold ${bytes.byteLength} bytes, weightsManifest lists ${manifest.bytes}`,
      'Copy all files that the converter wrote.',
    )
  }
  readWeights(manifest, bytes, (problem) => fail(problem, 'Training has diverged, or the file is damaged.'))
  const weights = new Map<string, Map<string, QuantisedTensor>>()
  for (const entry of manifest.entries) {
    const { layer, part } = ownerOf(entry.name, layers, fail)
    const own = weights.get(layer) ?? new Map<string, QuantisedTensor>()
    if (own.has(part)) fail(`layer "${layer}" has two weights "${part}"`)
    weights.set(layer, own.set(part, toTensor(entry, bytes)))
  }
  const madeBy = typeof json['generatedBy'] === 'string' ? json['generatedBy'] : 'an unknown program'
  return { file, madeBy, layers, weights }
}

type Fail = (problem: string, help?: string) => never

function checkTypes(manifest: unknown, fail: Fail): void {
  for (const group of Array.isArray(manifest) ? (manifest as unknown[]) : []) {
    const weights = isJson(group) && Array.isArray(group['weights']) ? (group['weights'] as unknown[]) : []
    for (const weight of weights) {
      if (!isJson(weight) || weight['dtype'] === 'float32') continue
      fail(
        `weight "${String(weight['name'])}" has the type ${String(weight['dtype'])}, expected float32`,
        'Leave the layer that has it out of the model that you convert, or set the policy of types back to float32.',
      )
    }
  }
}

/**
 * Keras 2 writes `lstm/lstm_cell/kernel:0`, Keras 3 `functional/lstm/lstm_cell/kernel`: the last part that is a layer's
 * name owns it.
 */
function ownerOf(
  name: string,
  layers: ReadonlyMap<string, LayerSpec>,
  fail: Fail,
): { layer: string; part: string } {
  const path = name.split('/')
  const part = path.at(-1)!.replace(/:0$/, '')
  if (/^\d+$/.test(part)) {
    fail(
      `weight "${name}" has a number for its name, so that its layer is not known`,
      'Save the model as HDF5 (model.save("model.h5")) and convert that with --input_format=keras.',
    )
  }
  const layer = path
    .slice(0, -1)
    .filter((one) => layers.has(one))
    .at(-1)
  return layer === undefined ? fail(`weight "${name}" belongs to no layer of the topology`) : { layer, part }
}

function toTensor(
  { stored, shape, scale, min, ...entry }: ManifestEntry,
  bytes: ArrayBuffer,
): QuantisedTensor {
  return { dtype: stored, data: new Uint8Array(bytes, entry.offset, entry.bytes), shape, scale, min }
}
