// SPDX-License-Identifier: MIT
// `vitrine train` and `vitrine encode` as they are typed, on files and folders that will not do: what is said, the exit
// code, and that nothing is left behind. Disks that are full are real ones, made small.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import test, { after, before, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { openDatabase } from '../../src/train/read/duckdb.ts'
import { inventedShop } from './train-support.ts'

const CLI = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))

let folder: string
let shop: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-bad-command-'))
  shop = await write('shop.csv', inventedShop(400))
})
after(() => rm(folder, { recursive: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** Fails if it exits in another way, prints a stack, or leaves anything in the folder of its package. */
async function refused(
  { status, message, args }: { status: number; message: RegExp; args: readonly string[] },
  out?: string,
): Promise<void> {
  const place = await mkdtemp(join(folder, 'place-'))
  const output = out === undefined ? ['--out', join(place, 'model')] : ['--out', out]
  const run = spawnSync(process.execPath, ['--import', 'tsx', CLI, 'train', ...args, ...output], {
    encoding: 'utf8',
  })
  assert.match(run.stderr, message)
  assert.equal(run.status, status, run.stderr)
  assert.ok(!run.stderr.includes('    at '), run.stderr)
  assert.deepEqual(await readdir(place), [], 'something stays behind')
}

test('files that are empty, of another layout, or cut off', async () => {
  const whole = await readFile(shop)
  const parquet = join(folder, 'whole.parquet')
  const zst = join(folder, 'whole.csv.zst')
  const db = await openDatabase()
  const table = `(FROM read_csv('${shop}', all_varchar = true))`
  await db.run(`COPY ${table} TO '${parquet}' (FORMAT parquet)`)
  await db.run(`COPY ${table} TO '${zst}' (FORMAT csv, COMPRESSION zstd)`)
  await db.close()
  const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2)
  const cases: readonly (readonly [string, RegExp])[] = [
    [await write('empty.csv', ''), /empty\.csv:1: the file is empty/],
    [
      await write('other.csv', 'timestamp,visitorid,event,itemid,transactionid\n1,2,view,3,\n'),
      /other\.csv:1: the header lacks event_time.*It looks like --layout retailrocket/,
    ],
    [
      await write('cut.csv.gz', half(gzipSync(whole))),
      /cut\.csv\.gz: the gzip file is cut off.*Fetch it again/,
    ],
    [
      await write('cut.csv.zst', half(await readFile(zst))),
      /cut\.csv\.zst: the (zstd|compressed) file is cut off.*Fetch it again/,
    ],
    [
      await write('cut.parquet', half(await readFile(parquet))),
      /cut\.parquet: not a whole Parquet file.*Fetch it again/,
    ],
    [
      await write('latin.csv', Buffer.from(whole.toString().replaceAll('b1', 'caf\u00e9'), 'latin1')),
      /latin\.csv:\d+: the column brand is not UTF-8.*iconv/,
    ],
  ]
  for (const [data, message] of cases) {
    await refused({ status: 1, message, args: ['--data', data, '--layout', 'rees46'] })
  }
})

test('a column that is mapped twice is not understood', async () => {
  const map = ['time=event_time', 'event=event_type', 'visitor=user_id', 'session=user_id']
  const args = ['--data', shop, ...map.flatMap((pair) => ['--map', pair])]
  await refused({
    status: 2,
    message: /The column "user_id" is mapped twice, to visitor and to session/,
    args,
  })
})

test('a folder that is a file, or lies in one, is refused before anything is read', async () => {
  const file = await write('file', 'kept')
  // No data of that name: the folder is looked at first.
  const args = ['--rees46', join(folder, 'nowhere.csv')]
  const message = /Cannot write to .*file.*: there is a file where a folder is needed\. Name another folder/
  await refused({ status: 1, message, args }, file)
  await refused({ status: 1, message, args }, join(file, 'model'))
  await refused({ status: 1, message, args: [...args, '--report', join(file, 'report.html')] })
  await refused({ status: 1, message, args: [...args, '--tensorboard', join(file, 'log')] })
  assert.equal(await readFile(file, 'utf8'), 'kept')
})

test('a work folder that is not there is named, whatever the option of the data', async () => {
  const message = /Cannot write to .*nowhere: no folder can be made there/
  for (const data of [
    ['--data', shop, '--layout', 'rees46'],
    ['--rees46', shop],
  ]) {
    await refused({ status: 1, message, args: [...data, '--work-dir', join(folder, 'nowhere')] })
  }
})

test('training that runs away ends with what to do, not with a model', async () => {
  const wild = ['--learning-rate', '10', '--weight-decay', '10', '--epochs', '3']
  const message =
    /Training diverged: the loss is (NaN|Infinity) in epoch \d, at a learning rate of 10\. Take a smaller/
  await refused({ status: 1, message, args: ['--rees46', shop, ...wild] })
})

/** Mounts a small disk for as long as a test runs; skips the test where that is not allowed. */
async function smallDisk(t: TestContext, options: string): Promise<string | undefined> {
  const place = await mkdtemp(join(folder, 'disk-'))
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', place], { encoding: 'utf8' })
  if (mount.status !== 0) {
    t.skip(`no small disk can be made: ${(mount.stderr ?? '').trim() || String(mount.error)}`)
    return undefined
  }
  t.after(() => spawnSync('umount', [place]))
  return place
}

test('a disk that fills up while the package is written leaves no part of it', async (t) => {
  // Room for two checkpoints, not for these and the report.
  const disk = await smallDisk(t, 'size=300k')
  if (disk === undefined) return
  const message = /Cannot write to .*model: the disk is full\. Make room, or name another folder/
  await refused({ status: 1, message, args: ['--rees46', shop, '--epochs', '1'] }, join(disk, 'model'))
  // What training came to is kept for --resume.
  assert.deepEqual(await readdir(disk), ['model.checkpoint'])
})

test('a disk that is full from the start ends training at its first checkpoint', async (t) => {
  const disk = await smallDisk(t, 'size=64k')
  if (disk === undefined) return
  const message = /Cannot write to .*model\.checkpoint: the disk is full/
  await refused({ status: 1, message, args: ['--rees46', shop, '--epochs', '1'] }, join(disk, 'model'))
  assert.deepEqual(await readdir(disk), [])
})

test('a work folder without room says which option names another', async (t) => {
  const disk = await smallDisk(t, 'size=64k')
  if (disk === undefined) return
  const message = /not enough room to work in \(.*No space left.*\)\. Name a larger disk by --work-dir/
  for (const data of [
    ['--data', shop, '--layout', 'rees46'],
    ['--rees46', shop],
  ]) {
    await refused({ status: 1, message, args: [...data, '--work-dir', disk] })
    assert.deepEqual(await readdir(disk), [])
  }
})

test('encoded visits that do not fit on their disk are named, and not the work folder', async (t) => {
  const disk = await smallDisk(t, 'size=8k')
  if (disk === undefined) return
  const args = ['encode', '--data', shop, '--layout', 'rees46', '--out', join(disk, 'visits.parquet')]
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', CLI, ...args], {
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /Cannot write to .*visits\.parquet: the disk is full/)
  assert.deepEqual(await readdir(disk), [])
})

test('a folder that may not be written to is refused before anything is read', async (t) => {
  // Whoever is root may write anywhere but to a disk that is mounted read-only.
  const isRoot = process.getuid?.() === 0
  const place = isRoot ? await smallDisk(t, 'size=64k,ro') : join(folder, 'locked')
  if (place === undefined) return
  if (!isRoot) {
    await mkdir(place)
    await chmod(place, 0o555)
  }
  const message =
    /Cannot write to .*model: (the disk is read-only|this user may not write there)\. Name another/
  await refused({ status: 1, message, args: ['--rees46', join(folder, 'nowhere.csv')] }, join(place, 'model'))
})
