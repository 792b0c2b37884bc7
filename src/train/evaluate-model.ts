// SPDX-License-Identifier: MIT
// Measures a finished package on data: the same figures as at the end of training.

import { describeMeasuring, describeModel, warnAbout } from './describe-data.ts'
import { explainOn } from './explain/explain-model.ts'
import { measureData } from './measure-data.ts'
import { MAIN_CLASS, segmentOutcomes } from './measure.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { loadNodeScorer } from './node-scorer.ts'
import { describePackage } from './pack/describe-package.ts'
import { readData } from './read/read-data.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import { TrainingDataError } from './train-errors.ts'
import type { DataFiles } from './training-options.ts'

/** What is measured on what. */
export interface EvaluateOptions extends DataFiles {
  /** Folder of the package. */
  readonly package: string
  /** All visits instead of those that the package holds out: for data that it was never trained on. */
  readonly all?: boolean
}

/**
 * Measures a package.
 * @param say - Called with a line on each stage.
 * @throws `ModelFormatError` for a damaged package, `DataFormatError` for a file that cannot be read,
 * `TrainingDataError` where there is too little to measure.
 */
export async function evaluateModel(
  options: EvaluateOptions,
  say: (line: string) => void = () => undefined,
): Promise<Results> {
  const scorer = await loadNodeScorer(options.package)
  const { metadata } = scorer
  const head = metadata.heads.find(({ name }) => name === 'intent')
  if (!head?.classes.includes(MAIN_CLASS)) {
    throw new TrainingDataError(
      `${options.package} has no intent head with a class "${MAIN_CLASS}"; nothing else is in the data.`,
    )
  }
  const isAll = options.all ?? false
  const data = await readData(options, metadata.holdout, say)
  say(`Measuring on ${isAll ? 'all' : 'held-out'} visits`)
  const { sets, warnings } = await measureData(scorer, data, isAll)
  say('Looking for what it leans on')
  const uses = data.map((set) => describeMeasuring(set, isAll))
  const { train, validation, heldOut } = data[0]!.split
  const first = isAll ? [...train, ...validation, ...heldOut] : heldOut
  return {
    resultsVersion: RESULTS_VERSION,
    kind: 'evaluate',
    model: describeModel(metadata, { ...(await describePackage(options.package)), seed: null }),
    bootstrap: bootstrapFor(sets[0]!.questions[0]!.visits),
    data: uses,
    sets,
    segments: await segmentOutcomes(scorer, first),
    ...(await explainOn(scorer, first)),
    warnings: [
      ...(isAll
        ? ['All visits were measured. If the model was trained on some of them, the figures flatter it.']
        : []),
      ...warnAbout(uses, sets),
      ...warnings,
    ],
    credits: metadata.credits,
  }
}
