// SPDX-License-Identifier: MIT
// Rows that could not be read: how many, and where the first of them is.

import { DataFormatError } from '../train-errors.ts'
import type { ReadReport } from '../visit.ts'
import type { Database } from './duckdb.ts'
import type { RawData } from './open-table.ts'

/** Share of malformed rows above which a file is refused. */
const MAX_MALFORMED_SHARE = 0.01
/** Malformed rows that are always let pass. */
const MAX_MALFORMED_ROWS = 10

/** Rejected lines that are looked at; the lines of later rows may then be counted a little short. */
const LISTED = 10_000

interface Reject {
  readonly file: string
  readonly line: number
  readonly kind: string
  readonly column: string | null
  readonly message: string
  /** Rejected lines in all. */
  readonly total: number
}

/** Fills `rows`, `malformed` and `firstMalformed` from the table `events` and from lines that were no rows at all. */
export async function countRows(db: Database, raw: RawData, report: ReadReport): Promise<void> {
  const rejects = raw.format === 'csv' ? await readRejects(db) : []
  const [count] = await db.rows<{ rows: number; problems: number; first: number | null }>(`SELECT
    count(*)::DOUBLE AS rows, count(problem)::DOUBLE AS problems,
    min(row_no) FILTER (problem IS NOT NULL)::DOUBLE AS first FROM events`)
  const rejected = rejects[0]?.total ?? 0
  report.rows = count!.rows + rejected
  report.malformed = count!.problems + rejected
  const [reject] = rejects
  const found = reject ? [{ file: reject.file, line: reject.line, problem: describe(reject) }] : []
  if (count!.first !== null) found.push(await firstProblem(db, raw, count!.first, rejects))
  const first = found.reduce<(typeof found)[number] | undefined>(
    (a, b) => (a && orderOf(raw, a) <= orderOf(raw, b) ? a : b),
    undefined,
  )
  if (first) report.firstMalformed = first
}

/**
 * Refuses data of which too much could not be read.
 * @throws {@link DataFormatError} naming the first malformed row, above 1 % (and ten rows), or when nothing is left.
 */
export function checkMalformed(file: string, report: ReadReport): void {
  if (report.rows === 0) throw new DataFormatError(file, 1, 'the file has no rows')
  const first = report.firstMalformed
  if (!first) return
  const tooMany = report.malformed > Math.max(MAX_MALFORMED_ROWS, report.rows * MAX_MALFORMED_SHARE)
  if (!tooMany && report.malformed < report.rows) return
  const problem = `${first.problem} (the first of ${report.malformed} malformed rows in ${report.rows})`
  throw new DataFormatError(first.file ?? file, first.line, problem)
}

async function readRejects(db: Database): Promise<Reject[]> {
  // One entry a line: a line that is too short is listed once for each column that it lacks.
  return db.rows<Reject>(`SELECT s.file_path AS file, e.line::DOUBLE AS line,
    min_by(e.error_type::VARCHAR, coalesce(e.column_idx, 0)) AS kind,
    min_by(e.column_name, coalesce(e.column_idx, 0)) AS "column",
    min_by(e.error_message, coalesce(e.column_idx, 0)) AS message,
    (count(*) OVER ())::DOUBLE AS total
    FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id)
    WHERE scan_id = (SELECT max(scan_id) FROM reject_scans)
    GROUP BY s.file_path, e.file_id, e.line ORDER BY e.file_id, e.line LIMIT ${LISTED}`)
}

function describe({ kind, column, message }: Reject): string {
  const [, expected, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? []
  if (expected !== undefined) return `${found} fields where the header has ${expected}`
  if (kind === 'INVALID ENCODING') {
    const where = column ? `the column ${column}` : 'the line'
    return `${where} is not UTF-8. Convert the file first, such as: iconv -f WINDOWS-1252 -t UTF-8`
  }
  if (/quote/i.test(message)) return 'Quote that is not closed, or text after a closing quote'
  return message.split('\n')[0]!
}

async function firstProblem(
  db: Database,
  raw: RawData,
  row: number,
  rejects: readonly Reject[],
): Promise<{ file: string; line: number; problem: string }> {
  const [found] = await db.rows<{ problem: string }>(
    `SELECT problem FROM events WHERE row_no = ${row} AND problem IS NOT NULL LIMIT 1`,
  )
  const starts =
    raw.files.length === 1
      ? [{ file: raw.files[0]!, start: 1 }]
      : await db.rows<{ file: string; start: number }>(
          'SELECT vitrine_file AS file, min(vitrine_row)::DOUBLE AS start FROM raw GROUP BY vitrine_file ORDER BY start',
        )
  const { file, start } = starts.filter((at) => at.start <= row).at(-1) ?? starts[0]!
  let line = row - start + 1 + (raw.hasHeader ? 1 : 0)
  for (const reject of rejects) if (reject.file === file && reject.line <= line) line++
  return { file, line, problem: found!.problem }
}

function orderOf(raw: RawData, { file, line }: { file: string; line: number }): number {
  return raw.files.indexOf(file) * 1e12 + line
}
