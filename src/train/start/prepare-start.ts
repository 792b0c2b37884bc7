// SPDX-License-Identifier: MIT
// What a model starts from: nothing, a package, a pre-training, or both in this order; and what it keeps of it.

import { createHash } from 'node:crypto'
import { CREDITS } from '../credits.ts'
import type { FitOptions } from '../fit/fit-network.ts'
import type { FitProgress } from '../fit/fit-state.ts'
import type { Tf } from '../fit/load-tf.ts'
import { HOLDOUT } from '../holdout.ts'
import { layerOf, type ParameterShape } from '../network/parameters.ts'
import type { NetworkSpec } from '../network/network-spec.ts'
import { pretrainNetwork } from '../pretrain/pretrain-network.ts'
import { findLayout } from '../read/layouts/find-layout.ts'
import type { DataSet } from '../read/read-data.ts'
import { readVisits } from '../read/read-visits.ts'
import type { Pretraining, TransferUse } from '../report/results.ts'
import { splitVisits } from '../split/split-visits.ts'
import { TransferError, UsageError } from '../train-errors.ts'
import type { TrainOptions } from '../training-options.ts'
import type { DataSource, Visit } from '../visit.ts'
import { readTransfer } from './read-transfer.ts'

/** What is to be started. */
export interface Starting {
  readonly spec: NetworkSpec
  readonly shapes: readonly ParameterShape[]
  /** Data of the training itself. */
  readonly data: readonly DataSet[]
  /** Its visits, and those that decide when it stops. */
  readonly train: readonly Visit[]
  readonly stopping: readonly Visit[]
  /** How the network learns, also from what it is asked before. */
  readonly fit: FitOptions
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
  /** Visits of the pre-training, where it had its own. */
  readonly visits: readonly Visit[]
  /** Of the data that it learned from before, in the package and in the pre-training. */
  readonly credits: readonly string[]
  /** What a reader of the figures has to know of it. */
  readonly warnings: readonly string[]
  /** For the checkpoint: what tells this start from another. */
  readonly facts: Readonly<Record<string, string>>
  readonly results: { readonly transfer?: TransferUse; readonly pretraining?: Pretraining }
}

/** Epochs of a pre-training where nothing else is asked for. */
const PRETRAIN_EPOCHS = 10

/**
 * Refuses what makes no sense.
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
  const { spec, shapes, say, onProgress } = starting
  const { from, freeze = [], pretrain, signal } = options
  checkStart(options, shapes)
  let values: ReadonlyMap<string, Float32Array> = new Map()
  let transfer: Omit<TransferUse, 'frozen'> | undefined
  let credits: readonly string[] = []
  const warnings: string[] = []
  if (from !== undefined) {
    const { values: taken, credits: its, isHeldOutAlike, ...use } = await readTransfer(from, shapes)
    values = taken
    transfer = use
    credits = its
    if (!isHeldOutAlike) {
      warnings.push(
        'The package that training started from held out other visitors. If it learned from this data, the figures flatter the model.',
      )
    }
    const anew = use.anew.length > 0 ? `; anew: ${use.anew.join(', ')}` : ''
    say(`Starting from ${from}, version ${use.package}: ${use.taken.join(', ')}${anew}`)
  }
  let pretraining: Pretraining | undefined
  let visits: readonly Visit[] = []
  let sources: DataSource[] = []
  if (pretrain) {
    const own = await readPretraining(options, starting)
    say(`Pre-training by ${pretrain.task} on ${own.train.length} visits`)
    const { values: learned, learning } = await pretrainNetwork(
      tf,
      { task: pretrain.task, spec, ...own, start: values },
      { ...starting.fit, epochs: pretrain.epochs ?? PRETRAIN_EPOCHS },
      { ...(onProgress && { onProgress }), ...(signal && { signal }) },
    )
    say(
      `Pre-training: loss ${learning.loss.toFixed(4)}, ${learning.baseRateLoss.toFixed(4)} by base rates, epoch ${learning.bestEpoch} of ${learning.epochs.length}`,
    )
    values = new Map([...values, ...learned])
    if (pretrain.data !== undefined) {
      visits = own.train
      sources = own.sources
    }
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
    visits,
    credits: [...credits, ...sources.flatMap((source) => CREDITS[source] ?? [])],
    warnings,
    facts: values.size > 0 ? { 'first weights': hashOf(values), frozen: freeze.join(', ') } : {},
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
  { data, train, stopping, say }: Starting,
): Promise<{ train: readonly Visit[]; validation: readonly Visit[]; sources: DataSource[] }> {
  if (pretrain?.data === undefined) {
    return { train, validation: stopping, sources: data.map(({ name }) => name) }
  }
  const named = pretrain.layout ?? layout ?? 'table'
  const mapped = named === 'table' ? { ...(map && { map }), ...(eventNames && { eventNames }) } : {}
  const room = { ...(memoryMb !== undefined && { memoryMb }), ...(workDir !== undefined && { workDir }) }
  // No label is read, so none can be given away.
  const file = { data: pretrain.data, layout: named, ...mapped, ...room, allowLeak: true }
  const { visits, report } = await readVisits(file)
  say(`${pretrain.data}: ${report.rows} rows, ${visits.length} visits to pre-train on`)
  const split = splitVisits(visits, HOLDOUT)
  return { train: split.train, validation: split.validation, sources: [findLayout(named, mapped.map).source] }
}

function hashOf(values: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash('sha256')
  for (const [name, { buffer, byteOffset, byteLength }] of values) {
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex').slice(0, 16)
}
