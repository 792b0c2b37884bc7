// SPDX-License-Identifier: MIT
// The data sets of a run, read and split. The first one is the one that calibrates and is measured by events.

import type { HeadSpec } from '../../model/package-format.ts'
import { answerOf, headsOf, headTask, isMain, type HeadTask } from '../heads.ts'
import type { Holdout } from '../holdout.ts'
import type { Split } from '../split/split-visits.ts'
import { splitBy } from '../split/split-by.ts'
import { TrainingDataError, UsageError } from '../train-errors.ts'
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
  /** Rule that held visits out. */
  readonly holdout: Holdout
}

/** Visits of the main class that each part of the first data set that tells of a head must have. */
const LEAST_POSITIVES = 5

/** All visits of a data set. */
export function allVisits({ split: { train, validation, heldOut } }: DataSet): Visit[] {
  return [...train, ...validation, ...heldOut]
}

/** The questions that data sets tell of, in the order of a network's outputs. */
export function headsOfData(data: readonly DataSet[]): HeadTask[] {
  return headsOf(data.flatMap(allVisits))
}

/**
 * The first question of a package that data sets tell of.
 * @throws `TrainingDataError` where there is none.
 */
export function firstTold(heads: readonly HeadSpec[], data: readonly DataSet[]): HeadTask {
  const told = headsOfData(data)
  const head = heads.map(({ name }) => headTask(name)).find((task) => told.includes(task))
  if (head) return head
  const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ')
  throw new TrainingDataError(`The package answers ${names(heads)}; the data tells of ${names(told)} alone.`)
}

/** Whether any file is named. */
export function namesFiles({ data, rees46, otto, ospi, invoices }: DataFiles): boolean {
  return [data, rees46, otto, ospi, invoices].some((file) => file !== undefined)
}

/** The data set that stops, calibrates and measures a head: the first that tells of it, otherwise the first. */
export function primaryOf(data: readonly DataSet[], { name }: HeadTask): DataSet {
  const tells = (set: DataSet): boolean => allVisits(set).some((visit) => answerOf(visit, name) !== undefined)
  return data.find(tells) ?? data[0]!
}

/**
 * Reads what the options name.
 * @param say - Called with a line on each file.
 * @throws `TrainingDataError` when no file is named or the first has too few buyers, `DataFormatError` for a file
 * that cannot be read.
 */
export async function readData(
  options: DataFiles,
  holdout: Holdout,
  say: (line: string) => void,
): Promise<DataSet[]> {
  const sets: DataSet[] = []
  const sources = sourcesOf(options)
  if (holdout.by !== undefined && sources.length > 1)
    throw new UsageError(`A split by ${holdout.by} goes with one file: name --data alone.`)
  for (const source of sources) {
    const { visits, report, leaks } = await readVisits(source)
    const name = findLayout(source.layout, source.map).source
    const isTimed = findLayout(source.layout, source.map).timeless !== true
    sets.push({ name, report, ...splitBy(visits, holdout, isTimed) })
    say(readLine(source.data, visits, report))
    for (const line of [...cleanedLines(report), ...leakLines(leaks)]) say(line)
  }
  if (!sets[0]) throw new TrainingDataError('No data: name at least one file to train on.')
  const heads = headsOfData(sets)
  if (heads.length === 0) {
    throw new TrainingDataError(
      `${sets.map(({ name }) => name).join(', ')} does not tell how visits end; add data that does, and pre-train on this: --pretrain next-event --pretrain-data FILE.`,
    )
  }
  for (const head of heads) checkPositives(primaryOf(sets, head), head)
  return sets
}

function checkPositives({ name, split }: DataSet, head: HeadTask): void {
  for (const [part, visits] of Object.entries(split) as [string, readonly Visit[]][]) {
    const told = visits.filter((visit) => answerOf(visit, head.name) !== undefined)
    const positives = told.filter((visit) => isMain(visit, head)).length
    const others = told.length - positives
    if (positives >= LEAST_POSITIVES && others >= LEAST_POSITIVES) continue
    const [count, words] = positives < LEAST_POSITIVES ? [positives, 'are'] : [others, 'are not']
    throw new TrainingDataError(
      `The ${part} part of ${name} has ${count} ${head.unit}s that ${words} "${head.main}"; at least ${LEAST_POSITIVES} are needed.`,
    )
  }
}

/** The files in the order in which they matter. */
function sourcesOf(options: DataFiles): DataOptions[] {
  const { data, layout, map, eventNames, memoryMb, workDir, allowLeak, clean, rees46, otto, ospi, invoices } =
    options
  const { customers, outcomeDays } = options
  const room = {
    ...(memoryMb !== undefined && { memoryMb }),
    ...(workDir !== undefined && { workDir }),
    ...(allowLeak !== undefined && { allowLeak }),
    ...(outcomeDays !== undefined && { outcomeDays }),
  }
  const own = {
    layout: layout ?? 'table',
    ...(map && { map }),
    ...(eventNames && { eventNames }),
    ...(clean && { clean }),
  }
  return [
    ...(data === undefined || customers === true ? [] : [{ data, ...own, ...room }]),
    ...(data === undefined || !customers ? [] : [{ data, ...own, ...room, customers: true }]),
    ...(rees46 === undefined ? [] : [{ data: rees46, layout: 'rees46' as const, ...room }]),
    ...(otto === undefined ? [] : [{ data: otto, layout: 'otto' as const, ...room }]),
    ...(ospi === undefined ? [] : [{ data: ospi, layout: 'sessions' as const, ...room }]),
    ...(invoices === undefined ? [] : [{ data: invoices, layout: 'invoices' as const, ...room }]),
  ]
}

function readLine(path: string, visits: readonly Visit[], report: ReadReport): string {
  const positives = headsOf(visits).map(
    (head) => `${visits.filter((visit) => isMain(visit, head)).length} ${head.main}`,
  )
  const unit = headsOf(visits)[0]?.unit ?? 'visit'
  const first = report.firstMalformed
  const malformed = first
    ? `, ${report.malformed} malformed rows skipped (line ${first.line}: ${first.problem})`
    : ''
  const lost = report.withoutSession > 0 ? `, ${report.withoutSession} rows without a session` : ''
  const copies = report.duplicates > 0 ? `, ${report.duplicates} copies dropped` : ''
  return `${path}: ${report.rows} rows, ${visits.length} ${unit}s, ${positives.join(', ')}${copies}${lost}${malformed}`
}
