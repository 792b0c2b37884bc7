// SPDX-License-Identifier: MIT
// The whole of training: read, split, fit, borrow, quantise, calibrate, choose segments, measure, write.

import { basename, dirname, join, resolve } from 'node:path'
import { CHANNEL_COUNT, FEATURE_VERSION, HISTORY_LENGTH } from '../features/feature-table.ts'
import { FORMAT_VERSION, type HeadSpec, type PackageMetadata } from '../model/package-format.ts'
import { splitForCalibration } from './calibration/calibration-split.ts'
import { checkpointPath } from './checkpoint/fit-resumable.ts'
import { resumableFits } from './checkpoint/resumable-fits.ts'
import { dataFacts, optionFacts } from './checkpoint/run-facts.ts'
import { CREDITS } from './credits.ts'
import { describeModel, describeTraining, warnAbout } from './describe-data.ts'
import { explainOn } from './explain/explain-model.ts'
import { attributeWith } from './explain/integrated-gradients.ts'
import { fitNetwork } from './fit/fit-network.ts'
import type { FitProgress } from './fit/fit-state.ts'
import { loadTf } from './fit/load-tf.ts'
import { HOLDOUT } from './holdout.ts'
import { compareMethods, isCompared } from './imbalance/compare-methods.ts'
import { fitImbalanced } from './imbalance/fit-imbalanced.ts'
import type { ImbalanceTask } from './imbalance/imbalance-task.ts'
import { measureData } from './measure-data.ts'
import { qualities, segmentsOf } from './measure.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { outputWidth } from './network/parameters.ts'
import { createNodeScorer, type NodeScorer } from './node-scorer.ts'
import { borrowedTokens, borrowRows } from './pack/borrow-tokens.ts'
import { checkOutput } from './pack/output.ts'
import { dequantise, quantise } from './pack/quantise.ts'
import { topologyOf } from './pack/topology.ts'
import { toModelFiles, writePackage, type PackageParts } from './pack/write-package.ts'
import { prepareFit } from './prepare-fit.ts'
import { headsOfData, primaryOf, readData, type DataSet } from './read/read-data.ts'
import { quantisingCost } from './quantising-cost.ts'
import { modelCard } from './report/model-card.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import { RESULTS_FILE, resultsText } from './report/results-file.ts'
import { REPORT_FILE, tryRender } from './report/write-report.ts'
import { writeWhole } from './report/write-whole.ts'
import { logMeasured } from './tensorboard/run-log.ts'
import { logFits } from './tensorboard/log-fits.ts'
import { DRAW_DEFAULTS, type TrainOptions } from './training-options.ts'
import { calibrateHeads, choosePolicies, countTokens, withSelfTest } from './finish-model.ts'

/** A token counts as trained when this many training events showed it. */
const TRAINED_FROM = 20

/**
 * What a run produced.
 * @public
 */
export interface TrainResult {
  /** What the package says about itself. */
  readonly metadata: PackageMetadata
  /**
   * Everything that was measured, as it was written to `results.json`.
   * @internal
   */
  readonly results: Results
}

/**
 * What a run tells on its way.
 * @public
 */
export interface TrainEvents {
  /** Called once a stage begins, with a line for the terminal. */
  readonly onStage?: (line: string) => void
  /** Called after every batch. */
  readonly onProgress?: (progress: FitProgress) => void
}

/**
 * Trains a model on raw files and writes its package.
 * @param options - Files, folder, network and seed.
 * @returns What was written and how good it is.
 * @throws `TrainingDataError` when the files hold too little, `DataFormatError` when one cannot be read,
 * `MissingPeerError` when a package that training needs is not installed, `CheckpointError` when the checkpoint to go on
 * from is damaged or of other options or data, `OutputError` when `out` cannot be written, `TrainingDivergedError` when the loss is no
 * number any more; the reason of `options.signal`. No package is written then.
 * @public
 */
export async function trainModel(options: TrainOptions, events: TrainEvents = {}): Promise<TrainResult> {
  const say = events.onStage ?? (() => undefined)
  const reportFile = options.report ?? join(options.out, REPORT_FILE)
  for (const folder of [options.out, dirname(reportFile), options.tensorboard ?? options.out]) {
    await checkOutput(folder)
  }
  const tf = await loadTf()
  const data = await readData(options, HOLDOUT, say)
  options.signal?.throwIfAborted()
  const train = data.flatMap((set) => set.split.train)
  const tasks = headsOfData(data)
  const primaries = [...new Set(tasks.map((head) => primaryOf(data, head)))]
  const stopping = primaries.flatMap(
    ({ split }) => splitForCalibration(split.validation, HOLDOUT.salt).stopping,
  )
  const { network: networkName, spec, heads, plan } = prepareFit(options, tasks, train, stopping)
  const { shapes, settings, options: fit } = plan
  const { method = 'none' } = settings
  say(
    `Training ${networkName} on ${train.length} visits, seed ${fit.seed}${method === 'none' ? '' : `, ${method}`}`,
  )
  const { compare: _, ...imbalance } = settings
  const decisive = {
    network: networkName,
    shapes,
    ...fit,
    imbalance,
    draw: DRAW_DEFAULTS,
    features: FEATURE_VERSION,
  }
  const fits = resumableFits(tf, {
    path: checkpointPath(options.out),
    resume: options.resume === true,
    facts: { ...optionFacts(decisive), ...dataFacts(data) },
    say,
    ...(options.signal && { signal: options.signal }),
  })
  const watched = (watch?: (progress: FitProgress) => void) => (progress: FitProgress) => {
    watch?.(progress)
    events.onProgress?.(progress)
  }
  const task: ImbalanceTask = {
    ...plan,
    tf,
    fit: (one, how, watch) => fits.fit(one, how, watched(watch)),
  }
  const fitted = await fitImbalanced(
    method,
    options.tensorboard ? logFits(task, method, options.tensorboard) : task,
  )
  say(`Best epoch ${fitted.bestEpoch} of ${fitted.validationLosses.length}`)

  const values = new Map(fitted.values)
  const table = values.get('embedding/embeddings')!
  values.set('embedding/embeddings', borrowRows(table, borrowedTokens(countTokens(train), TRAINED_FROM)))
  const tensors = new Map(shapes.map(({ name }) => [name, quantise(values.get(name)!)]))
  const base = {
    topology: topologyOf(spec, heads),
    shapes,
    tensors,
  }
  const pack = (metadata: PackageMetadata): PackageParts => ({ ...base, metadata, card: '' })
  const scorerOf = (metadata: PackageMetadata): NodeScorer => {
    const { json, weights } = toModelFiles(pack(metadata))
    return createNodeScorer(json, weights, 'the new model')
  }

  const { salt } = HOLDOUT
  let metadata = await withSelfTest(bareMetadata(options, heads, data), scorerOf)
  const calibrated = await calibrateHeads(scorerOf(metadata), data)
  for (const { head, chosen } of calibrated.choices) say(`Calibration of ${head}: ${chosen}`)
  metadata = { ...metadata, heads: calibrated.heads }
  metadata = { ...metadata, policy: await choosePolicies(scorerOf(metadata), data) }

  say('Measuring on held-out visits')
  const scorer = scorerOf(metadata)
  const { sets, warnings } = await measureData(scorer, data)
  const main = sets[0]!.questions[0]!
  metadata = { ...metadata, quality: qualities(heads, sets) }
  if (options.tensorboard) logMeasured(options.tensorboard, sets, fitted.bestEpoch)
  const [head, first] = [heads[0]!, primaries[0]!]
  // What is trained for comparison alone leaves no checkpoints.
  const hooks = { onProgress: watched(), ...(options.signal && { signal: options.signal }) }
  const rivals: ImbalanceTask = { ...task, fit: (one, how) => fitNetwork(tf, one, how, hooks) }
  const comparison = isCompared(settings)
    ? await compareMethods({ ...rivals, head, set: first, salt, chosen: method, fitted }, say)
    : undefined
  say('Looking for what it leans on')
  const uses = data.map((set) => describeTraining(set, primaries.includes(set), salt))
  const trainee = { spec, heads, shapes, values }
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.length, 0)
  const rounded = new Map([...tensors].map(([name, tensor]) => [name, dequantise(tensor)]))
  const [task0] = tasks
  const attribute = attributeWith(tf, { ...trainee, values: rounded }, head.classes.indexOf(task0!.main))
  const results: Results = {
    resultsVersion: RESULTS_VERSION,
    kind: 'train',
    model: describeModel(metadata, { network: networkName, seed: fit.seed, bytes, parameters: bytes }),
    bootstrap: bootstrapFor(main.visits),
    data: uses,
    sets,
    segments: await segmentsOf(scorer, data),
    learning: {
      bestEpoch: fitted.bestEpoch,
      epochs: fitted.trainingLosses.map((training, epoch) => ({
        training,
        validation: fitted.validationLosses[epoch] ?? null,
      })),
    },
    calibration: calibrated.choices,
    quantising: await quantisingCost(tf, trainee, scorer, first.split.heldOut, main.threshold),
    ...(comparison && { imbalance: comparison }),
    ...(await explainOn(scorer, task0!, first.split.heldOut, attribute)),
    warnings: [...warnAbout(uses, sets), ...warnings],
    credits: metadata.credits,
  }
  options.signal?.throwIfAborted()
  const { html, line } = await tryRender(reportFile, results)
  const isInside = dirname(resolve(reportFile)) === resolve(options.out)
  if (html !== undefined && !isInside) await writeWhole(reportFile, html)
  await writePackage(
    options.out,
    { ...pack(metadata), card: modelCard(results) },
    {
      [RESULTS_FILE]: resultsText(results),
      ...(html !== undefined && isInside && { [basename(reportFile)]: html }),
    },
  )
  await fits.remove()
  say(line)
  return { metadata, results }
}

function bareMetadata(
  options: TrainOptions,
  heads: readonly HeadSpec[],
  data: readonly DataSet[],
): PackageMetadata {
  return {
    formatVersion: FORMAT_VERSION,
    modelVersion: options.modelVersion ?? '0.1.0',
    featureVersion: FEATURE_VERSION,
    heads,
    policy: [],
    quality: {},
    holdout: HOLDOUT,
    credits: data.flatMap((set) => CREDITS[set.name] ?? []),
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(outputWidth(heads)).fill(0),
    },
  }
}
