// SPDX-License-Identifier: MIT
// The data sets of a run, read and split. The first one is the one that calibrates and is measured by events.

import type { PackageMetadata } from '../../model/package-format.ts'
import { splitVisits, type Split } from '../split.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { DataFiles } from '../training-options.ts'
import type { DataSource, ReadReport, Visit } from '../visit.ts'
import { findLayout } from './layouts/find-layout.ts'
import type { DataOptions } from './open-data.ts'
import { cleanedLines, leakLines } from '../report/read-lines.ts'
import { readVisits } from './read-visits.ts'

/** A data set that was read. */
export interface DataSet {
  readonly name: DataSource
  readonly report: ReadReport
  readonly split: Split
}

/** Buyers that each part of the first data set must have. */
const LEAST_BUYERS = 5

/**
 * Reads what the options name.
 * @param say - Called with a line on each file.
 * @throws `TrainingDataError` when no file is named or the first has too few buyers, `DataFormatError` for a file
 * that cannot be read.
 */
export async function readData(
  options: DataFiles,
  holdout: PackageMetadata['holdout'],
  say: (line: string) => void,
): Promise<DataSet[]> {
  const sets: DataSet[] = []
  for (const source of sourcesOf(options)) {
    const { visits, report, leaks } = await readVisits(source)
    const name = findLayout(source.layout, source.map).source
    sets.push({ name, report, split: splitVisits(visits, holdout) })
    say(readLine(source.data, visits, report))
    for (const line of [...cleanedLines(report), ...leakLines(leaks)]) say(line)
  }
  for (const [index, { name, split }] of sets.entries()) {
    if (
      Object.values(split)
        .flat()
        .some(({ label }: Visit) => label !== 'none')
    )
      continue
    const { data: file, layout } = sourcesOf(options)[index]!
    throw new TrainingDataError(
      `${file} does not tell how visits of ${name} end, so there is nothing to train on or to measure. Name data that does, and pre-train on this: --pretrain next-event --pretrain-data FILE --pretrain-layout ${layout}.`,
    )
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

/** The files in the order in which they matter. */
function sourcesOf(options: DataFiles): DataOptions[] {
  const { data, layout, map, eventNames, memoryMb, workDir, allowLeak, clean, rees46, otto, ospi } = options
  const room = {
    ...(memoryMb !== undefined && { memoryMb }),
    ...(workDir !== undefined && { workDir }),
    ...(allowLeak !== undefined && { allowLeak }),
  }
  const own = {
    layout: layout ?? 'table',
    ...(map && { map }),
    ...(eventNames && { eventNames }),
    ...(clean && { clean }),
  }
  return [
    ...(data === undefined ? [] : [{ data, ...own, ...room }]),
    ...(rees46 === undefined ? [] : [{ data: rees46, layout: 'rees46' as const, ...room }]),
    ...(otto === undefined ? [] : [{ data: otto, layout: 'otto' as const, ...room }]),
    ...(ospi === undefined ? [] : [{ data: ospi, layout: 'sessions' as const, ...room }]),
  ]
}

function readLine(path: string, visits: readonly Visit[], report: ReadReport): string {
  const bought = visits.filter((visit) => visit.label === 'buy').length
  const first = report.firstMalformed
  const malformed = first
    ? `, ${report.malformed} malformed rows skipped (line ${first.line}: ${first.problem})`
    : ''
  const lost = report.withoutSession > 0 ? `, ${report.withoutSession} rows without a session` : ''
  const copies = report.duplicates > 0 ? `, ${report.duplicates} copies dropped` : ''
  return `${path}: ${report.rows} rows, ${visits.length} visits, ${bought} buy${copies}${lost}${malformed}`
}
