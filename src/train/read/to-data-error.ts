// SPDX-License-Identifier: MIT
// What DuckDB says when a file cannot be read, as an error that says what to do.

import { isVitrineError } from '../../errors.ts'
import { DataFormatError, WorkSpaceError } from '../train-errors.ts'

/**
 * Translates a failure of DuckDB's.
 * @param data - Path or pattern that was read.
 * @returns An error of ours; anything that is no failure of DuckDB's as it is.
 */
export function toDataError(error: unknown, data: string): unknown {
  if (!(error instanceof Error) || isVitrineError(error)) return error
  const [, kind, text] = /^([A-Z][A-Za-z -]*) Error: ([^]*)$/.exec(error.message) ?? []
  // A query that is wrong is a mistake of this program: it is not the file's.
  if (kind === undefined || text === undefined || /^(Parser|Binder|Catalog|INTERNAL)$/.test(kind))
    return error
  const options = { cause: error }
  const head = text.split('\n\nLINE ')[0]!.split('\n')[0]!
  if (
    /No space left|could not allocate|max_temp_directory_size|Could not write/i.test(text) ||
    kind.startsWith('Out of')
  ) {
    return new WorkSpaceError(head, options)
  }
  const file = /file "([^"]+)"|file '([^']+)'|file = (\S+)/.exec(text)?.slice(1).find(Boolean) ?? data
  if (/\.(parquet|pq)$/i.test(file)) {
    return new DataFormatError(
      file,
      undefined,
      `not a whole Parquet file (${head}). Fetch it again.`,
      options,
    )
  }
  if (/\.(gz|zst)$/i.test(file) && /zstd|gzip|decompress/i.test(head)) {
    return new DataFormatError(
      file,
      undefined,
      `the compressed file is cut off or damaged (${head}). Fetch it again.`,
      options,
    )
  }
  const line = /(?:on Line|record\/value|line) ?:? ?(\d+)/i.exec(text)?.[1]
  return new DataFormatError(file, line === undefined ? undefined : Number(line), head, options)
}
