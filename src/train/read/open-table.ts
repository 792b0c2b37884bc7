// SPDX-License-Identifier: MIT
// Files as one table `raw`: every scalar is text, so that what a row says wrong can be shown; rows are numbered.

import { DataFormatError } from '../train-errors.ts'
import { readHeader } from './csv-header.ts'
import type { Database } from './duckdb.ts'
import { findFiles, type DataFiles } from './find-files.ts'
import { LAYOUTS } from './layouts/find-layout.ts'
import type { Shape, TableLayout } from './layouts/layout.ts'
import { quote, quoteAll, quoteName } from './quote.ts'

/** A table that is open. */
export interface RawData extends DataFiles {
  /** Names of its columns, as the first file has them. */
  readonly columns: readonly string[]
  /** Whether the first line of a file is no row. */
  readonly hasHeader: boolean
}

/**
 * Opens files as the view `raw`, with the columns of the file, `vitrine_row` and `vitrine_file`.
 * @throws {@link DataFormatError} when a file lacks a column that the layout needs, or cannot be read at all.
 */
export async function openTable(db: Database, pattern: string, layout: TableLayout): Promise<RawData> {
  const found = await findFiles(db, pattern)
  const open = { csv: openCsv, json: openJson, parquet: openParquet }[found.format]
  const columns = await open(db, found.files, layout)
  checkColumns(found, columns, layout)
  return { ...found, columns, hasHeader: found.format === 'csv' && !layout.headerless }
}

const ORDER = 'row_number() OVER () AS vitrine_row'

async function openCsv(db: Database, files: readonly string[], layout: TableLayout): Promise<string[]> {
  const wanted = layout.paths ?? Object.keys(layout.columns)
  const headers = []
  for (const file of files) headers.push(await readHeader(db, file, wanted, layout.headerless === true))
  const { delimiter, columns } = headers[0]!
  const other = headers.findIndex((header) => header.columns.join() !== columns.join())
  if (other >= 0 && !layout.headerless) {
    throw new DataFormatError(files[other]!, 1, `its header differs from that of ${files[0]}`)
  }
  const names = layout.headerless ? wanted : columns
  const twice = names.find(
    (name, index) => names.findIndex((n) => n.toLowerCase() === name.toLowerCase()) < index,
  )
  if (twice !== undefined) throw new DataFormatError(files[0]!, 1, `the header has "${twice}" twice`)
  const types = names.map((name) => `${quote(name)}: 'VARCHAR'`).join(', ')
  const source = `read_csv(${quoteAll(files)}, auto_detect = false, columns = {${types}}, delim = ${quote(delimiter)},
    quote = '"', escape = '"', header = ${!layout.headerless}, null_padding = ${layout.headerless === true},
    store_rejects = true, max_line_size = 16777216, filename = 'vitrine_file')`
  const select = names.map((name) => column(name, layout.columns[name], 'VARCHAR'))
  await db.run(`CREATE VIEW raw AS SELECT ${select.join(', ')}, vitrine_file, ${ORDER} FROM ${source}`)
  return [...names]
}

async function openJson(db: Database, files: readonly string[], layout: TableLayout): Promise<string[]> {
  const isLines = files.every((file) => /\.(jsonl|ndjson)(\.(gz|zst))?$/i.test(file))
  // Lines that are no JSON come as NULL; documents that are none end the reading.
  const form = isLines ? `format = 'newline_delimited', ignore_errors = true` : `format = 'auto'`
  const source = `read_json_objects(${quoteAll(files)}, ${form}, maximum_object_size = 134217728, filename = 'vitrine_file')`
  const found = await db.rows<{ name: string }>(
    `SELECT DISTINCT unnest(json_keys(json)) AS name FROM (SELECT json FROM ${source} LIMIT 1000) WHERE json_type(json) = 'OBJECT'`,
  )
  const broken = `coalesce(json_type(json) <> 'OBJECT', true)`
  const shape = quote(JSON.stringify(jsonShape(layout.columns)))
  await db.run(`CREATE VIEW raw AS SELECT unnest(json_transform(json, ${shape})), ${broken} AS vitrine_broken, vitrine_file, ${ORDER}
    FROM ${source}`)
  return found.map(({ name }) => name)
}

async function openParquet(db: Database, files: readonly string[], layout: TableLayout): Promise<string[]> {
  const source = `read_parquet(${quoteAll(files)}, union_by_name = true, filename = 'vitrine_file')`
  const described = await db.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM ${source}`,
  )
  const own = described.filter(({ column_name }) => column_name !== 'vitrine_file')
  const select = own.map(({ column_name, column_type }) =>
    column(column_name, layout.columns[column_name], column_type),
  )
  await db.run(`CREATE VIEW raw AS SELECT ${select.join(', ')}, vitrine_file, ${ORDER} FROM ${source}`)
  return own.map(({ column_name }) => column_name)
}

/** A nested column gets exactly the fields that the layout reads, whatever the file has; it may also be JSON text. */
function column(name: string, shape: Shape | undefined, type: string): string {
  const quoted = quoteName(name)
  if (shape === undefined || shape === 'text') return quoted
  const isText = type === 'VARCHAR' || type === 'JSON'
  const json = isText ? `CASE WHEN json_valid(${quoted}) THEN ${quoted} END` : `to_json(${quoted})`
  return `json_transform(${json}, ${quote(JSON.stringify(jsonShape(shape)))}) AS ${quoted}`
}

function jsonShape(shape: Shape): unknown {
  if (shape === 'text') return 'VARCHAR'
  if (Array.isArray(shape)) return [jsonShape((shape as readonly [Shape])[0])]
  return Object.fromEntries(Object.entries(shape).map(([name, inside]) => [name, jsonShape(inside)]))
}

function checkColumns({ files, format }: DataFiles, columns: readonly string[], layout: TableLayout): void {
  if (columns.length === 0) throw new DataFormatError(files[0]!, 1, 'the line is not a JSON object')
  const missing = missingColumns(columns, layout)
  if (missing.length === 0) return
  const fitting = Object.values(LAYOUTS).find(
    (other) => other !== layout && !other.headerless && missingColumns(columns, other).length === 0,
  )
  const hint = fitting ? ` It looks like --layout ${fitting.name}.` : ''
  const has = columns.join(', ').slice(0, 200)
  const [line, what] = format === 'csv' ? [1, 'the header'] : [undefined, 'the file']
  throw new DataFormatError(files[0]!, line, `${what} lacks ${missing.join(', ')}; it has ${has}.${hint}`)
}

/** Columns that a layout needs and a file lacks. */
export function missingColumns(columns: readonly string[], layout: TableLayout): string[] {
  const known = new Set(columns.map((name) => name.toLowerCase()))
  const has = (path: string): boolean =>
    [path, path.split('.')[0]!].some((name) => known.has(name.toLowerCase()))
  const wanted = layout.paths ?? Object.keys(layout.columns)
  return wanted.filter((name) => !layout.optional?.includes(name) && !has(name))
}
