// SPDX-License-Identifier: MIT
// The header line of a delimited file, and the delimiter that it shows.

import { DataFormatError } from '../train-errors.ts'
import type { Database } from './duckdb.ts'
import { quote } from './quote.ts'

/** What a header line tells. */
export interface Header {
  readonly delimiter: string
  readonly columns: readonly string[]
}

const DELIMITERS = [',', ';', '\t', '|']

/**
 * Reads the first line of a file, compressed or not.
 * @param wanted - Columns that are looked for: the delimiter that separates most of them wins.
 * @param isHeaderless - Whether the line is data: then the delimiter that splits it most wins.
 * @throws {@link DataFormatError} for a file without a line.
 */
export async function readHeader(
  db: Database,
  file: string,
  wanted: readonly string[],
  isHeaderless: boolean,
): Promise<Header> {
  // The whole line as one column: a separator that no text holds, and no quotes. Lines after it are not judged here.
  const [row] = await db.rows<{ line: string | null }>(
    `SELECT line FROM read_csv(${quote(file)}, auto_detect = false, columns = {'line': 'VARCHAR'}, header = false,
      delim = '\u0001', quote = '', escape = '', max_line_size = 16777216, strict_mode = false,
      ignore_errors = true) LIMIT 1`,
  )
  const line = row?.line?.replace(/^\uFEFF/, '')
  if (!line) throw new DataFormatError(file, 1, 'the file is empty; a header line was expected')
  const names = new Set(wanted.map((name) => name.toLowerCase()))
  const headers = DELIMITERS.map((delimiter) => ({ delimiter, columns: split(line, delimiter) }))
  const worth = ({ columns }: Header): number =>
    isHeaderless ? columns.length : columns.filter((name) => names.has(name.toLowerCase())).length
  const best = headers.reduce((a, b) => (worth(b) > worth(a) ? b : a))
  if (worth(best) > 0) return best
  return headers.reduce((a, b) => (b.columns.length > a.columns.length ? b : a))
}

function split(line: string, delimiter: string): string[] {
  const fields: string[] = []
  const escaped = delimiter === '|' ? '\\|' : delimiter
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${escaped}]*))(${escaped}|$)`, 'gy')
  for (let match = field.exec(line); match; match = field.exec(line)) {
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
    if (match[3] === '') break
  }
  return fields
}
