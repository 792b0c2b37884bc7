// SPDX-License-Identifier: MIT
// The whole of training: read, split, fit, quantise, calibrate, choose segments, measure, write.

import { basename, dirname, join, resolve } from 'node:path'
import type { PackageMetadata } from '../model/package-format.ts'
import { bareMetadata } from './bare-metadata.ts'
import { CREDITS } from './credits.ts'
import { describeModel, describeTraining, warnAbout } from './describe-data.ts'
import { explainOn } from './explain/explain-model.ts'
import { attributeWith } from './explain/integrated-gradients.ts'
import { calibrateHeads, withSelfTest } from './finish-model.ts'
import { fitModel } from './fit-model.ts'
import type { FitProgress } from './fit/fit-state.ts'
import { loadTf } from './fit/load-tf.ts'
import { answerOf } from './heads.ts'
import { HOLDOUT, holdoutBy } from './holdout.ts'
import { measureData } from './measure-data.ts'
import { segmentsOf } from './measure-segments.ts'
import { qualities } from './measure.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { sizeOf } from './network/parameters.ts'
import { createNodeScorer, type NodeScorer } from './node-scorer.ts'
import { dequantiseAll, quantiseAll } from './pack/float-model.ts'
import { choosePolicies } from './policy-moments.ts'
import { checkOutput } from './pack/output.ts'
import { topologyOf } from './pack/topology.ts'
import { toModelFiles, writePackage, type PackageParts } from './pack/write-package.ts'
import { quantisingCost } from './quantising-cost.ts'
import { primaryOf, readData } from './read/read-data.ts'
import { firstQuestion } from './report/main-questions.ts'
import { modelCard } from './report/model-card.ts'
import { renderReport } from './report/render-report.ts'
import { RESULTS_FILE, resultsText } from './report/results-file.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import { REPORT_FILE, tryRender } from './report/write-report.ts'
import { writeWhole } from './report/write-whole.ts'
import { logMeasured } from './tensorboard/run-log.ts'
import type { TrainOptions } from './training-options.ts'
import { scorerNotTuned, tuningGain } from './tuning-gain.ts'

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
 * from is damaged or of other options or data, `TransferError` when the package to start from does not fit, `OutputError`
 * when `out` cannot be written, `TrainingDivergedError` when the loss is no number any more; the reason of
 * `options.signal`. No package is written then.
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
  const data = await readData(options, holdoutBy(options.split), say)
  options.signal?.throwIfAborted()
  const model = await fitModel(tf, options, data, { say, onProgress: events.onProgress })
  const { spec, heads, tasks, shapes, start, fitted, scheme, values, tuning } = model

  const tensors = quantiseAll({ shapes, values }, scheme)
  const base = { topology: topologyOf(spec, heads), shapes, tensors }
  const pack = (metadata: PackageMetadata): PackageParts => ({ ...base, metadata, card: '' })
  const scorerOf = (metadata: PackageMetadata): NodeScorer => {
    const { json, weights } = toModelFiles(pack(metadata))
    return createNodeScorer(json, weights, 'the new model')
  }
  const credits = [...new Set([...data.flatMap(({ name }) => CREDITS[name] ?? []), ...start.credits])]
  const { modelVersion } = options
  let metadata = await withSelfTest(
    bareMetadata(heads, {
      credits,
      holdout: data[0]!.holdout,
      ...(modelVersion !== undefined && { modelVersion }),
    }),
    scorerOf,
  )
  const calibrated = await calibrateHeads(scorerOf(metadata), data)
  for (const { head, chosen } of calibrated.choices) say(`Calibration of ${head}: ${chosen}`)
  metadata = { ...metadata, heads: calibrated.heads }
  const { policy, leftOut } = await (options.policy ?? choosePolicies(scorerOf(metadata), data))
  for (const { segment, reason } of leftOut) say(`No segment ${segment}: ${reason}`)
  metadata = { ...metadata, policy }

  say('Measuring on held-out visits')
  const scorer = scorerOf(metadata)
  const { sets, warnings } = await measureData(scorer, data)
  metadata = { ...metadata, quality: qualities(heads, sets) }
  if (options.tensorboard !== undefined) logMeasured(options.tensorboard, sets, fitted.bestEpoch)
  const comparison = await model.compareMethods()

  say('Looking for what it leans on')
  const [head, task, main] = [heads[0]!, tasks[0]!, firstQuestion(heads, sets)]
  const primaries = new Set(tasks.map((one) => primaryOf(data, one)))
  const uses = data.map((set) => describeTraining(set, primaries.has(set), HOLDOUT.salt))
  const visits = primaryOf(data, task).split.heldOut.filter(
    (visit) => answerOf(visit, task.name) !== undefined,
  )
  const cost = { head: task, visits, threshold: main.threshold }
  const trainee = { spec, heads, shapes, values: dequantiseAll(tensors) }
  const notTuned = (valuesBefore: Map<string, Float32Array>): Promise<NodeScorer> =>
    scorerNotTuned(
      { ...base, values: valuesBefore, metadata },
      scheme,
      async (bare) => (await calibrateHeads(bare, data)).heads,
    )
  const facts = {
    network: model.network,
    seed: model.options.seed,
    bytes: [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.length, 0),
    parameters: shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  }
  const results: Results = {
    resultsVersion: RESULTS_VERSION,
    kind: 'train',
    model: describeModel(metadata, facts),
    bootstrap: bootstrapFor(main.visits),
    data: uses,
    sets,
    segments: await segmentsOf(scorer, data),
    leftOut,
    ...start.results,
    ...(model.simulation && { simulation: model.simulation }),
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
      ...(tuning && {
        tuning: await tuningGain(tuning.tuned, scorer, await notTuned(tuning.valuesBefore), cost),
      }),
    },
    ...(comparison && { imbalance: comparison }),
    ...(await explainOn(scorer, task, visits, attributeWith(tf, trainee, head.classes.indexOf(task.main)))),
    warnings: [...start.warnings, ...warnAbout(uses, sets), ...warnings],
    credits: metadata.credits,
  }
  options.signal?.throwIfAborted()
  const { html, line } = await tryRender(reportFile, () => renderReport(results))
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
  await model.removeCheckpoints()
  say(line)
  return { metadata, results }
}
