// SPDX-License-Identifier: MIT
// How each data set was split, and what a reader has to know about it.

import type { PackageMetadata } from '../model/package-format.ts'
import { splitForCalibration } from './calibration/calibration-split.ts'
import type { DataSet } from './read/read-data.ts'
import type { DataPart, DataUse, Results, SetResults } from './report/results.ts'
import type { Visit } from './visit.ts'

/** Visits and visitors of a part. */
function describePart(name: string, visits: readonly Visit[]): DataPart {
  return {
    name,
    visits: visits.length,
    visitors: new Set(visits.map(({ visitorId }) => visitorId)).size,
    bought: visits.filter(({ label }) => label === 'buy').length,
  }
}

/**
 * Describes a data set as training used it.
 * @param isPrimary - Whether it is the one that stops and calibrates.
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
  const { visits, visitors, bought } = describePart('all', [...train, ...validation, ...heldOut])
  return { name: set.name, report: set.report, visits, visitors, bought, parts }
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
    ...data.flatMap(({ name, parts }) =>
      parts.flatMap((part) =>
        part.name === 'calibrate' && part.bought < FEW_POSITIVES
          ? [`${name}: the calibration was fitted on ${part.bought} visits that buy.`]
          : [],
      ),
    ),
    ...sets.flatMap(({ name, part, questions }) => {
      const main = questions[0]
      return main && main.positives < FEW_POSITIVES
        ? [
            `${name}: only ${main.positives} of the ${part} visits buy, so the intervals are wide. Read them before the figures.`,
          ]
        : []
    }),
    ...sets.flatMap(({ name, questions }) => {
      const auc = questions[0]?.scorers[0]?.metrics.auc
      return (auc?.low ?? 1) <= 0.5
        ? [`${name}: the interval of the model's ROC AUC reaches 0.5. It may be no better than a coin.`]
        : []
    }),
    ...sets.flatMap(({ name, questions }) => {
      const ahead = (questions[0]?.scorers ?? []).filter(
        ({ behindFirst }) => (behindFirst?.averagePrecision.high ?? 0) < 0,
      )
      return ahead.map(
        (rival) =>
          `${name}: "${rival.name}" has a better average precision than the model, beyond chance. Consider using it.`,
      )
    }),
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
