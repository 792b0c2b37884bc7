// SPDX-License-Identifier: MIT
// Random networks and visits for the tests of training.

import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import { FEATURE_VERSION } from '../../src/features/feature-version.ts'
import { FORMAT_VERSION } from '../../src/model/package-format.ts'
import type { ModelJson, PackageMetadata } from '../../src/model/package-format.ts'
import type { Sample } from '../../src/train/fit/batch.ts'
import type { Trainee } from '../../src/train/fit/train-step.ts'
import type { NetworkSpec } from '../../src/train/network/network-spec.ts'
import type { HeadLayer } from '../../src/train/network/parameters.ts'
import {
  headUnits,
  initialParameters,
  outputWidth,
  parameterShapes,
} from '../../src/train/network/parameters.ts'
import { quantiseAll } from '../../src/train/pack/float-model.ts'
import { dequantise } from '../../src/train/pack/quantise.ts'
import type { SchemeName } from '../../src/train/pack/schemes.ts'
import { topologyOf } from '../../src/train/pack/topology.ts'
import { toModelFiles } from '../../src/train/pack/write-package.ts'
import { createRandom } from '../../src/train/random.ts'
import type { Random } from '../../src/train/random.ts'

/** A network with first weights, larger than training draws them so that every path matters. */
export function randomTrainee(
  spec: NetworkSpec,
  seed: number,
  heads: readonly HeadLayer[] = [{ layer: 'intent', units: headUnits(spec, 3) }],
): Trainee {
  const random = createRandom(seed)
  const shapes = parameterShapes(spec, heads)
  const values = initialParameters(shapes, random)
  for (const weights of values.values()) {
    for (let index = 0; index < weights.length; index++) weights[index]! += (random.next() - 0.5) * 0.3
  }
  return { spec, heads, shapes, values }
}

/** A visit of random events; its label is a random class. */
export function randomSample(rows: number, random: Random): Sample {
  return {
    rows,
    tokens: Int32Array.from({ length: rows }, () => 1 + random.integer(TOKEN_COUNT - 1)),
    channels: Float32Array.from({ length: rows * CHANNEL_COUNT }, () => random.next() * 2 - 1),
    targets: [[{ classes: [1, 0, 0] }], [{ classes: [0, 1, 0] }], [{ classes: [0, 0, 1] }]][
      random.integer(3)
    ]!,
    weight: 1,
  }
}

/** The sample as the encoder would give it, padded in front. */
export function padded({ tokens, channels, rows }: Sample): { tokens: Int32Array; channels: Float32Array } {
  const all = {
    tokens: new Int32Array(HISTORY_LENGTH),
    channels: new Float32Array(HISTORY_LENGTH * CHANNEL_COUNT),
  }
  all.tokens.set(tokens, HISTORY_LENGTH - rows)
  all.channels.set(channels, (HISTORY_LENGTH - rows) * CHANNEL_COUNT)
  return all
}

/** A package of the network, and the network with the weights that the package gives back. */
export function packTrainee(
  trainee: Trainee,
  scheme: SchemeName = 'uint8',
): { json: ModelJson; weights: Uint8Array; quantised: Trainee } {
  const { spec, shapes, values, heads } = trainee
  const tensors = quantiseAll({ shapes, values }, scheme)
  const metadata: PackageMetadata = {
    formatVersion: FORMAT_VERSION,
    modelVersion: '0.0.1',
    featureVersion: FEATURE_VERSION,
    heads: heads.map(({ layer, units }, index) => ({
      name: (['intent', 'value', 'risk'] as const)[index]!,
      layer,
      classes: units === 3 ? ['browse', 'cart-abandon', 'buy'] : ['no-buy', 'buy'],
      units,
      reads: index === 0 ? 'visit' : 'visitor',
      calibration: { method: 'none' },
    })),
    policy: [],
    quality: {},
    holdout: { modulo: 4, below: 1, salt: '' },
    credits: [],
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(outputWidth(heads)).fill(0),
    },
  }
  const files = toModelFiles({ topology: topologyOf(spec, heads), shapes, tensors, metadata, card: '' })
  const back = new Map([...tensors].map(([name, tensor]) => [name, dequantise(tensor)]))
  return { ...files, quantised: { ...trainee, values: back } }
}

/** An invented shop in REES46 layout where a cart is a good sign. */
export function inventedShop(visits: number): string {
  const random = createRandom(5)
  const rows = Array.from({ length: visits }, (_, index) => {
    const row = (second: number, type: string, item: number): string => {
      const time = new Date(Date.UTC(2030, 0, 1, 0, index % 60, second))
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ')
      return `${time} UTC,${type},${item},${item % 5},,b${item % 3},${10 + item},u${index},s${index}`
    }
    const views = Array.from({ length: 1 + random.integer(4) }, (_, k) => row(k, 'view', random.integer(20)))
    const isCart = index % 4 === 0
    const isBought = isCart && random.next() < 0.8
    return [...views, ...(isCart ? [row(30, 'cart', 3)] : []), ...(isBought ? [row(50, 'purchase', 3)] : [])]
  })
  return [
    'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session',
    ...rows.flat(),
  ].join('\n')
}
