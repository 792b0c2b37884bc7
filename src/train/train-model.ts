// SPDX-License-Identifier: MIT
// The whole of training: read, split, fit, borrow, quantise, calibrate, choose segments, measure, write.

import { basename, dirname, join, resolve } from 'node:path'
import { CHANNEL_COUNT, FEATURE_VERSION, HISTORY_LENGTH } from '../features/feature-table.ts'
import { FORMAT_VERSION, type HeadSpec, type PackageMetadata } from '../model/package-format.ts'
import { splitForCalibration } from './calibration/calibration-split.ts'
import { CALIBRATION_FOLDS } from './calibration/choose-calibration.ts'
import { CREDITS } from './credits.ts'
import { describeModel, describeTraining, warnAbout } from './describe-data.ts'
import { drawSamples } from './draw-samples.ts'
import { explainOn } from './explain/explain-model.ts'
import { attributeWith } from './explain/integrated-gradients.ts'
import { fitNetwork, type FitOptions, type FitProgress } from './fit/fit-network.ts'
import { loadTf } from './fit/load-tf.ts'
import { HOLDOUT } from './holdout.ts'
import { compareMethods, isCompared } from './imbalance/compare-methods.ts'
import { fitImbalanced } from './imbalance/fit-imbalanced.ts'
import type { ImbalanceTask } from './imbalance/imbalance-task.ts'
import { measureData } from './measure-data.ts'
import { MAIN_CLASS, qualityOf, segmentOutcomes } from './measure.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { networkSpec, type NetworkSpec } from './network/network-spec.ts'
import { headUnits, parameterShapes } from './network/parameters.ts'
import { createNodeScorer, type NodeScorer } from './node-scorer.ts'
import { borrowedTokens, borrowRows } from './pack/borrow-tokens.ts'
import { checkOutput } from './pack/output.ts'
import { dequantise, quantise } from './pack/quantise.ts'
import { topologyOf } from './pack/topology.ts'
import { toModelFiles, writePackage, type PackageParts } from './pack/write-package.ts'
import { createRandom } from './random.ts'
import { readData, type DataSet } from './read/read-data.ts'
import { quantisingCost } from './quantising-cost.ts'
import { modelCard } from './report/model-card.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import { RESULTS_FILE, resultsText } from './report/results-file.ts'
import { REPORT_FILE, tryRender } from './report/write-report.ts'
import { writeWhole } from './report/write-whole.ts'
import { logMeasured } from './tensorboard/run-log.ts'
import { logFits } from './tensorboard/log-fits.ts'
import { DRAW_DEFAULTS, FIT_DEFAULTS, type TrainOptions } from './training-options.ts'
import { calibrateOn, choosePolicy, countTokens, withSelfTest } from './finish-model.ts'
import { INTENTS } from './visit.ts'

/** Validation visits are cut at the same places whatever the seed of the run. */
const VALIDATION_SEED = 20_240

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
 * `MissingPeerError` when a package that training needs is not installed, `OutputError` when `out` cannot be written,
 * `TrainingDivergedError` when the loss is no number any more. Nothing is written then.
 * @public
 */
export async function trainModel(options: TrainOptions, events: TrainEvents = {}): Promise<TrainResult> {
  const say = events.onStage ?? (() => undefined)
  const reportFile = options.report ?? join(options.out, REPORT_FILE)
  for (const folder of [options.out, dirname(reportFile)]) await checkOutput(folder)
  const tf = await loadTf()
  const data = await readData(options, HOLDOUT, say)
  const networkName = options.network ?? 'compact'
  const spec = networkSpec(networkName)
  const head = bareHead(spec)
  const shapes = parameterShapes(spec, [head])
  const train = data.flatMap((set) => set.split.train)
  const fit: FitOptions = {
    ...FIT_DEFAULTS,
    seed: options.seed ?? 1,
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
  }
  const primary = data[0]!
  const { stopping, calibration: calibrating } = splitForCalibration(primary.split.validation, HOLDOUT.salt)
  const { method = 'none' } = options.imbalance ?? {}
  const task: ImbalanceTask = {
    tf,
    spec,
    heads: [head],
    shapes,
    train,
    stopping,
    draw: (visits, random) => drawSamples(visits, random, DRAW_DEFAULTS),
    hold: (visits) =>
      drawSamples(visits, createRandom(VALIDATION_SEED), { ...DRAW_DEFAULTS, variedShare: 0 }),
    fit: (one, settings, watch) =>
      fitNetwork(tf, one, settings, (progress) => {
        watch?.(progress)
        events.onProgress?.(progress)
      }),
    options: fit,
    settings: options.imbalance ?? {},
  }
  say(
    `Training ${networkName} on ${train.length} visits, seed ${fit.seed}${method === 'none' ? '' : `, ${method}`}`,
  )
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
    topology: topologyOf(spec, [head]),
    shapes,
    tensors,
  }
  const pack = (metadata: PackageMetadata): PackageParts => ({ ...base, metadata, card: '' })
  const scorerOf = (metadata: PackageMetadata): NodeScorer => {
    const { json, weights } = toModelFiles(pack(metadata))
    return createNodeScorer(json, weights, 'the new model')
  }

  const { salt } = HOLDOUT
  let metadata = await withSelfTest(bareMetadata(options, head, data), scorerOf)
  const { calibration, candidates } = await calibrateOn(scorerOf(metadata), head, calibrating)
  say(`Calibration: ${calibration.method}`)
  metadata = { ...metadata, heads: [{ ...head, calibration }] }
  metadata = { ...metadata, policy: await choosePolicy(scorerOf(metadata), primary.split.validation) }

  say('Measuring on held-out visits')
  const scorer = scorerOf(metadata)
  const { sets, warnings } = await measureData(scorer, data)
  const [main] = sets[0]!.questions
  metadata = { ...metadata, quality: { [head.name]: qualityOf(main!) } }
  if (options.tensorboard) logMeasured(options.tensorboard, sets, fitted.bestEpoch)
  const { heldOut } = primary.split
  const comparison = isCompared(task.settings)
    ? await compareMethods(
        {
          ...task,
          head,
          class: MAIN_CLASS,
          calibrating,
          heldOut,
          salt,
          set: primary.name,
          chosen: method,
          fitted,
        },
        say,
      )
    : undefined
  say('Looking for what it leans on')
  const uses = data.map((set) => describeTraining(set, set === primary, salt))
  const trainee = { spec, heads: [head], shapes, values }
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.length, 0)
  const rounded = new Map([...tensors].map(([name, tensor]) => [name, dequantise(tensor)]))
  const attribute = attributeWith(tf, { ...trainee, values: rounded }, head.classes.indexOf('buy'))
  const results: Results = {
    resultsVersion: RESULTS_VERSION,
    kind: 'train',
    model: describeModel(metadata, { network: networkName, seed: fit.seed, bytes, parameters: bytes }),
    bootstrap: bootstrapFor(main!.visits),
    data: uses,
    sets,
    segments: await segmentOutcomes(scorer, primary.split.heldOut),
    learning: {
      bestEpoch: fitted.bestEpoch,
      epochs: fitted.trainingLosses.map((training, epoch) => ({
        training,
        validation: fitted.validationLosses[epoch] ?? null,
      })),
    },
    calibration: {
      chosen: calibration.method,
      visits: calibrating.length,
      bought: calibrating.filter(({ label }) => label === 'buy').length,
      folds: CALIBRATION_FOLDS,
      candidates,
    },
    quantising: await quantisingCost(tf, trainee, scorer, primary.split.heldOut, main!.threshold),
    ...(comparison && { imbalance: comparison }),
    ...(await explainOn(scorer, primary.split.heldOut, attribute)),
    warnings: [...warnAbout(uses, sets), ...warnings],
    credits: metadata.credits,
  }
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
  say(line)
  return { metadata, results }
}

function bareHead(spec: NetworkSpec): HeadSpec {
  const classes = spec.output === 'sigmoid' ? ['no-buy', 'buy'] : [...INTENTS]
  const units = headUnits(spec, classes.length)
  return { name: 'intent', layer: 'intent', classes, units, reads: 'visit', calibration: { method: 'none' } }
}

function bareMetadata(options: TrainOptions, head: HeadSpec, data: readonly DataSet[]): PackageMetadata {
  return {
    formatVersion: FORMAT_VERSION,
    modelVersion: options.modelVersion ?? '0.1.0',
    featureVersion: FEATURE_VERSION,
    heads: [head],
    policy: [],
    quality: {},
    holdout: HOLDOUT,
    credits: data.flatMap((set) => CREDITS[set.name] ?? []),
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(head.units).fill(0),
    },
  }
}
