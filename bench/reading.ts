// SPDX-License-Identifier: MIT
// How long a million visits take from Parquet to encoded Parquet, split, and how much memory. One process, so that the
// peak is that of everything: DuckDB, the encoder, the keys of the split.

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/train/read/duckdb.ts'
import { encodeData } from '../src/train/read/encode-data.ts'

const USAGE = `Usage: tsx bench/reading.ts [--visits N] [--memory MB]

Generates N visits (default: 1000000) of made-up events as Parquet, then reads, encodes and splits them.`

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '1000000' },
    memory: { type: 'string', default: '700' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** Visits of one to nine events; one in five fills a cart, one in fifty buys; each visitor comes once or twice. */
function shopSql(visits: number): string {
  return `WITH v AS (
    SELECT range AS visit, hash(range) AS h, hash(range + 7) AS k FROM range(${visits})
  ), e AS (
    SELECT visit, h, k, unnest(range(1 + (h % 9)::BIGINT)) AS n FROM v
    UNION ALL SELECT visit, h, k, 20 FROM v WHERE k % 5 = 0
    UNION ALL SELECT visit, h, k, 21 FROM v WHERE k % 50 = 0
  )
  SELECT to_timestamp(1893456000 + visit * 3 + n * 20) AS ts, 'visitor-' || (visit % ${Math.ceil(visits * 0.7)}) AS uid,
    CASE n WHEN 20 THEN 'add_to_cart' WHEN 21 THEN 'purchase' ELSE 'view_item' END AS what,
    'sku-' || (hash(visit, n) % 20000) AS sku, (hash(visit + n) % 9000)::DOUBLE / 100 + 1 AS eur,
    'category ' || (h % 40) AS path
  FROM e ORDER BY ts`
}

async function generate(folder: string, visits: number): Promise<void> {
  const db = await openDatabase({ memoryMb: Number(values.memory) })
  await db.run(
    `COPY (${shopSql(visits)}) TO '${folder}' (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES '32MB')`,
  )
  await db.close()
}

async function sizeOf(folder: string): Promise<string> {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  )
  return `${sizes.length} files, ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20)} MiB`
}

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE)
  const visits = Number(values.visits)
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
  try {
    const [raw, out] = [join(folder, 'raw'), join(folder, 'encoded')]
    await generate(raw, visits)
    console.log(`generated ${visits} visits: ${await sizeOf(raw)}`)
    const startMs = performance.now()
    const result = await encodeData({
      data: join(raw, '*.parquet'),
      layout: 'table',
      map: { time: 'ts', visitor: 'uid', event: 'what', item: 'sku', price: 'eur', category: 'path' },
      memoryMb: Number(values.memory),
      out: join(out, 'visits.parquet'),
      split: { by: 'time', folds: 5 },
    })
    const seconds = (performance.now() - startMs) / 1000
    console.log(`encoded ${result.visits} visits of ${result.report.rows} events: ${await sizeOf(out)}`)
    console.log(JSON.stringify({ labels: result.labels, parts: result.parts }))
    console.log(`${seconds.toFixed(1)} s, ${Math.round(result.visits / seconds)} visits a second`)
    // Linux and macOS count in KiB here.
    console.log(`peak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
