// SPDX-License-Identifier: MIT
// From data to weights: start, fit by the method that was chosen, tune for rounding, borrow, round.

import { FEATURE_VERSION } from '../features/feature-table.ts'
import type { HeadSpec } from '../model/package-format.ts'
import { splitForCalibration } from './calibration/calibration-split.ts'
import { checkpointPath } from './checkpoint/fit-resumable.ts'
import { resumableFits } from './checkpoint/resumable-fits.ts'
import { dataFacts, optionFacts } from './checkpoint/run-facts.ts'
import { countTokens } from './finish-model.ts'
import { tuneForRounding, type Tuned } from './fit/fine-tune.ts'
import { fitNetwork, type FitOptions } from './fit/fit-network.ts'
import type { FitProgress } from './fit/fit-state.ts'
import type { Tf } from './fit/load-tf.ts'
import type { HeadTask } from './heads.ts'
import { HOLDOUT } from './holdout.ts'
import { compareMethods, isCompared } from './imbalance/compare-methods.ts'
import { fitImbalanced } from './imbalance/fit-imbalanced.ts'
import type { ImbalanceFit, ImbalanceTask } from './imbalance/imbalance-task.ts'
import type { NetworkSpec } from './network/network-spec.ts'
import type { ParameterShape } from './network/parameters.ts'
import { borrowedTokens, borrowRows } from './pack/borrow-tokens.ts'
import { dequantiseAll, quantiseAll } from './pack/float-model.ts'
import type { SchemeName } from './pack/schemes.ts'
import { prepareFit } from './prepare-fit.ts'
import { headsOfData, primaryOf, type DataSet } from './read/read-data.ts'
import type { ImbalanceComparison } from './report/results.ts'
import { prepareStart, type Start } from './start/prepare-start.ts'
import { logFits } from './tensorboard/log-fits.ts'
import { drawOptionsOf, type TrainOptions } from './training-options.ts'

/** A token counts as trained when this many training events showed it. */
const TRAINED_FROM = 20

/** Weights by name. */
type Values = Map<string, Float32Array>

/** A network with its weights, before it is calibrated. */
export interface FittedModel {
  /** Name of the network, with the sizes that were changed. */
  readonly network: string
  readonly spec: NetworkSpec
  readonly heads: readonly HeadSpec[]
  /** The question of each head. */
  readonly tasks: readonly HeadTask[]
  readonly shapes: readonly ParameterShape[]
  readonly options: FitOptions
  readonly start: Start
  readonly fitted: ImbalanceFit
  readonly scheme: SchemeName
  /** Weights before they are rounded. */
  readonly values: Values
  /** What tuning for rounding did, where it was asked for, and the weights without it. */
  readonly tuning?: { readonly tuned: Tuned; readonly valuesBefore: Values }
  /** Fits the other methods against few of a class and measures all; `undefined` where nothing is asked for. */
  compareMethods(): Promise<ImbalanceComparison | undefined>
  /** Deletes the checkpoints: the package is written. */
  removeCheckpoints(): Promise<void>
}

/** What is told on the way. */
export interface FitEvents {
  readonly say: (line: string) => void
  readonly onProgress?: ((progress: FitProgress) => void) | undefined
}

/**
 * Fits a network to data sets.
 * @throws `CheckpointError` when the checkpoint to go on from is damaged or of other options or data,
 * `TrainingDivergedError` when the loss is no number any more, `TransferError` or `UsageError` for a start that makes no
 * sense; the reason of `options.signal`.
 */
export async function fitModel(
  tf: Tf,
  options: TrainOptions,
  data: readonly DataSet[],
  { say, onProgress }: FitEvents,
): Promise<FittedModel> {
  const train = data.flatMap((set) => set.split.train)
  const tasks = headsOfData(data)
  const primaries = [...new Set(tasks.map((head) => primaryOf(data, head)))]
  const stopping = primaries.flatMap(
    ({ split }) => splitForCalibration(split.validation, HOLDOUT.salt).stopping,
  )
  const { network, spec, heads, plan } = prepareFit(options, tasks, train, stopping)
  const { shapes, settings, options: fit } = plan
  const start = await prepareStart(tf, options, { spec, shapes, data, train, stopping, fit, say, onProgress })
  const { method = 'none', ...changes } = settings
  const title = method === 'none' ? network : `${network}, ${method},`
  say(`Training ${title} on ${train.length} ${tasks[0]!.unit}s, seed ${fit.seed}`)
  const { compare: _, ...imbalance } = { method, ...changes }
  const { split = 'visitor' } = options
  const decisive = {
    network,
    shapes,
    ...fit,
    imbalance,
    split,
    draw: drawOptionsOf(options),
    features: FEATURE_VERSION,
  }
  const fits = resumableFits(tf, {
    path: checkpointPath(options.out),
    resume: options.resume === true,
    facts: { ...optionFacts(decisive), ...dataFacts(data), ...start.facts },
    say,
    ...(options.signal && { signal: options.signal }),
  })
  const watched = (watch?: (progress: FitProgress) => void) => (progress: FitProgress) => {
    watch?.(progress)
    onProgress?.(progress)
  }
  const task: ImbalanceTask = {
    ...plan,
    ...(start.values.size > 0 && { start: start.values, frozen: start.frozen }),
    tf,
    fit: (one, how, watch) => fits.fit(one, how, watched(watch)),
  }
  const fitted = await fitImbalanced(
    method,
    options.tensorboard === undefined ? task : logFits(task, method, options.tensorboard),
  )
  say(`Best epoch ${fitted.bestEpoch} of ${fitted.validationLosses.length}`)

  const scheme = options.scheme ?? 'uint8'
  const tuned =
    options.quantiseAware === undefined
      ? undefined
      : await tuneForRounding(task, {
          values: fitted.values,
          rounded: (own) => dequantiseAll(quantiseAll({ shapes, values: own }, scheme)),
          epochs: options.quantiseAware,
        })
  if (tuned) {
    const [before, after] = [tuned.lossBefore, tuned.lossAfter].map((loss) => loss.toFixed(5))
    say(`Tuned for ${scheme}: validation loss ${before}, then ${after}`)
  }
  const borrowed = borrowedTokens(countTokens([...train, ...start.visits]), TRAINED_FROM)
  const withBorrowed = (own: ReadonlyMap<string, Float32Array>): Values => {
    const table = own.get('embedding/embeddings')!
    return new Map(own).set('embedding/embeddings', start.hasEmbedding ? table : borrowRows(table, borrowed))
  }
  return {
    network,
    spec,
    heads,
    tasks,
    shapes,
    options: fit,
    start,
    fitted,
    scheme,
    values: withBorrowed((tuned ?? fitted).values),
    ...(tuned && { tuning: { tuned, valuesBefore: withBorrowed(fitted.values) } }),
    removeCheckpoints: fits.remove,
    async compareMethods() {
      if (!isCompared(settings)) return undefined
      const hooks = { onProgress: watched(), ...(options.signal && { signal: options.signal }) }
      // What is trained for comparison alone leaves no checkpoints.
      const rival: ImbalanceTask = { ...task, fit: (one, how) => fitNetwork(tf, one, how, hooks) }
      const { salt } = HOLDOUT
      return compareMethods(
        { ...rival, head: heads[0]!, set: primaries[0]!, salt, chosen: method, fitted },
        say,
      )
    },
  }
}
