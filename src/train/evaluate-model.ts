// SPDX-License-Identifier: MIT
// Measures a finished package on data: the same figures as at the end of training.

import { describeMeasuring, describeModel, warnAbout } from './describe-data.ts'
import { explainOn } from './explain/explain-model.ts'
import { measureData } from './measure-data.ts'
import { segmentsOf } from './measure-segments.ts'
import { bootstrapFor } from './metrics/bootstrap.ts'
import { loadNodeScorer } from './node-scorer.ts'
import { describePackage } from './pack/describe-package.ts'
import { allVisits, firstTold, primaryOf, readData, type DataSet } from './read/read-data.ts'
import { firstQuestion } from './report/main-questions.ts'
import { RESULTS_VERSION, type Results } from './report/results.ts'
import type { DataFiles } from './training-options.ts'
import type { Visit } from './visit.ts'

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
  const isAll = options.all ?? false
  const data = await readData(options, metadata.holdout, say)
  const head = firstTold(metadata.heads, data)
  say(`Measuring on ${isAll ? 'all' : 'held-out'} visits`)
  const { sets, warnings } = await measureData(scorer, data, isAll)
  say('Looking for what it leans on')
  const uses = data.map((set) => describeMeasuring(set, isAll))
  const measured = (set: DataSet): readonly Visit[] => (isAll ? allVisits(set) : set.split.heldOut)
  return {
    resultsVersion: RESULTS_VERSION,
    kind: 'evaluate',
    model: describeModel(metadata, { ...(await describePackage(options.package)), seed: null }),
    bootstrap: bootstrapFor(firstQuestion(metadata.heads, sets).visits),
    data: uses,
    sets,
    segments: await segmentsOf(scorer, data, measured),
    ...(await explainOn(scorer, head, measured(primaryOf(data, head)))),
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
