// SPDX-License-Identifier: MIT
// The files that a path or a pattern names, and in which format each is.

import { stat } from 'node:fs/promises'
import { DataFormatError } from '../train-errors.ts'
import { checkWhole } from './check-whole.ts'
import type { Database } from './duckdb.ts'
import { quote } from './quote.ts'

/** Formats that are read; each may be compressed. */
export type DataFormat = 'csv' | 'json' | 'parquet'

/** Files of one format. */
export interface DataFiles {
  /** At least one, in order of their names. */
  readonly files: readonly string[]
  readonly format: DataFormat
}

/**
 * Finds files and makes sure that they are whole.
 * @param pattern - A path, or a pattern with `*`, `?`, `[…]` or `**`; the extension tells the format.
 * @throws {@link DataFormatError} when a pattern finds nothing, formats are mixed, or a file is empty or cut off. A
 * system error for a file that is not there.
 */
export async function findFiles(db: Database, pattern: string): Promise<DataFiles> {
  const files = /[*?[{]/.test(pattern) ? await expand(db, pattern) : [pattern]
  if (files.length === 0) throw new DataFormatError(pattern, undefined, 'no file matches this pattern')
  const formats = new Set(files.map(formatOf))
  const [format] = formats
  if (formats.size > 1) {
    throw new DataFormatError(
      pattern,
      undefined,
      `${[...formats].join(' and ')} files cannot be read together`,
    )
  }
  for (const file of files) {
    if ((await stat(file)).size === 0) throw new DataFormatError(file, 1, 'the file is empty')
    await checkWhole(file)
  }
  return { files, format: format! }
}

async function expand(db: Database, pattern: string): Promise<string[]> {
  const alternatives = braces(pattern)
  const found = new Set<string>()
  for (const one of alternatives) {
    const rows = await db.rows<{ file: string }>(`SELECT file FROM glob(${quote(one)}) ORDER BY file`)
    for (const { file } of rows) found.add(file)
  }
  return [...found]
}

/** `a-{b,c}.dat` is `a-b.dat` and `a-c.dat`, as in a shell. */
function braces(pattern: string): string[] {
  const [, before, inside, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  if (inside === undefined) return [pattern]
  return inside.split(',').flatMap((one) => braces(`${before}${one}${after}`))
}

function formatOf(file: string): DataFormat {
  const name = file.toLowerCase().replace(/\.(gz|zst)$/, '')
  if (/\.(parquet|pq)$/.test(name)) return 'parquet'
  return /\.(json|jsonl|ndjson)$/.test(name) ? 'json' : 'csv'
}
