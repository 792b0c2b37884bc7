// SPDX-License-Identifier: MIT
// The data sets of a run, read and split. The first one is the one that calibrates and is measured by events.

import type { PackageMetadata } from '../../model/package-format.ts'
import { splitVisits, type Split } from '../split.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { TrainOptions } from '../training-options.ts'
import { createReadReport, type DataSource, type ReadReport, type Visit } from '../visit.ts'
import { readOspi } from './read-ospi.ts'
import { readOtto } from './read-otto.ts'
import { readRees46 } from './read-rees46.ts'

/** A data set that was read. */
export interface DataSet {
  readonly name: DataSource
  readonly report: ReadReport
  readonly split: Split
}

/** Buyers that each part of the first data set must have. */
const LEAST_BUYERS = 5

const READERS: readonly { name: DataSource; read: (path: string, report: ReadReport) => Promise<Visit[]> }[] =
  [
    { name: 'rees46', read: readRees46 },
    { name: 'otto', read: (path, report) => readOtto(path, report) },
    { name: 'ospi', read: readOspi },
  ]

/**
 * Reads what the options name.
 * @param say - Called with a line on each file.
 * @throws `TrainingDataError` when no file is named or the first has too few buyers, `DataFormatError` for a file
 * that cannot be read.
 */
export async function readData(
  options: TrainOptions,
  holdout: PackageMetadata['holdout'],
  say: (line: string) => void,
): Promise<DataSet[]> {
  const sets: DataSet[] = []
  for (const { name, read } of READERS) {
    const path = options[name]
    if (path === undefined) continue
    const report = createReadReport()
    const visits = await read(path, report)
    sets.push({ name, report, split: splitVisits(visits, holdout) })
    say(readLine(path, visits, report))
  }
  if (!sets[0]) throw new TrainingDataError('No data: name at least one file to train on.')
  for (const [part, visits] of Object.entries(sets[0].split) as [string, readonly Visit[]][]) {
    const buyers = visits.filter((visit) => visit.label === 'buy').length
    if (buyers >= LEAST_BUYERS) continue
    throw new TrainingDataError(
      `The ${part} part of ${sets[0].name} has ${buyers} visits that buy; at least ${LEAST_BUYERS} are needed.`,
    )
  }
  return sets
}

function readLine(path: string, visits: readonly Visit[], report: ReadReport): string {
  const bought = visits.filter((visit) => visit.label === 'buy').length
  const first = report.firstMalformed
  const malformed = first
    ? `, ${report.malformed} malformed rows skipped (line ${first.line}: ${first.problem})`
    : ''
  return `${path}: ${report.rows} rows, ${visits.length} visits, ${bought} buy${malformed}`
}
