// SPDX-License-Identifier: MIT
// Event files, read back by a decoder of the test's own that follows the published format and checks every checksum.

import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { crc32c, maskedCrc32c } from '../../src/train/tensorboard/crc32c.ts'
import { encodeEvent, toRecord } from '../../src/train/tensorboard/encode-event.ts'
import { openEventFile } from '../../src/train/tensorboard/event-file.ts'
import { openRunLog } from '../../src/train/tensorboard/run-log.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-tensorboard-'))
})
after(() => rm(folder, { recursive: true }))

/** CRC-32C by a table, unlike the code that is tested. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x82f63b78n : value >> 1n
  return Number(value)
})

function tableCrc(bytes: Uint8Array): number {
  return ~bytes.reduce((crc, byte) => TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8), -1) >>> 0
}

function unmask(masked: number): number {
  const turned = (masked - 0xa282ead8) >>> 0
  return ((turned >>> 17) | (turned << 15)) >>> 0
}

type Field = readonly [field: number, value: Buffer | bigint]

function readFields(data: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = data[at++]!
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const take = (length: number): Buffer => data.subarray(at, (at += length))
  while (at < data.length) {
    const key = Number(varint())
    const wire = key & 7
    if (wire === 0) fields.push([key >> 3, varint()])
    else if (wire === 1) fields.push([key >> 3, take(8)])
    else if (wire === 2) fields.push([key >> 3, take(Number(varint()))])
    else if (wire === 5) fields.push([key >> 3, take(4)])
    else assert.fail(`wire type ${wire}`)
  }
  assert.equal(at, data.length)
  return fields
}

interface Decoded {
  readonly time: number
  readonly version?: string
  readonly step?: number
  readonly tag?: string
  readonly value?: number
}

function decodeFile(content: Buffer): Decoded[] {
  const events: Decoded[] = []
  let at = 0
  while (at < content.length) {
    const length = Number(content.readBigUInt64LE(at))
    assert.equal(unmask(content.readUInt32LE(at + 8)), tableCrc(content.subarray(at, at + 8)))
    const data = content.subarray(at + 12, at + 12 + length)
    assert.equal(unmask(content.readUInt32LE(at + 12 + length)), tableCrc(data))
    at += 16 + length
    const event = new Map(readFields(data))
    const summary = event.get(5) as Buffer | undefined
    const value = summary && new Map(readFields(new Map(readFields(summary)).get(1) as Buffer))
    events.push({
      time: (event.get(1) as Buffer).readDoubleLE(),
      ...(event.has(3) && { version: (event.get(3) as Buffer).toString() }),
      ...(event.has(2) && { step: Number(event.get(2)) }),
      ...(value && {
        tag: (value.get(1) as Buffer).toString(),
        value: (value.get(2) as Buffer).readFloatLE(),
      }),
    })
  }
  return events
}

test('the checksum gives the values of RFC 3720', () => {
  const known: readonly (readonly [Uint8Array, number])[] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(255), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, k) => k), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, k) => 31 - k), 0x113fdb5c],
    [new TextEncoder().encode('123456789'), 0xe3069283],
    [new Uint8Array(0), 0],
  ]
  for (const [bytes, expected] of known) {
    assert.equal(crc32c(bytes), expected)
    assert.equal(unmask(maskedCrc32c(bytes)), expected)
  }
})

test('what is written is read back: time, step, name and number', () => {
  const cases = [
    { tag: 'epoch_loss', value: 0.5, step: 0 },
    { tag: 'größe', value: -3.25, step: 127 },
    { tag: 'x'.repeat(300), value: 2 ** -40, step: 128 },
    { tag: 'late', value: 1e30, step: 2 ** 40 + 5 },
  ]
  const content = Buffer.concat(cases.map((one) => toRecord(encodeEvent(1_900_000_000_250, one))))
  assert.deepEqual(
    decodeFile(content),
    cases.map((one) => ({ time: 1_900_000_000.25, ...one, value: Math.fround(one.value) })),
  )
})

test('a file begins with its version, grows line by line, and leaves out what is no number', async () => {
  let nowMs = 1_900_000_000_000
  const file = openEventFile(join(folder, 'one', 'deep'), () => (nowMs += 500))
  file.scalar('a', 1, 1)
  const first = decodeFile(await readFile(file.path))
  assert.deepEqual([first.length, first[0]?.version], [2, 'brain.Event:2'])
  file.scalar('a', NaN, 2)
  file.scalar('a', 3, 3)
  file.close()
  assert.match(file.path, /events\.out\.tfevents\.1900000000\.vitrine\.\d+$/)
  const all = decodeFile(await readFile(file.path))
  assert.deepEqual(
    all.slice(1).map(({ tag, value, step }) => [tag, value, step]),
    [
      ['a', 1, 1],
      ['a', 3, 3],
    ],
  )
  assert.ok(all[2]!.time > all[1]!.time)
})

test('training and validation are runs of their own, so that their losses share a chart', async () => {
  const place = join(folder, 'run')
  const log = openRunLog(place)
  log.epoch({ epoch: 1, training: 0.7, validation: 0.6, learningRate: 0.002 })
  log.epoch({ epoch: 2, training: 0.5, learningRate: 0.001 })
  log.close()
  const read = async (run: string): Promise<(string | number | undefined)[][]> => {
    const [name] = await readdir(join(place, run))
    const events = decodeFile(await readFile(join(place, run, name!)))
    return events.slice(1).map(({ tag, value, step }) => [tag, value, step])
  }
  assert.deepEqual(await read('train'), [
    ['epoch_loss', Math.fround(0.7), 1],
    ['epoch_learning_rate', Math.fround(0.002), 1],
    ['epoch_loss', 0.5, 2],
    ['epoch_learning_rate', Math.fround(0.001), 2],
  ])
  assert.deepEqual(await read('validation'), [['epoch_loss', Math.fround(0.6), 1]])
})
