// SPDX-License-Identifier: MIT
// The one door to DuckDB: a database in a folder of its own that is gone when it is closed.

import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type * as DuckDBModule from '@duckdb/node-api'
import { importPeer } from '../import-peer.ts'
import { writingTo } from '../pack/output.ts'

/** A value as DuckDB hands it over, after the casts that the queries here make. */
export type Cell = string | number | boolean | null

/** Columns of some rows, each of the same length. */
export type Columns = readonly (readonly Cell[])[]

/** A type that rows are written in. */
export type ColumnType = 'VARCHAR' | 'INTEGER' | 'DOUBLE' | 'UTINYINT[]' | 'FLOAT[]'

/** Writes rows into a table. */
export interface Appender {
  /** Appends columns of at most 2,048 rows. */
  append(columns: readonly (readonly (Cell | readonly number[])[])[]): void
  /** Writes what is left. */
  close(): void
}

/** An open database. */
export interface Database {
  run(sql: string): Promise<void>
  /** All rows of a small result, as objects. BIGINT comes as text: cast it. */
  rows<Row extends object>(sql: string): Promise<Row[]>
  /** A result of any size, some thousand rows at a time. */
  stream(sql: string): AsyncIterable<Columns>
  /** Creates a table anew and opens it for writing. */
  appendTo(table: string, columns: Readonly<Record<string, ColumnType>>): Promise<Appender>
  /** Closes the database and removes its folder. */
  close(): Promise<void>
}

/**
 * Where reading works and with how much memory.
 * @public
 */
export interface DatabaseOptions {
  /**
   * Memory that DuckDB uses before it goes to disk, in MB.
   * @defaultValue 1000
   */
  readonly memoryMb?: number
  /**
   * Folder for what does not fit in memory.
   * @defaultValue the system's folder for temporary files
   */
  readonly workDir?: string
}

/**
 * Opens a database on disk, so that no table needs to fit in memory.
 * @throws `MissingPeerError` when `@duckdb/node-api` is not installed; `OutputError` where the folder cannot be made.
 */
export async function openDatabase({ memoryMb, workDir }: DatabaseOptions = {}): Promise<Database> {
  const duckdb = await importPeer('@duckdb/node-api', () => import('@duckdb/node-api'))
  const place = workDir ?? tmpdir()
  const folder = await writingTo(place, () => mkdtemp(join(place, 'vitrine-')))
  try {
    const instance = await duckdb.DuckDBInstance.create(join(folder, 'work.duckdb'), {
      memory_limit: `${memoryMb ?? 1000}MB`,
      temp_directory: join(folder, 'spill'),
      // Nothing is fetched from the net: a data file can name no extension.
      autoinstall_known_extensions: 'false',
    })
    const connection = await instance.connect()
    // Rows are written while others are streamed, and one connection does one thing at a time.
    const writer = await instance.connect()
    await connection.run(`SET TimeZone = 'UTC'`)
    const forget = removeOnSignal(folder)
    const close = async (): Promise<void> => {
      forget()
      writer.closeSync()
      connection.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    }
    return { ...queries(connection), appendTo: appenders(duckdb, connection, writer), close }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Ctrl-C leaves nothing behind. Whoever else listens decides what happens then; alone, the signal does what it does. */
function removeOnSignal(folder: string): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    rmSync(folder, { recursive: true, force: true })
    forget()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  return forget
}

function queries(connection: DuckDBConnection): Pick<Database, 'run' | 'rows' | 'stream'> {
  return {
    async run(sql) {
      await connection.run(sql)
    },
    async rows<Row extends object>(sql: string) {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson() as unknown as Row[]
    },
    async *stream(sql) {
      const result = await connection.stream(sql)
      for (;;) {
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) return
        yield chunk.getColumns() as Cell[][]
      }
    },
  }
}

type DuckDB = typeof DuckDBModule

function appenders(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  writer: DuckDBConnection,
): Database['appendTo'] {
  const { DOUBLE, FLOAT, INTEGER, LIST, UTINYINT, VARCHAR, listValue } = duckdb
  const types: Readonly<Record<ColumnType, DuckDBType>> = {
    VARCHAR,
    INTEGER,
    DOUBLE,
    'UTINYINT[]': LIST(UTINYINT),
    'FLOAT[]': LIST(FLOAT),
  }
  return async (table, columns) => {
    const declared = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`)
    await connection.run(`CREATE OR REPLACE TABLE ${table} (${declared.join(', ')})`)
    const appender = await writer.createAppender(table)
    const columnTypes = Object.values(columns).map((type) => types[type])
    return {
      append(values) {
        const chunk = duckdb.DuckDBDataChunk.create(columnTypes, values[0]?.length ?? 0)
        const toValue = (value: Cell | readonly number[]): DuckDBValue =>
          Array.isArray(value) ? listValue(value as number[]) : (value as Cell)
        chunk.setColumns(values.map((column) => column.map(toValue)))
        appender.appendDataChunk(chunk)
      },
      close() {
        appender.flushSync()
        appender.closeSync()
      },
    }
  }
}
