// SPDX-License-Identifier: MIT
// Encoded visits as Parquet files: written beside their place, moved there when all of them are whole.

import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { toOutputError, writingTo } from '../pack/output.ts'
import { UsageError } from '../train-errors.ts'
import type { Database } from './duckdb.ts'
import { quote } from './quote.ts'

const SHARD_VISITS = 100_000

/**
 * Writes the tables `encoded` and `sides`. Files of an earlier run with the same name are replaced.
 * @param visits - Rows of both tables.
 * @returns Paths of the files.
 */
export async function writeShards(
  db: Database,
  visits: number,
  { out, shardVisits = SHARD_VISITS }: { readonly out: string; readonly shardVisits?: number },
): Promise<string[]> {
  if (!out.endsWith('.parquet')) throw new UsageError(`--out must end in .parquet, got "${out}".`)
  const folder = dirname(out)
  const stem = basename(out, '.parquet')
  await writingTo(out, () => mkdir(folder, { recursive: true }))
  const beside = await writingTo(out, () => mkdtemp(join(folder, `.${stem}-`)))
  try {
    const names: string[] = []
    for (let from = 0; from < visits; from += shardVisits) {
      const number = String(names.length).padStart(5, '0')
      const name = visits <= shardVisits ? `${stem}.parquet` : `${stem}-${number}.parquet`
      await db.run(`COPY (
        SELECT visit, visitor, label, value, risk, part, fold, CAST(started_ms AS BIGINT) AS started_ms, events_seen, tokens, channels
        FROM encoded JOIN sides USING (place) WHERE place >= ${from} AND place < ${from + shardVisits} ORDER BY place
      ) TO ${quote(join(beside, name))} (FORMAT parquet, COMPRESSION zstd)`)
      names.push(name)
    }
    const isOlder = (name: string): boolean =>
      name === `${stem}.parquet` ||
      (name.startsWith(`${stem}-`) && /^-\d{5}\.parquet$/.test(name.slice(stem.length)))
    for (const name of (await readdir(folder)).filter(isOlder)) await rm(join(folder, name))
    for (const name of names) await rename(join(beside, name), join(folder, name))
    return names.map((name) => join(folder, name))
  } catch (error) {
    // DuckDB names the file that it could not write: this one's disk is full, not that of the work folder.
    const isFull = error instanceof Error && error.message.includes(beside) && /No space/i.test(error.message)
    throw isFull ? toOutputError(error, out, 'ENOSPC') : toOutputError(error, out)
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
