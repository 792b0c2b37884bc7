// SPDX-License-Identifier: MIT
// Files that cannot be read are refused with what is wrong and what to do; nothing half-written stays behind.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { parseArguments, toDataOptions } from '../../src/train/data-arguments.ts'
import { openDatabase } from '../../src/train/read/duckdb.ts'
import { encodeData } from '../../src/train/read/encode-data.ts'
import { inspectData } from '../../src/train/read/inspect-data.ts'
import { CONTENT } from '../../src/train/read/sql/visits-sql.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { toDataError } from '../../src/train/read/to-data-error.ts'
import { DataFormatError, UsageError, WorkSpaceError } from '../../src/train/train-errors.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-bad-'))
})
after(() => rm(folder, { recursive: true }))

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session'
const row = (index: number, type = 'view', brand = 'oak'): string =>
  `2030-01-01 10:00:${String(index % 60).padStart(2, '0')} UTC,${type},p${index},1,toys.blocks,${brand},9.90,u${index},s${index}`
const rows = (count: number): string[] => Array.from({ length: count }, (_, index) => row(index))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function refused(
  data: string,
  message: RegExp,
  layout: 'rees46' | 'otto' = 'rees46',
): Promise<DataFormatError> {
  const workDir = await mkdtemp(join(folder, 'refused-'))
  let caught: unknown
  await readVisits({ data, layout, workDir }).catch((error: unknown) => {
    caught = error
  })
  assert.ok(caught instanceof DataFormatError, String(caught))
  assert.match(caught.message, message)
  assert.ok(caught.message.startsWith(data), caught.message)
  assert.deepEqual(await readdir(workDir), [], 'the work folder stays behind')
  return caught
}

test('an empty file, plain or compressed, and one with a header alone', async () => {
  await refused(await write('empty.csv', ''), /the file is empty/)
  await refused(await write('empty.csv.gz', gzipSync('')), /the file is empty/)
  await refused(await write('header.csv', `${HEADER}\n`), /the file has no rows/)
})

test('a wrong layout names what is missing, and the layout that fits', async () => {
  const csv = await write('layout.csv', 'timestamp,visitorid,event,itemid,transactionid\n1,2,view,3,\n')
  await refused(
    csv,
    /:1: the header lacks event_time, .*; it has timestamp, .*It looks like --layout retailrocket\./,
  )
  const json = await write('layout.jsonl', '{"a":1}\n')
  await refused(json, /the file lacks session, events; it has a\./, 'otto')
})

test('a gzip file that was cut off', async () => {
  const whole = gzipSync([HEADER, ...rows(5000)].join('\n'))
  await refused(await write('cut.csv.gz', whole.subarray(0, whole.length / 2)), /gzip file is cut off/)
  await refused(await write('noise.csv.gz', 'this is no gzip file at all'), /gzip file is cut off or damaged/)
})

test('a zstd file that was cut off', async () => {
  const csv = await write('whole.csv', [HEADER, ...rows(5000)].join('\n'))
  const path = join(folder, 'whole.csv.zst')
  const db = await openDatabase()
  await db.run(
    `COPY (FROM read_csv('${csv}', all_varchar = true)) TO '${path}' (FORMAT csv, COMPRESSION zstd)`,
  )
  await db.close()
  const whole = await readFile(path)
  await refused(await write('cut.csv.zst', whole.subarray(0, whole.length / 2)), /cut off|zst/i)
})

test('a Parquet file that was cut off, or is none', async () => {
  const path = join(folder, 'whole.parquet')
  const db = await openDatabase()
  await db.run(`COPY (SELECT range AS event_time FROM range(10000)) TO '${path}' (FORMAT parquet)`)
  await db.close()
  const whole = await readFile(path)
  await refused(await write('cut.parquet', whole.subarray(0, whole.length / 2)), /not a whole Parquet file/)
  await refused(await write('none.parquet', 'no'), /not a whole Parquet file/)
})

test('text that is not UTF-8: a few lines are skipped with line and column, a file of them is refused', async () => {
  const latin = (count: number): Uint8Array =>
    Buffer.from(
      [
        HEADER,
        ...rows(30),
        ...Array.from({ length: count }, (_, k) => row(40 + k, 'view', 'caf\u00e9')),
      ].join('\n'),
      'latin1',
    )
  const { report } = await inspectData({ data: await write('few-latin.csv', latin(2)), layout: 'rees46' })
  assert.equal(report.malformed, 2)
  assert.equal(report.firstMalformed?.line, 32)
  assert.match(report.firstMalformed.problem, /brand is not UTF-8.*iconv/)
  await refused(
    await write('latin.csv', latin(20)),
    /:32: the column brand is not UTF-8.*20 malformed rows in 50/,
  )
})

test('a file without any event that is known: inspect lists them, train says where to look', async () => {
  const data = await write('unknown.csv', 'ts,uid,what\n1893456000,u1,Geschaut\n1893456000,u2,Geschaut\n')
  const map = { time: 'ts', visitor: 'uid', event: 'what' }
  const found = await inspectData({ data, layout: 'table', map })
  assert.deepEqual(found.events, [{ rawName: 'Geschaut', events: 2 }])
  assert.equal(found.visits, 0)
  await assert.rejects(readVisits({ data, layout: 'table', map }), /no visit .* --event RAW=GA4/)
})

test('visits that are none are refused', async () => {
  const names = [
    'visit',
    'stream',
    'session_id',
    'visitor',
    'raw_name',
    'name',
    'label',
    'cohort',
    'first_row',
    'row_no',
    'n',
    'at_ms',
    'order_n',
    ...CONTENT,
  ]
  const data = await write('visits.csv', `${names.join()}\n${names.map((_, k) => k).join()}\n`)
  await assert.rejects(readVisits({ data, layout: 'visits' }), /1 of 1 rows are not those of vitrine_visits/)
})

test('an interrupted run leaves no work folder behind', async () => {
  const work = join(folder, 'work')
  await mkdir(work)
  const script = `import { openDatabase } from ${JSON.stringify(new URL('../../src/train/read/duckdb.ts', import.meta.url).href)}
    await openDatabase({ workDir: ${JSON.stringify(work)} })
    process.stdout.write('open')
    process.kill(process.pid, 'SIGINT')
    setInterval(() => undefined, 1000)`
  const { signal, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  )
  assert.equal(stdout, 'open')
  assert.equal(signal, 'SIGINT')
  assert.deepEqual(await readdir(work), [])
})

test('where neither memory nor disk suffices, it is said what to name', async () => {
  const db = await openDatabase({ memoryMb: 100 })
  await db.run(`SET max_temp_directory_size = '1MB'`)
  // A list must fit in memory as a whole.
  const failed = await db
    .run('CREATE TABLE t AS SELECT list(hash(range)::VARCHAR) FROM range(30000000)')
    .catch((error: unknown) => error)
  await db.close()
  const error = toDataError(failed, 'big.csv')
  assert.ok(error instanceof WorkSpaceError, String(error))
  assert.match(error.message, /not enough room to work in .*--work-dir.*--memory/)
})

test('a pattern that nothing matches, and files of two formats', async () => {
  await refused(join(folder, 'nothing-*.csv'), /no file matches/)
  await write('mixed-a.csv', HEADER)
  await write('mixed-b.jsonl', '{}')
  await refused(join(folder, 'mixed-*'), /cannot be read together/)
})

test('a file in which every visit ends the same is told by inspect and refused by train', async () => {
  const data = await write('one-class.csv', [HEADER, ...rows(50)].join('\n'))
  const cli = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['--import', 'tsx', cli, ...args], { encoding: 'utf8' })
  assert.match(run('inspect', '--data', data, '--layout', 'rees46').stdout, /Every visit is "browse"/)
  const out = join(folder, 'package')
  const { status, stderr } = run('train', '--data', data, '--layout', 'rees46', '--out', out)
  assert.equal(status, 1)
  assert.match(stderr, /has 0 visits that are "buy"; at least 5 are needed/)
  await assert.rejects(readdir(out), { code: 'ENOENT' })
})

async function options(...args: string[]): Promise<unknown> {
  return toDataOptions(await parseArguments(['--data', 'f.csv', ...args], {}, 'inspect'))
}

test('a column that is mapped twice, a target twice, an unknown one: each is refused by name', async () => {
  const base = ['--map', 'time=ts', '--map', 'event=e', '--map', 'visitor=uid']
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[...base, '--map', 'session=UID'], /The column "UID" is mapped twice, to visitor and to session/],
    [[...base, '--map', 'time=other'], /--map names "time" twice/],
    [[...base, '--map', 'colour=c'], /--map knows no "colour". It knows time, visitor/],
    [base.slice(0, 4), /--map visitor=COLUMN, --map session=COLUMN, or both/],
    [base.slice(2), /needs --map time=COLUMN/],
    [[...base, '--map', 'price'], /--map must look like WHAT=COLUMN, got "price"/],
    [[...base, '--event', 'bought=buy'], /"buy" is not one of GA4's names/],
    [['--layout', 'rees46', '--map', 'time=ts'], /knows its columns/],
    [['--layout', 'magento'], /There is no layout "magento". There are: table, ga4/],
  ]
  for (const [args, message] of cases) {
    await assert.rejects(options(...args), (error: unknown) => {
      assert.ok(error instanceof UsageError, String(error))
      assert.match(error.message, message)
      return true
    })
  }
})

test('options come from a JSON file as well, and arguments win; what it says wrong is refused by name', async () => {
  const config = await write(
    'config.json',
    JSON.stringify({
      layout: 'table',
      map: { time: 'ts', event: 'e', visitor: 'uid' },
      event: { Seen: 'view_item' },
      memory: 500,
    }),
  )
  assert.deepEqual(await options('--config', config, '--memory', '700'), {
    data: 'f.csv',
    layout: 'table',
    map: { time: 'ts', event: 'e', visitor: 'uid' },
    eventNames: { seen: 'view_item' },
    memoryMb: 700,
  })
  await assert.rejects(
    options('--config', await write('no.json', '{')),
    /no\.json:1:2: this is not JSON: expected a name in double quotes, found the end of the file\./,
  )
  await assert.rejects(
    options('--config', await write('odd.json', '{"datum":1}')),
    /odd\.json:1:2: datum is not known\. "vitrine inspect --config-schema" prints what is expected\./,
  )
  await assert.rejects(
    options('--config', await write('kind.json', '{"map":"x"}')),
    /kind\.json:1:8: map must be object, got "x"\./,
  )
})

test('what cannot be written leaves what was there before', async () => {
  const data = await write('ok.csv', [HEADER, ...rows(60)].join('\n'))
  const place = join(folder, 'place')
  await mkdir(place)
  const out = join(place, 'visits.parquet')
  await encodeData({ data, layout: 'rees46', out })
  const before = await readFile(out)
  const bad = await write(
    'bad.csv',
    [HEADER, ...rows(5), ...rows(30).map((line) => line.replace('view', 'look'))].join('\n'),
  )
  await assert.rejects(encodeData({ data: bad, layout: 'rees46', out }), DataFormatError)
  assert.deepEqual(await readdir(place), ['visits.parquet'])
  assert.deepEqual(await readFile(out), before)
})

test('of several files each visit is in one, and an earlier run of more files leaves none behind', async () => {
  const data = await write('shards.csv', [HEADER, ...rows(60)].join('\n'))
  const out = join(folder, 'shards', 'visits.parquet')
  const many = await encodeData({ data, layout: 'rees46', out, shardVisits: 25 })
  assert.deepEqual(
    many.files.map((file) => file.slice(-13)),
    ['00000.parquet', '00001.parquet', '00002.parquet'],
  )
  const db = await openDatabase()
  const [count] = await db.rows<{ visits: number; distinct: number }>(
    `SELECT count(*)::INTEGER AS visits, count(DISTINCT visit)::INTEGER AS distinct FROM '${folder}/shards/*.parquet'`,
  )
  await db.close()
  assert.deepEqual(count, { visits: 60, distinct: 60 })
  await encodeData({ data, layout: 'rees46', out })
  assert.deepEqual(await readdir(join(folder, 'shards')), ['visits.parquet'])
})
