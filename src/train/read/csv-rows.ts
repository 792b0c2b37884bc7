// SPDX-License-Identifier: MIT
// Streams a delimited file row by row, with the line of each row.

import { createReadStream } from 'node:fs'
import { importPeer } from '../import-peer.ts'
import { DataFormatError } from '../train-errors.ts'
import type { ReadReport } from '../visit.ts'

/** One row: its fields by column name. */
export interface CsvRow {
  /** Line in the file, from 1. */
  readonly line: number
  /** The field of a column that was required; the empty string where the row leaves it empty. */
  field(column: string): string
  /** All fields as one string, for telling exact copies. */
  readonly text: string
}

/** Share of malformed rows above which a file is refused. */
const MAX_MALFORMED_SHARE = 0.01
/** Malformed rows that are always let pass. */
const MAX_MALFORMED_ROWS = 10

/**
 * Reads a file with a header line.
 * @param path - File.
 * @param columns - Columns that must be there; others are ignored.
 * @param report - Counts rows; rows with too few or too many fields are counted as malformed and skipped.
 * @throws {@link DataFormatError} when a column is missing or a quote is never closed, with file and line.
 */
export async function* csvRows(
  path: string,
  columns: readonly string[],
  report: ReadReport,
): AsyncGenerator<CsvRow> {
  const { parse } = await importPeer('csv-parse', () => import('csv-parse'))
  const stream = createReadStream(path)
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true })
  stream.on('error', (error) => parser.destroy(error))
  stream.pipe(parser)
  let header: Map<string, number> | undefined
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      if (!header) {
        header = readHeader(path, record, columns)
        continue
      }
      report.rows++
      if (record.length !== header.size) {
        countMalformed(report, info.lines, `${record.length} fields where the header has ${header.size}`)
        continue
      }
      const names = header
      yield {
        line: info.lines,
        field: (column) => record[names.get(column) ?? -1] ?? '',
        text: record.join('\u001f'),
      }
    }
  } catch (error) {
    throw toDataError(path, error)
  } finally {
    stream.destroy()
  }
  if (!header) throw new DataFormatError(path, 1, 'the file is empty; a header line was expected')
}

/** Counts a row that cannot be read. */
export function countMalformed(report: ReadReport, line: number, problem: string): void {
  report.malformed++
  report.firstMalformed ??= { line, problem }
}

/**
 * Refuses a file of which too much could not be read.
 * @throws {@link DataFormatError} naming the first malformed row, above 1 % (and ten rows), or when nothing is left.
 */
export function checkMalformed(path: string, report: ReadReport): void {
  const first = report.firstMalformed
  if (!first) return
  const tooMany = report.malformed > Math.max(MAX_MALFORMED_ROWS, report.rows * MAX_MALFORMED_SHARE)
  if (!tooMany && report.malformed < report.rows) return
  const problem = `${first.problem} (the first of ${report.malformed} malformed rows in ${report.rows})`
  throw new DataFormatError(path, first.line, problem)
}

function readHeader(
  path: string,
  record: readonly string[],
  columns: readonly string[],
): Map<string, number> {
  const header = new Map(record.map((name, index) => [name.trim(), index]))
  const missing = columns.filter((column) => !header.has(column))
  if (missing.length === 0) return header
  const found = record.join(', ').slice(0, 200)
  throw new DataFormatError(path, 1, `the header lacks ${missing.join(', ')}; it has ${found}`)
}

function toDataError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DataFormatError) return error
  const { code, lines } = error as Error & { code?: unknown; lines?: unknown }
  if (typeof code !== 'string' || !code.startsWith('CSV_')) return error
  return new DataFormatError(path, typeof lines === 'number' ? lines : 1, error.message, { cause: error })
}
