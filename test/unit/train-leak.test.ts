// SPDX-License-Identifier: MIT
// Columns and events that give the label away are named and refused; what is only good evidence is not.

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { createRandom } from '../../src/train/random.ts'
import { encodeData } from '../../src/train/read/encode-data.ts'
import { inspectData } from '../../src/train/read/inspect-data.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { LeakError } from '../../src/train/train-errors.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-leak-'))
})
after(() => rm(folder, { recursive: true }))

const OSPI_HEADER =
  'Administrative,Administrative_Duration,Informational,Informational_Duration,ProductRelated,ProductRelated_Duration,PageValues,Weekend,Revenue'

/** A shop where buyers look at a little more; `PageValues` is made of the transaction. */
async function ospi(): Promise<string> {
  const random = createRandom(3)
  const rows = Array.from({ length: 400 }, () => {
    const isBuyer = random.next() < 0.2
    const pages = 1 + random.integer(isBuyer ? 14 : 10)
    const value = isBuyer && random.next() < 0.9 ? (5 + random.next() * 40).toFixed(2) : '0'
    return `1,10,0,0,${pages},${pages * 20},${value},FALSE,${isBuyer ? 'TRUE' : 'FALSE'}`
  })
  const path = join(folder, 'ospi.csv')
  await writeFile(path, [OSPI_HEADER, ...rows].join('\n'))
  return path
}

/** Visits as events; buyers also get what `extra` says, before the purchase. */
async function shop(
  name: string,
  extra: (user: number, isBuyer: boolean, atMs: number) => string[],
): Promise<string> {
  const random = createRandom(4)
  const rows = Array.from({ length: 300 }, (_, user) => {
    const start = Date.UTC(2030, 0, 1) + user * 60_000
    const isBuyer = user % 5 === 0
    const hasCart = isBuyer || random.next() < 0.2
    return [
      `${start},u${user},view,/p,${random.integer(100)},`,
      ...(hasCart ? [`${start + 1000},u${user},cart,/cart,${random.integer(100)},`] : []),
      ...extra(user, isBuyer, start + 2000),
      ...(isBuyer ? [`${start + 5000},u${user},purchase,/thanks,9,o${user}`] : []),
    ]
  })
  const path = join(folder, name)
  await writeFile(path, ['ts,uid,what,url,worth,oid', ...rows.flat()].join('\n'))
  return path
}

const MAP = { time: 'ts', visitor: 'uid', event: 'what', page: 'url', value: 'worth', order: 'oid' }

test('PageValues is named with its ROC AUC, alone; because it is not read, nothing is refused', async () => {
  const data = await ospi()
  const { leaks } = await inspectData({ data, layout: 'sessions' })
  assert.deepEqual(
    leaks.map(({ name, isRead }) => [name, isRead]),
    [['PageValues', false]],
  )
  assert.match(leaks[0]!.why, /ROC AUC of 0\.9\d\d/)
  assert.equal((await readVisits({ data, layout: 'sessions' })).visits.length, 400)
})

test('carts, prices and the order itself are evidence, no leak', async () => {
  const data = await shop('clean.csv', () => [])
  assert.deepEqual((await inspectData({ data, layout: 'table', map: MAP })).leaks, [])
})

test('a page that only buyers see before their purchase comes after it in truth, and is refused by name', async () => {
  const data = await shop('page.csv', (user, isBuyer, at) =>
    isBuyer ? [`${at},u${user},page,/thank-you?o=${user},1,`] : [],
  )
  const options = { data, layout: 'table', map: MAP } as const
  await assert.rejects(readVisits(options), (error: unknown) => {
    assert.ok(error instanceof LeakError)
    assert.equal(error.code, 'leak')
    assert.match(error.message, /the page "\/thank-you", which 60 of 60 visits .*--allow-leak/)
    return true
  })
  const allowed = await readVisits({ ...options, allowLeak: true })
  assert.equal(allowed.visits.length, 300)
  assert.ok(allowed.leaks.some(({ name }) => name.includes('/thank-you')))
})

test('an event of buyers alone and an order number before the order are refused by the names of the file', async () => {
  const data = await shop('event.csv', (user, isBuyer, at) =>
    isBuyer ? [`${at},u${user},Payment Info Entered,/pay,1,o${user}`] : [],
  )
  await assert.rejects(readVisits({ data, layout: 'table', map: MAP }), (error: unknown) => {
    assert.ok(error instanceof LeakError)
    assert.match(error.message, /the event "Payment Info Entered"/)
    assert.match(error.message, /(^|; )oid, which 60 of 60/)
    return true
  })
})

test('a mapped number that is made of the outcome is refused, and nothing is written', async () => {
  const data = await shop('value.csv', (user, isBuyer, at) => [
    `${at},u${user},page,/p2,${isBuyer ? 500 + user : 100 + (user % 7)},`,
  ])
  const out = join(folder, 'out', 'visits.parquet')
  await assert.rejects(
    encodeData({ data, layout: 'table', map: MAP, out }),
    /worth, which ranks buyers alone/,
  )
  await assert.rejects(readdir(join(folder, 'out')), { code: 'ENOENT' })
  const result = await encodeData({ data, layout: 'table', map: MAP, out, allowLeak: true })
  assert.equal(result.visits, 300)
  assert.deepEqual(await readdir(join(folder, 'out')), ['visits.parquet'])
})

test('a column of a flat file that is not mapped is looked at as well', async () => {
  const data = await shop('unmapped.csv', (user, isBuyer, at) => [
    `${at},u${user},page,/p2,${isBuyer ? 500 + user : 100 + (user % 7)},`,
  ])
  const { value: _value, ...map } = MAP
  const { leaks } = await inspectData({ data, layout: 'table', map })
  assert.deepEqual(
    leaks.map(({ name, isRead }) => [name, isRead]),
    [['worth', false]],
  )
})
