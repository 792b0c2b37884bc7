// SPDX-License-Identifier: MIT
// The weights of a finished package as the start of a new model.

import type { Weight } from '../../model/network.ts'
import { HOLDOUT } from '../holdout.ts'
import { layerOf, sizeOf, type ParameterShape } from '../network/parameters.ts'
import { loadPackage } from '../pack/load-package.ts'
import type { TransferUse } from '../report/results.ts'
import { TransferError } from '../train-errors.ts'

/** What a package gives to a new model. */
export interface Transfer extends Omit<TransferUse, 'frozen'> {
  /** Values of the layers that are taken, by the names of the new model. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Of the data that it was trained on. */
  readonly credits: readonly string[]
  /** Whether it held out the visitors that this training holds out. */
  readonly isHeldOutAlike: boolean
}

/**
 * Takes the layers of a package that fit: every weight has the same name and shape. The others start anew.
 * @param folder - Folder of the package.
 * @param shapes - Weights of the new model.
 * @throws `ModelVersionError` for a package that was made for another feature table, `ModelFormatError` for a damaged
 * one, {@link TransferError} where no layer fits.
 */
export async function readTransfer(folder: string, shapes: readonly ParameterShape[]): Promise<Transfer> {
  const { metadata, weights } = await loadPackage(folder)
  const values = new Map<string, Float32Array>()
  for (const { name, shape } of shapes) {
    const weight = weights.find((other) => isSame(other, name, shape))
    if (weight)
      values.set(
        name,
        Float32Array.from(weight.data, (value) => value * weight.scale + weight.min),
      )
  }
  const layers = [...new Set(shapes.map(({ name }) => layerOf(name)))]
  const isWhole = (layer: string): boolean =>
    shapes.every(({ name }) => layerOf(name) !== layer || values.has(name))
  const taken = layers.filter(isWhole)
  if (taken.length === 0) {
    const has = weights.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')
    throw new TransferError(
      `No layer of ${folder} fits the network to train: it holds ${has}. Name the same --network, with the same sizes.`,
    )
  }
  return {
    package: metadata.modelVersion,
    taken,
    anew: layers.filter((layer) => !isWhole(layer)),
    credits: metadata.credits,
    isHeldOutAlike: (['salt', 'modulo', 'below', 'by'] as const).every(
      (part) => metadata.holdout[part] === HOLDOUT[part],
    ),
    values: new Map([...values].filter(([name]) => taken.includes(layerOf(name)))),
  }
}

/** Keras may put a model in front, a cell between and `:0` behind; the first and last parts that matter are the names. */
function isSame(weight: Weight, name: string, shape: readonly number[]): boolean {
  const path = weight.name.replace(/:0$/, '').split('/')
  const isNamed =
    path.at(-1) === name.slice(name.indexOf('/') + 1) && path.slice(0, -1).includes(layerOf(name))
  return isNamed && weight.data.length === sizeOf(shape) && weight.shape.join() === shape.join()
}
