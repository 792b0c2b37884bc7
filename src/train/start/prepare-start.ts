// SPDX-License-Identifier: MIT
// What a model starts from: nothing, a package, a pre-training, or both in this order; and what it keeps of it.

import { splitForCalibration } from '../calibration/calibration-split.ts'
import { countTokens } from '../finish-model.ts'
import { FIT_DEFAULTS, type TrainOptions } from '../training-options.ts'
import type { FitProgress } from '../fit/fit-network.ts'
import type { Tf } from '../fit/load-tf.ts'
import { HOLDOUT } from '../holdout.ts'
import { layerOf, type ParameterShape } from '../network/parameters.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { pretrainNetwork } from '../pretrain/pretrain-network.ts'
import { findLayout } from '../read/layouts/find-layout.ts'
import type { DataSet } from '../read/read-data.ts'
import { readVisits } from '../read/read-visits.ts'
import type { Pretraining, TransferUse } from '../report/results.ts'
import { splitVisits } from '../split.ts'
import { TransferError, UsageError } from '../train-errors.ts'
import type { DataSource, Visit } from '../visit.ts'
import { readTransfer } from './read-transfer.ts'

/** What is to be started. */
export interface Starting {
  readonly spec: NetworkSpec
  readonly shapes: readonly ParameterShape[]
  /** Data of the training itself. */
  readonly data: readonly DataSet[]
  readonly say: (line: string) => void
  readonly onProgress?: ((progress: FitProgress) => void) | undefined
}

/** What a model starts from. */
export interface Start {
  /** First values by weight; weights that are not in it are drawn. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Weights that stay as they are. */
  readonly frozen: ReadonlySet<string>
  /** Whether the embedding is a package's: each of its rows was trained or borrowed there. */
  readonly hasEmbedding: boolean
  /** How often pre-training showed each token. */
  readonly tokens: Int32Array
  /** Names of the data of the pre-training, where it had its own. */
  readonly sources: readonly DataSource[]
  readonly results: { readonly transfer?: TransferUse; readonly pretraining?: Pretraining }
}

/** Epochs of a pre-training where nothing else is asked for. */
const PRETRAIN_EPOCHS = 10

/**
 * Refuses what makes no sense before anything is read.
 * @throws {@link UsageError} for layers to freeze that are not there or that nothing was brought to.
 */
export function checkStart(options: TrainOptions, shapes: readonly ParameterShape[]): void {
  const { freeze = [], from, pretrain } = options
  const layers = [...new Set(shapes.map(({ name }) => layerOf(name)))]
  const unknown = freeze.find((layer) => !layers.includes(layer))
  if (unknown !== undefined) {
    throw new UsageError(`The network has no layer "${unknown}" to freeze. It has ${layers.join(', ')}.`)
  }
  if (freeze.length > 0 && from === undefined && pretrain === undefined) {
    throw new UsageError('--freeze keeps what --from or --pretrain brought: name one of them.')
  }
  if (layers.every((layer) => freeze.includes(layer))) {
    throw new UsageError('All layers are frozen: there is nothing left to train.')
  }
}

/**
 * Reads and pre-trains what the options ask for.
 * @throws What `readTransfer` and reading the data throw; {@link TransferError} for a frozen layer that starts anew.
 */
export async function prepareStart(tf: Tf, options: TrainOptions, starting: Starting): Promise<Start> {
  const { spec, shapes, say } = starting
  const { from, freeze = [], pretrain, seed = 1 } = options
  let values: ReadonlyMap<string, Float32Array> = new Map()
  let transfer: Omit<TransferUse, 'frozen'> | undefined
  if (from !== undefined) {
    const { values: taken, ...use } = await readTransfer(from, shapes)
    values = taken
    transfer = use
    const anew = use.anew.length > 0 ? `; anew: ${use.anew.join(', ')}` : ''
    say(`Starting from ${from}, version ${use.package}: ${use.taken.join(', ')}${anew}`)
  }
  let pretraining: Pretraining | undefined
  let visits: readonly Visit[] = []
  let sources: DataSource[] = []
  if (pretrain) {
    const own = await readPretraining(options, starting)
    say(`Pre-training by ${pretrain.task} on ${own.train.length} visits`)
    const { values: learned, learning } = pretrainNetwork(
      tf,
      { task: pretrain.task, spec, ...own, start: values },
      { ...FIT_DEFAULTS, seed, epochs: pretrain.epochs ?? PRETRAIN_EPOCHS },
      starting.onProgress,
    )
    say(
      `Pre-training: loss ${learning.loss.toFixed(4)}, ${learning.baseRateLoss.toFixed(4)} by base rates, epoch ${learning.bestEpoch} of ${learning.epochs.length}`,
    )
    values = new Map([...values, ...learned])
    visits = own.train
    sources = pretrain.data === undefined ? [] : own.sources
    pretraining = { ...learning, data: own.sources }
  }
  const frozen = shapes.map(({ name }) => name).filter((name) => freeze.includes(layerOf(name)))
  const anew = frozen.find((name) => !values.has(name))
  if (anew !== undefined) {
    throw new TransferError(
      `The layer "${layerOf(anew)}" starts anew, so there is nothing to keep: leave --freeze ${layerOf(anew)} out.`,
    )
  }
  if (freeze.length > 0) say(`Frozen: ${freeze.join(', ')}`)
  return {
    values,
    frozen: new Set(frozen),
    hasEmbedding: transfer?.taken.includes('embedding') ?? false,
    tokens: countTokens(visits),
    sources,
    results: {
      ...((transfer || freeze.length > 0) && {
        transfer: { ...(transfer ?? { package: null, taken: [], anew: [] }), frozen: [...freeze] },
      }),
      ...(pretraining && { pretraining }),
    },
  }
}

/** The visits of the pre-training: those of the training where no file is named. Nobody who is held out is in them. */
async function readPretraining(
  { pretrain, layout, map, eventNames, memoryMb, workDir }: TrainOptions,
  { data, say }: Starting,
): Promise<{ train: readonly Visit[]; validation: readonly Visit[]; sources: DataSource[] }> {
  if (pretrain?.data === undefined) {
    const [primary] = data
    return {
      train: data.flatMap(({ split }) => split.train),
      validation: splitForCalibration(primary!.split.validation, HOLDOUT.salt).stopping,
      sources: data.map(({ name }) => name),
    }
  }
  const named = pretrain.layout ?? layout ?? 'table'
  const mapped = named === 'table' ? { ...(map && { map }), ...(eventNames && { eventNames }) } : {}
  const room = { ...(memoryMb !== undefined && { memoryMb }), ...(workDir !== undefined && { workDir }) }
  // No label is read, so none can be given away.
  const file = { data: pretrain.data, layout: named, ...mapped, ...room, allowLeak: true }
  const { visits, report } = await readVisits(file)
  say(`${pretrain.data}: ${report.rows} rows, ${visits.length} visits to pre-train on`)
  const { train, validation } = splitVisits(visits, HOLDOUT)
  return { train, validation, sources: [findLayout(named, mapped.map).source] }
}
