// SPDX-License-Identifier: MIT
// Everything in which DuckDB, BigQuery and Spark differ, in one place. The queries themselves are written once.

import { quote } from '../quote.ts'

/** Engines for which the queries are written. */
export const DIALECT_NAMES = ['duckdb', 'bigquery', 'spark'] as const

/** One of {@link DIALECT_NAMES}. */
export type DialectName = (typeof DIALECT_NAMES)[number]

/** Expressions that each engine spells in its own way; arguments are SQL unless they are called literal. */
export interface Dialect {
  readonly name: DialectName
  /** A column name, or a path into a structure. */
  ident(...path: readonly string[]): string
  /** A text in quotes. */
  literal(text: string): string
  text(value: string): string
  /** A floating-point number, NULL for what is none. */
  number(value: string): string
  /** A whole number of 64 bits, NULL for what is none. */
  integer(value: string): string
  /** Milliseconds since the Unix epoch of a time written in full, NULL for what is none. */
  instantMs(text: string): string
  /** Whether all of a text matches a pattern. */
  matches(text: string, pattern: string): string
  /** Part `n`, from 1, of a text split at a literal separator. */
  part(text: string, separator: string, n: number): string
  /** First element of a list, NULL for an empty one. */
  first(list: string): string
  size(list: string): string
  /** Median of the numbers of a group; an approximation where the engine has no other. */
  median(value: string): string
  /** A list or structure as JSON text. */
  json(value: string): string
  /** Rows of a group as a JSON list of structures, in an order; fields without a value are null. */
  jsonItems(fields: readonly string[], order: string): string
  /** A list of scalars as text with commas. */
  join(list: string): string
  /** Field of the first element whose `key` is a literal. */
  lookup(list: string, key: string, field: readonly string[]): string
  /** `FROM` a table with one row for each element of a list; the element is `element`, its position `position`. */
  explode(table: string, list: string): string
  /** A table, or where the engine reads it a file, by the name that the user gives. */
  table(name: string): string
  /** Numbers rows in the order of the file, where the engine has one. */
  rowNumber(): string
  /** Stores a query as a table. */
  createTable(table: string, query: string): string
  /** Writes a table as Parquet files. */
  exportTable(table: string): string
}

const words = { ident: '"', VARCHAR: 'VARCHAR', DOUBLE: 'DOUBLE', BIGINT: 'BIGINT', tryCast: 'TRY_CAST' }

function common(
  names: typeof words,
  escape: (text: string) => string,
): Pick<Dialect, 'ident' | 'literal' | 'text' | 'number' | 'integer'> {
  const { ident: quote } = names
  return {
    ident: (...path) =>
      path.map((name) => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`).join('.'),
    literal: (text) => `'${escape(text)}'`,
    text: (value) => `CAST(${value} AS ${names.VARCHAR})`,
    number: (value) => `${names.tryCast}(${value} AS ${names.DOUBLE})`,
    integer: (value) => `${names.tryCast}(${value} AS ${names.BIGINT})`,
  }
}

const backslash = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")

const DUCKDB: Dialect = {
  name: 'duckdb',
  ...common(words, (text) => text.replaceAll("'", "''")),
  instantMs: (text) => `epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ))`,
  matches: (text, pattern) => `regexp_full_match(${text}, '${pattern}')`,
  part: (text, separator, n) => `NULLIF(split_part(${text}, '${separator}', ${n}), '')`,
  first: (list) => `(${list})[1]`,
  size: (list) => `len(${list})`,
  median: (value) => `median(${value})`,
  json: (value) => `CAST(to_json(${value}) AS VARCHAR)`,
  // The order is the first field, so that sorting the structures sorts by it; an ordered aggregate takes far more memory.
  jsonItems: (fields, order) =>
    `CAST(to_json(list_sort(list({${[order, ...fields].map((name) => `${name}: ${name}`).join(', ')}}))) AS VARCHAR)`,
  join: (list) => `array_to_string(${list}, ',')`,
  lookup: (list, key, field) => `list_filter(${list}, lambda p: p.key = '${key}')[1].${field.join('.')}`,
  explode: (table, list) =>
    // A row whose list is missing stays, as one element of nothing, so that it can be counted.
    `(SELECT t.*, unnest(coalesce(t.${list}, [NULL])) AS element, unnest(range(1, 1 + len(coalesce(t.${list}, [NULL])))) AS position FROM ${table} t)`,
  table: (name) => (/\.(parquet|csv|jsonl?)(\.\w+)?$/i.test(name) ? quote(name) : name),
  rowNumber: () => 'row_number() OVER ()',
  createTable: (table, query) => `CREATE OR REPLACE TABLE ${table} AS\n${query};`,
  exportTable: (table) =>
    `COPY ${table} TO 'visits' (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES '256MB', OVERWRITE);`,
}

const BIGQUERY: Dialect = {
  name: 'bigquery',
  ...common(
    { ident: '`', VARCHAR: 'STRING', DOUBLE: 'FLOAT64', BIGINT: 'INT64', tryCast: 'SAFE_CAST' },
    backslash,
  ),
  instantMs: (text) => `UNIX_MILLIS(SAFE_CAST(${text} AS TIMESTAMP))`,
  matches: (text, pattern) => `REGEXP_CONTAINS(${text}, r'^(?:${pattern})$')`,
  part: (text, separator, n) => `NULLIF(SPLIT(${text}, '${separator}')[SAFE_OFFSET(${n - 1})], '')`,
  first: (list) => `${list}[SAFE_OFFSET(0)]`,
  size: (list) => `ARRAY_LENGTH(${list})`,
  median: (value) => `APPROX_QUANTILES(${value}, 2)[OFFSET(1)]`,
  json: (value) => `TO_JSON_STRING(${value})`,
  jsonItems: (fields, order) => `TO_JSON_STRING(ARRAY_AGG(STRUCT(${fields.join(', ')}) ORDER BY ${order}))`,
  join: (list) =>
    `(SELECT STRING_AGG(CAST(e AS STRING), ',' ORDER BY o) FROM UNNEST(${list}) e WITH OFFSET o)`,
  lookup: (list, key, field) =>
    `(SELECT p.${field.join('.')} FROM UNNEST(${list}) p WHERE p.key = '${key}' LIMIT 1)`,
  explode: (table, list) =>
    `(SELECT t.*, element, position FROM ${table} t CROSS JOIN UNNEST(t.${list}) AS element WITH OFFSET AS position)`,
  table: (name) => `\`${name}\``,
  rowNumber: () => 'ROW_NUMBER() OVER ()',
  createTable: (table, query) => `CREATE OR REPLACE TABLE ${table} AS\n${query};`,
  exportTable: (table) =>
    `EXPORT DATA OPTIONS (uri = 'gs://YOUR_BUCKET/visits/*.parquet', format = 'PARQUET', compression = 'ZSTD', overwrite = true)\nAS SELECT * FROM ${table};`,
}

const SPARK: Dialect = {
  name: 'spark',
  ...common({ ...words, ident: '`', VARCHAR: 'STRING', tryCast: 'try_cast' }, backslash),
  instantMs: (text) => `unix_millis(try_cast(${text} AS TIMESTAMP))`,
  matches: (text, pattern) => `regexp_like(${text}, r'^(?:${pattern})$')`,
  part: (text, separator, n) => `NULLIF(split_part(${text}, '${separator}', ${n}), '')`,
  first: (list) => `get(${list}, 0)`,
  size: (list) => `size(${list})`,
  median: (value) => `percentile_approx(${value}, 0.5)`,
  json: (value) => `to_json(${value})`,
  // The order is the first field, so that sorting the structures sorts by it.
  jsonItems: (fields, order) => `to_json(sort_array(collect_list(struct(${[order, ...fields].join(', ')}))))`,
  join: (list) => `array_join(transform(${list}, e -> CAST(e AS STRING)), ',')`,
  lookup: (list, key, field) => `get(filter(${list}, p -> p.key = '${key}'), 0).${field.join('.')}`,
  explode: (table, list) =>
    `(SELECT t.*, e.element, e.position FROM ${table} t LATERAL VIEW posexplode(t.${list}) e AS position, element)`,
  table: (name) => (/[/*]/.test(name) ? `parquet.\`${name}\`` : name),
  rowNumber: () => 'monotonically_increasing_id()',
  // Without a table format Spark keeps results this way only.
  createTable: (table, query) => `CACHE TABLE ${table} OPTIONS ('storageLevel' 'DISK_ONLY') AS\n${query};`,
  exportTable: (table) => `INSERT OVERWRITE DIRECTORY 'visits' USING parquet SELECT * FROM ${table};`,
}

/** The dialects by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb: DUCKDB,
  bigquery: BIGQUERY,
  spark: SPARK,
}
