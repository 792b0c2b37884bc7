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
import { fitNetwork, type FitTask } from './fit/fit-network.ts'
import { tuneForRounding } from './fit/fine-tune.ts'
import type { FitProgress } from './fit/fit-state.ts'
import { loadTf } from './fit/load-tf.ts'
import { HOLDOUT } from './holdout.ts'
import { answerOf } from './heads.ts'
import { compareMethods, isCompared } from './imbalance/compare-methods.ts'
import { fitImbalanced } from './imbalance/fit-imbalanced.ts'
import type { ImbalanceTask } from './imbalance/imbalance-task.ts'
import { measureData } from './measure-data.ts'
import { qualities, segmentsOf } from './measure.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { outputWidth, sizeOf } from './network/parameters.ts'
import { createNodeScorer, type NodeScorer } from './node-scorer.ts'
import { borrowedTokens, borrowRows } from './pack/borrow-tokens.ts'
import { checkOutput } from './pack/output.ts'
import { dequantiseAll, quantiseAll } from './pack/float-model.ts'
import { topologyOf } from './pack/topology.ts'
import { toModelFiles, writePackage, type PackageParts } from './pack/write-package.ts'
import { prepareFit } from './prepare-fit.ts'
import { headsOfData, primaryOf, readData } from './read/read-data.ts'
import { quantisingCost } from './quantising-cost.ts'
import { scorerNotTuned, tuningGain } from './tuning-gain.ts'
import { modelCard } from './report/model-card.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import { RESULTS_FILE, resultsText } from './report/results-file.ts'
import { REPORT_FILE, tryRender } from './report/write-report.ts'
import { writeWhole } from './report/write-whole.ts'
import { logMeasured } from './tensorboard/run-log.ts'
import { logFits } from './tensorboard/log-fits.ts'
import { DRAW_DEFAULTS, type TrainOptions } from './training-options.ts'
import { prepareStart } from './start/prepare-start.ts'
import type { DataSource } from './visit.ts'
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
  const beside = dirname(resolve(options.out))
  for (const folder of [options.out, beside, dirname(reportFile), options.tensorboard ?? beside]) {
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
  const { onProgress } = events
  const start = await prepareStart(tf, options, { spec, shapes, data, train, stopping, fit, say, onProgress })
  const { method = 'none', compare: _, ...imbalance } = settings
  const byMethod = method === 'none' ? '' : `, ${method}`
  say(`Training ${networkName} on ${train.length} visits, seed ${fit.seed}${byMethod}`)
  const decisive = {
    network: networkName,
    shapes,
    ...fit,
    imbalance: { method, ...imbalance },
    draw: DRAW_DEFAULTS,
    features: FEATURE_VERSION,
  }
  const watch = {
    ...(onProgress && { onProgress }),
    ...(options.signal && { signal: options.signal }),
  }
  const fits = resumableFits(tf, {
    path: checkpointPath(options.out),
    resume: options.resume === true,
    facts: { ...optionFacts(decisive), ...dataFacts(data), ...start.facts },
    say,
    ...(options.signal && { signal: options.signal }),
  })
  // The last network is the one that ships; rounding is tuned on the samples that it learnt from.
  let task: FitTask | undefined
  const treated: ImbalanceTask = {
    ...plan,
    start: start.values,
    frozen: start.frozen,
    tf,
    fit(one, how, log) {
      task = one
      return fits.fit(one, how, (progress) => {
        log?.(progress)
        onProgress?.(progress)
      })
    },
  }
  const fitted = await fitImbalanced(
    method,
    options.tensorboard ? logFits(treated, method, options.tensorboard) : treated,
  )
  say(`Best epoch ${fitted.bestEpoch} of ${fitted.validationLosses.length}`)
  const scheme = options.scheme ?? 'uint8'
  const tuned = options.quantiseAware
    ? await tuneForRounding(
        tf,
        { task: task!, options: fit },
        {
          values: fitted.values,
          rounded: (own) => dequantiseAll(quantiseAll({ shapes, values: own }, scheme)),
          epochs: options.quantiseAware,
        },
        watch,
      )
    : undefined
  if (tuned)
    say(
      `Tuned for ${scheme}: validation loss ${tuned.lossBefore.toFixed(5)}, then ${tuned.lossAfter.toFixed(5)}`,
    )

  const borrowed = borrowedTokens(countTokens([...train, ...start.visits]), TRAINED_FROM)
  const withBorrowed = (own: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> => {
    const table = own.get('embedding/embeddings')!
    return new Map(own).set('embedding/embeddings', start.hasEmbedding ? table : borrowRows(table, borrowed))
  }
  const values = withBorrowed((tuned ?? fitted).values)
  const tensors = quantiseAll({ shapes, values }, scheme)
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
  let metadata = await withSelfTest(
    bareMetadata(options, heads, [...data.map(({ name }) => name), ...start.sources]),
    scorerOf,
  )
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
  const [head, mainTask, first] = [heads[0]!, tasks[0]!, primaries[0]!]
  // What is trained for comparison alone leaves no checkpoints.
  const rivals: ImbalanceTask = { ...treated, fit: (one, how) => fitNetwork(tf, one, how, watch) }
  const comparison = isCompared(settings)
    ? await compareMethods({ ...rivals, head, set: first, salt, chosen: method, fitted }, say)
    : undefined
  say('Looking for what it leans on')
  const uses = data.map((set) => describeTraining(set, primaries.includes(set), salt))
  const trainee = { spec, heads, shapes, values }
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.length, 0)
  const parameters = shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const measured = first.split.heldOut.filter((visit) => answerOf(visit, mainTask.name) !== undefined)
  const cost = { head: mainTask, visits: measured, threshold: main.threshold }
  const rounded = dequantiseAll(tensors)
  const attribute = attributeWith(tf, { ...trainee, values: rounded }, head.classes.indexOf(mainTask.main))
  const notTuned = (): Promise<NodeScorer> =>
    scorerNotTuned(
      { ...base, values: withBorrowed(fitted.values), metadata },
      scheme,
      async (bare) => (await calibrateHeads(bare, data)).heads,
    )
  const results: Results = {
    resultsVersion: RESULTS_VERSION,
    kind: 'train',
    model: describeModel(metadata, { network: networkName, seed: fit.seed, bytes, parameters }),
    bootstrap: bootstrapFor(main.visits),
    data: uses,
    sets,
    segments: await segmentsOf(scorer, data),
    ...start.results,
    learning: {
      bestEpoch: fitted.bestEpoch,
      epochs: fitted.trainingLosses.map((training, epoch) => ({
        training,
        validation: fitted.validationLosses[epoch] ?? null,
      })),
    },
    calibration: calibrated.choices,
    quantising: {
      ...(await quantisingCost({ ...base, values, metadata }, scheme, cost)),
      ...(tuned && { tuning: await tuningGain(tuned, scorer, await notTuned(), cost) }),
    },
    ...(comparison && { imbalance: comparison }),
    ...(await explainOn(scorer, mainTask, measured, attribute)),
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
  sources: readonly DataSource[],
): PackageMetadata {
  return {
    formatVersion: FORMAT_VERSION,
    modelVersion: options.modelVersion ?? '0.1.0',
    featureVersion: FEATURE_VERSION,
    heads,
    policy: [],
    quality: {},
    holdout: HOLDOUT,
    credits: [...new Set(sources)].flatMap((source) => CREDITS[source] ?? []),
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(outputWidth(heads)).fill(0),
    },
  }
}
