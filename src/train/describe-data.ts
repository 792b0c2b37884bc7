// SPDX-License-Identifier: MIT
// How each data set was split, and what a reader has to know about it.

import type { PackageMetadata } from '../model/package-format.ts'
import { splitForCalibration } from './calibration/calibration-split.ts'
import type { DataSet } from './read/read-data.ts'
import type { HeadName } from '../types.ts'
import { headsOf, headTask, isMain } from './heads.ts'
import { mainQuestions } from './report/main-questions.ts'
import type { DataPart, DataUse, QuestionResults, Results, SetResults } from './report/results.ts'
import type { Visit } from './visit.ts'

/** Visits and visitors of a part. */
function describePart(name: string, visits: readonly Visit[]): DataPart {
  const positives = headsOf(visits).map((head): [string, number] => [
    head.main,
    visits.filter((visit) => isMain(visit, head)).length,
  ])
  return {
    name,
    visits: visits.length,
    visitors: new Set(visits.map(({ visitorId }) => visitorId)).size,
    positives: Object.fromEntries(positives),
  }
}

/**
 * Describes a data set as training used it.
 * @param isPrimary - Whether it is one that stops and calibrates.
 */
export function describeTraining(set: DataSet, isPrimary: boolean, salt: string): DataUse {
  const { train, validation, heldOut } = set.split
  const { stopping, calibration } = splitForCalibration(validation, salt)
  return describe(set, [
    describePart('train', train),
    ...(isPrimary
      ? [describePart('stop training', stopping), describePart('calibrate', calibration)]
      : [describePart('rivals alone', validation)]),
    describePart('held out', heldOut),
  ])
}

/** Describes a data set on which a finished model is measured. */
export function describeMeasuring(set: DataSet, isAll: boolean): DataUse {
  const { train, validation, heldOut } = set.split
  if (isAll) return describe(set, [describePart('measured', [...train, ...validation, ...heldOut])])
  return describe(set, [
    describePart('rivals alone', [...train, ...validation]),
    describePart('held out', heldOut),
  ])
}

function describe(set: DataSet, parts: readonly DataPart[]): DataUse {
  const { train, validation, heldOut } = set.split
  const all = [...train, ...validation, ...heldOut]
  const { visits, visitors, positives } = describePart('all', all)
  const unit = headsOf(all)[0]?.unit ?? 'visit'
  return { name: set.name, report: set.report, visits, visitors, unit, positives, parts }
}

/** Positives under which every figure is mostly chance. */
const FEW_POSITIVES = 100

/** What the data itself says against believing the figures. */
export function warnAbout(data: readonly DataUse[], sets: readonly SetResults[]): string[] {
  return [
    ...data.flatMap(({ name, report }) =>
      report.malformed > 0 && report.firstMalformed
        ? [
            `${name}: ${report.malformed} of ${report.rows} rows could not be read and were skipped; the first is line ${report.firstMalformed.line} (${report.firstMalformed.problem}).`,
          ]
        : [],
    ),
    ...data.flatMap(({ name, parts, unit }) =>
      parts
        .filter((part) => part.name === 'calibrate')
        .flatMap(({ positives }) =>
          Object.entries(positives).flatMap(([main, count]) =>
            count < FEW_POSITIVES
              ? [`${name}: the calibration of "${main}" was fitted on ${count} ${unit}s that are so.`]
              : [],
          ),
        ),
    ),
    ...sets.flatMap(({ name, part, questions }) =>
      mainQuestions(questions).flatMap((question) => warnAboutQuestion(name, part, question)),
    ),
  ]
}

/** What the figures of a main class say against believing them. */
function warnAboutQuestion(name: string, part: string, question: QuestionResults): string[] {
  const { class: main, head, positives, scorers } = question
  const { unit } = headTask(head as HeadName)
  const better = scorers.filter(({ behindFirst }) => (behindFirst?.averagePrecision.high ?? 0) < 0)
  return [
    ...(positives < FEW_POSITIVES
      ? [
          `${name}: only ${positives} of the ${part} ${unit}s are "${main}", so the intervals are wide. Read them before the figures.`,
        ]
      : []),
    ...((scorers[0]?.metrics.auc.low ?? 1) <= 0.5
      ? [`${name}: the interval of the ROC AUC of "${main}" reaches 0.5. It may be no better than a coin.`]
      : []),
    ...better.map(
      (rival) =>
        `${name}: "${rival.name}" has a better average precision for "${main}" than the model, beyond chance. Consider using it.`,
    ),
  ]
}

/** What is known of a model besides its package. */
export interface ModelFacts {
  readonly network: string
  readonly parameters: number
  readonly bytes: number
  /** `null` where it is not known. */
  readonly seed: number | null
}

/** Describes a model by its package. */
export function describeModel(metadata: PackageMetadata, facts: ModelFacts): Results['model'] {
  const { modelVersion, featureVersion, heads, policy, holdout } = metadata
  return { version: modelVersion, featureVersion, heads, policy, holdout, ...facts }
}
