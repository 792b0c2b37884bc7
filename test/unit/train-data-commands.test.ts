// SPDX-License-Identifier: MIT
// `vitrine encode` and `vitrine inspect` as they are typed.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNEL_COUNT } from '../../src/features/feature-table.ts'
import { runEncodeCommand } from '../../src/train/commands/encode.ts'
import { runInspectCommand } from '../../src/train/commands/inspect.ts'
import { trimPadding } from '../../src/train/fit/batch.ts'
import { isHeldOut } from '../../src/train/holdout.ts'
import { openDatabase } from '../../src/train/read/duckdb.ts'
import { DIALECT_NAMES } from '../../src/train/read/sql/dialect.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { SplitError, UsageError } from '../../src/train/train-errors.ts'

let folder: string
let shop: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-commands-'))
  shop = join(folder, 'shop.csv')
  const rows = Array.from({ length: 60 }, (_, user) => {
    const time = (second: number): string =>
      new Date(Date.UTC(2030, 0, 1, user % 24, 0, second)).toISOString()
    const line = (second: number, what: string): string =>
      `${time(second)},u${user},${what},p${user % 7},${5 + (user % 3)}`
    return [
      line(0, 'Schau'),
      line(30, 'view'),
      ...(user % 4 === 0 ? [line(60, 'cart')] : []),
      ...(user % 12 === 0 ? [line(90, 'buy')] : []),
    ]
  })
  await writeFile(
    shop,
    ['ts,uid,what,sku,eur', ...rows.flat(), '2030-01-01,u1,view,p1,1', 'soon,u1,view,p1,1'].join('\n'),
  )
})
after(() => rm(folder, { recursive: true }))

const MAP = ['time=ts', 'visitor=uid', 'event=what', 'item=sku', 'price=eur'].flatMap((pair) => [
  '--map',
  pair,
])

type Command = (args: readonly string[], print: (line: string) => void) => Promise<void>

async function run(command: Command, ...args: readonly string[]): Promise<string> {
  const lines: string[] = []
  await command(args, (line) => lines.push(line))
  return lines.join('\n')
}

test('inspect says what is in the file, line and column of what is not', async () => {
  const said = await run(runInspectCommand, '--data', shop, ...MAP)
  assert.match(said, /^142 rows$/m)
  assert.match(said, /1 malformed rows skipped, the first in line 143: ts "soon" is not a time/)
  assert.match(said, /\| Schau +\| +not read \| +60 \|/)
  assert.match(said, /\| cart +\| add_to_cart \| +15 \|/)
  assert.match(said, /\| buy +\| +5 \| +8\.\d\d % \|/)
  const named = await run(runInspectCommand, '--data', shop, ...MAP, '--event', 'Schau=page_view', '--json')
  const { events, visitors, timesMs } = JSON.parse(named) as {
    events: { name: string }[]
    visitors: number
    timesMs: number[]
  }
  assert.ok(events.some(({ name }) => name === 'page_view'))
  assert.equal(visitors, 60)
  assert.equal(timesMs[0], Date.UTC(2030, 0, 1))
})

test('encode writes what the page’s encoder gives, its label and its side', async () => {
  const out = join(folder, 'encoded', 'shop.parquet')
  const said = await run(runEncodeCommand, '--data', shop, ...MAP, '--out', out, '--folds', '3')
  assert.match(said, /\d+ visits: .*5 buy/)
  const data = {
    data: shop,
    layout: 'table',
    map: { time: 'ts', visitor: 'uid', event: 'what', item: 'sku', price: 'eur' },
  } as const
  const { visits } = await readVisits(data)
  const db = await openDatabase()
  const rows = await db.rows<Record<string, unknown>>(
    `SELECT visit, visitor, label, part, fold, started_ms::DOUBLE AS started_ms, events_seen, tokens, channels FROM '${out}'`,
  )
  await db.close()
  assert.equal(rows.length, visits.length)
  visits.forEach((visit, index) => {
    const row = rows[index]!
    const encoded = encodeHistory(visit.events, 'visit')
    const { tokens, channels } = trimPadding(encoded)
    assert.deepEqual([row['visit'], row['visitor'], row['label']], [visit.id, visit.visitorId, visit.label])
    assert.deepEqual([row['started_ms'], row['events_seen']], [visit.events[0]!.timeMs, encoded.eventsSeen])
    assert.deepEqual(row['tokens'], [...tokens])
    assert.deepEqual(Float32Array.from(row['channels'] as number[]), channels)
    assert.equal((row['channels'] as number[]).length, tokens.length * CHANNEL_COUNT)
    assert.equal(row['part'] === 'held-out', isHeldOut(visit.visitorId))
    assert.equal(row['fold'] === -1, row['part'] === 'held-out')
  })
})

test('sessions have no times: a split of them by time is refused, and nothing is written', async () => {
  const path = join(folder, 'sessions.csv')
  const header =
    'Administrative,Administrative_Duration,Informational,Informational_Duration,ProductRelated,ProductRelated_Duration,Revenue'
  await writeFile(path, [header, '1,5,0,0,3,60,FALSE', '1,5,0,0,3,60,TRUE'].join('\n'))
  const place = join(folder, 'nothing')
  const args = ['--data', path, '--layout', 'sessions', '--out', join(place, 'o.parquet'), '--split', 'time']
  await assert.rejects(run(runEncodeCommand, ...args), SplitError)
  await assert.rejects(readdir(place), { code: 'ENOENT' })
})

test('the SQL is printed for each engine, with the name of the table', async () => {
  for (const engine of DIALECT_NAMES) {
    const sql = await run(runEncodeCommand, '--layout', 'ga4', '--data', 'shop.events', '--show-sql', engine)
    assert.equal(sql.match(/\bvitrine_visits\b/g)?.length, 2, engine)
    assert.match(sql, /FROM `?shop\.events`? t/)
  }
  const bare = await run(runInspectCommand, '--show-sql', '--layout', 'otto')
  assert.match(bare, /FROM your_table t/)
  await assert.rejects(
    run(runEncodeCommand, '--layout', 'ga4', '--show-sql', 'oracle'),
    /knows duckdb, bigquery, spark/,
  )
  await assert.rejects(run(runEncodeCommand, '--layout', 'sessions', '--show-sql'), UsageError)
})

test('the SQL of customers is printed for each engine, in its own words', async () => {
  const own = {
    duckdb: [/\bmedian\(value\)/, /list_sort\(list\(/],
    bigquery: [/APPROX_QUANTILES\(value, 2\)\[OFFSET\(1\)\]/, /TO_JSON_STRING\(ARRAY_AGG\(STRUCT\(/],
    spark: [/percentile_approx\(value, 0\.5\)/, /sort_array\(collect_list\(struct\(/],
  }
  const asked = ['--layout', 'ga4', '--data', 'shop.events', '--customers', '--outcome-days', '30']
  for (const engine of DIALECT_NAMES) {
    const sql = await run(runEncodeCommand, ...asked, '--show-sql', engine)
    for (const name of DIALECT_NAMES) {
      for (const words of own[name]) assert.equal(words.test(sql), name === engine, `${engine}: ${words}`)
    }
    assert.match(sql, /the last 30 days/)
    assert.match(sql, new RegExp(`- ${30 * 86_400_000}\\)`))
    assert.match(sql, /AS value_class,[^]*AS risk_class,[^]*cut_ms, typical_value\n/)
    assert.equal(sql.match(/\bvitrine_visits\b/g)?.length, 2, engine)
  }
  const always = await run(runEncodeCommand, '--layout', 'invoices', '--show-sql', 'spark')
  assert.match(always, /the last 100 days/)
})

test('help is printed with examples; what is missing is named', async () => {
  for (const command of [runEncodeCommand, runInspectCommand]) {
    assert.match(await run(command, '--help'), /^Usage: vitrine \w+[^]*Layouts:[^]*rees46[^]*Examples:/)
    await assert.rejects(run(command, '--out', 'x.parquet'), UsageError)
  }
  await assert.rejects(
    run(runEncodeCommand, '--data', shop, ...MAP, '--out', 'x.csv'),
    /must end in \.parquet/,
  )
  await assert.rejects(
    run(runEncodeCommand, '--data', shop, ...MAP, '--out', 'x.parquet', '--split', 'luck'),
    /--split knows/,
  )
  await assert.rejects(
    run(runEncodeCommand, '--data', shop, ...MAP, '--out', 'x.parquet', '--held-out', '2'),
    /a share in/,
  )
})

test('a pipe that is closed early is no error', () => {
  const cli = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))
  const line = `"${process.execPath}" --import tsx "${cli}" inspect --data "${shop}" ${MAP.join(' ')} | head -n 1`
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' })
  assert.equal(stdout.trim(), shop)
  assert.equal(stderr, '')
})
