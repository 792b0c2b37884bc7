// SPDX-License-Identifier: MIT
// The recipe of the shipped model: `npm run train:shopper` trains by it, `npm run evaluate:model` proves it.

import type { DrawOptions } from '../../src/train/draw-samples.ts'
import type { NetworkName, NetworkSizes } from '../../src/train/network/network-spec.ts'
import type { SchemeName } from '../../src/train/pack/schemes.ts'
import type { FitSettings, TrainOptions } from '../../src/train/training-options.ts'
import type { HeadName } from '../../src/types.ts'

/** A published data set that the model is trained on; `invoices` is Online Retail. */
export type SourceName = 'rees46' | 'ospi' | 'invoices'

/** Made-up visits that are trained on beside the real ones; nothing stops, calibrates or is measured on them. */
export interface FurtherTraining {
  readonly visits: number
  /** Of one, against 1 of a REES46 visit. */
  readonly weight: number
}

/** All that decides the weights beside the data and the code. */
export interface Recipe {
  /** In the order in which they matter: of each head, the first that tells of it stops training and calibrates. */
  readonly sources: readonly SourceName[]
  /** The heads that these data sets tell of. */
  readonly heads: readonly HeadName[]
  readonly network: NetworkName
  readonly sizes?: NetworkSizes
  readonly seed: number
  readonly epochs: number
  readonly fit: FitSettings
  readonly draw: DrawOptions
  readonly scheme: SchemeName
  /** Epochs in which the network sees its weights rounded; 0 for none. */
  readonly quantiseAware: number
  /** Absent for none. */
  readonly simulate?: FurtherTraining
  /** Of the package that is written. */
  readonly modelVersion: string
}

/** The recipe of `models/shopper`. */
export const SHOPPER_RECIPE: Recipe = {
  sources: ['rees46', 'ospi', 'invoices'],
  heads: ['intent', 'value', 'risk'],
  network: 'compact',
  seed: 1,
  epochs: 15,
  fit: {
    patience: 20,
    batchSize: 64,
    learningRate: 1e-2,
    weightDecay: 0.01,
    clipNorm: 1,
    averageDecay: 0.99,
    dropout: { input: 0.05, pooled: 0, hidden: 0.3 },
  },
  draw: { wholeShare: 0.5, sourceWeight: {}, variedShare: 0.5, grownShare: 1 },
  scheme: 'uint8',
  quantiseAware: 0,
  simulate: { visits: 6000, weight: 0.5 },
  modelVersion: '0.2.0',
}

/** The recipe as options of training, but for files and folder. */
export function toTrainOptions(recipe: Recipe): Omit<TrainOptions, 'out'> {
  const { network, sizes, seed, epochs, fit, draw, scheme, quantiseAware, simulate, modelVersion } = recipe
  return {
    network,
    ...(sizes && { sizes }),
    seed,
    epochs,
    fit,
    draw,
    scheme,
    ...(quantiseAware > 0 && { quantiseAware }),
    ...(simulate && { simulate }),
    modelVersion,
  }
}
