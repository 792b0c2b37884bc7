// SPDX-License-Identifier: MIT
// Cleaning does what it is asked, to the rows that it should, and counts them.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import type { CleanOptions } from '../../src/train/clean/clean-options.ts'
import { growIsolationForest, meanPath } from '../../src/train/clean/isolation-forest.ts'
import { parseArguments, toDataOptions } from '../../src/train/data-arguments.ts'
import { createRandom } from '../../src/train/random.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import type { ReadReport, Visit } from '../../src/train/visit.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-clean-'))
})
after(() => rm(folder, { recursive: true }))

const T = Date.UTC(2030, 0, 1)
type Row = readonly [
  seconds: number,
  user: string,
  sku: string,
  eur: number | '',
  path?: string,
  count?: number,
]

async function clean(
  rows: readonly Row[],
  options: CleanOptions,
): Promise<{ visits: readonly Visit[]; report: ReadReport }> {
  const data = join(folder, 'shop.csv')
  const lines = rows.map(
    ([at, user, sku, eur, path = '', count = '']) =>
      `${T + at * 1000},${user},view,${sku},${eur},${path},${count}`,
  )
  await writeFile(data, ['ts,uid,what,sku,eur,path,count', ...lines].join('\n'))
  const map = {
    time: 'ts',
    visitor: 'uid',
    event: 'what',
    item: 'sku',
    price: 'eur',
    category: 'path',
    quantity: 'count',
  }
  return readVisits({ data, layout: 'table', map, clean: options })
}

function prices(visits: readonly Visit[]): (number | undefined)[] {
  return visits.flatMap(({ events }) =>
    events.map((event) => ('items' in event ? event.items?.[0]?.price : undefined)),
  )
}

test('who opens more than two things a second for a minute is a bot, and only that visitor goes', async () => {
  const human: Row[] = Array.from({ length: 119 }, (_, k) => [k / 2, 'human', `p${k}`, 1])
  const bot: Row[] = Array.from({ length: 121 }, (_, k) => [k / 4, 'bot', `p${k}`, 1])
  const { visits, report } = await clean([...human, ...bot], {})
  assert.deepEqual(
    visits.map(({ id }) => id),
    ['human'],
  )
  assert.deepEqual(report.cleaned, { bots: 1, botEvents: 121 })
  const kept = await clean([...human, ...bot], { botsPerMinute: 0 })
  assert.deepEqual(
    kept.visits.map(({ id }) => id),
    ['human', 'bot'],
  )
  assert.equal(kept.report.cleaned, undefined)
})

const GAPS: readonly Row[] = [
  [0, 'u', 'a', 10, 'x'],
  [10, 'u', 'a', 20, 'x'],
  [11, 'u', 'a', 60, 'x'],
  [12, 'u', 'a', '', 'x'],
  [100, 'u', 'b', '', 'x'],
  [200, 'u', 'c', '', 'y'],
  [300, 'u', 'd', 2, 'z'],
]

test('a missing price is the mean or the median of the item, else of the category, else of all', async () => {
  const mean = await clean(GAPS, { missing: { price: 'mean' } })
  assert.deepEqual(prices(mean.visits), [10, 20, 60, 30, 30, 23, 2])
  assert.deepEqual(mean.report.cleaned, { missing: { price: 3 } })
  const median = await clean(GAPS, { missing: { price: 'median' } })
  assert.deepEqual(prices(median.visits), [10, 20, 60, 20, 20, 15, 2])
})

test('a missing price is that of the same item nearest in time, before or after; of another item it never is', async () => {
  const rows: Row[] = [
    [0, 'u', 'a', 10],
    [40, 'u', 'a', ''],
    [50, 'u', 'a', 30],
    [55, 'u', 'b', ''],
    [70, 'u', 'a', ''],
  ]
  const { visits, report } = await clean(rows, { missing: { price: 'nearest' } })
  assert.deepEqual(prices(visits), [10, 30, 30, undefined, 30])
  assert.deepEqual(report.cleaned, { missing: { price: 2 } })
})

test('events without a price can be dropped', async () => {
  const { visits, report } = await clean(GAPS, { missing: { price: 'drop' } })
  assert.deepEqual(prices(visits), [10, 20, 60, 2])
  assert.deepEqual(report.cleaned, { missing: { price: 3 } })
})

for (const kind of ['iqr', 'z-score'] as const) {
  test(`prices out of line by ${kind} count as missing, and are then filled in`, async () => {
    const random = createRandom(1)
    const rows: Row[] = Array.from({ length: 60 }, (_, k) => [
      k * 10,
      'u',
      'a',
      Math.round(100 * (10 + random.next() * 10)) / 100,
    ])
    const { visits, report } = await clean([...rows, [700, 'u', 'a', 1e6], [710, 'u', 'a', 0.0001]], {
      outliers: { price: kind },
      missing: { price: 'median' },
    })
    assert.deepEqual(report.cleaned, { outliers: { price: 2 }, missing: { price: 2 } })
    const all = prices(visits)
    assert.equal(all.length, 62)
    for (const price of all) assert.ok(price! >= 10 && price! <= 20, `${price}`)
  })
}

test('an isolation forest scores what lies apart highest, whatever the scale, and the same by seed', () => {
  const random = createRandom(2)
  const rows = Array.from({ length: 250 }, () => [random.next(), random.next() * 1000])
  const odd = [
    [9, 500],
    [0.5, 9000],
    [-8, -8000],
  ]
  const grown = [...rows, ...odd]
  const score = growIsolationForest(grown, createRandom(3))
  const usual = rows.map(score)
  assert.ok(Math.min(...odd.map(score)) > Math.max(...usual))
  const median = usual.sort((a, b) => a - b)[125]!
  assert.ok(median > 0.3 && median < 0.5, `${median}`)
  assert.equal(growIsolationForest(grown, createRandom(3))(odd[0]!), score(odd[0]!))
})

test('rows that are all the same are nothing to cut: each scores one half', () => {
  const score = growIsolationForest(
    Array.from({ length: 50 }, () => [1, 2]),
    createRandom(1),
  )
  assert.ok(Math.abs(score([1, 2]) - 0.5) < 1e-12)
})

test('the mean path is that of a search tree: 2 H(n-1) - 2 (n-1) / n', () => {
  const exact = (n: number): number => {
    let harmonic = 0
    for (let k = 1; k < n; k++) harmonic += 1 / k
    return 2 * harmonic - (2 * (n - 1)) / n
  }
  assert.equal(meanPath(1), 0)
  assert.equal(meanPath(2), 1)
  for (const n of [16, 256]) assert.ok(Math.abs(meanPath(n) - exact(n)) < 0.07, `${n}`)
})

test('odd visits are dropped and counted', async () => {
  const random = createRandom(6)
  const rows: Row[] = Array.from({ length: 120 }, (_, user) => user).flatMap((user) =>
    Array.from({ length: 3 + random.integer(4) }, (_, k): Row => [
      user * 9 + k * (20 + random.integer(20)),
      `u${user}`,
      `p${k}`,
      10 + random.integer(20),
    ]),
  )
  const odd = Array.from({ length: 400 }, (_, k): Row => [k * 900, 'odd', `q${k}`, 90000])
  const { visits, report } = await clean([...rows, ...odd], { oddVisits: 0.7 })
  assert.equal(report.cleaned?.oddVisits, 1)
  assert.equal(visits.length, 120)
  assert.ok(visits.every(({ id }) => id !== 'odd'))
})

test('arguments say it, and what they say wrong is refused by name', async () => {
  const of = async (...args: string[]): Promise<CleanOptions | undefined> =>
    toDataOptions(await parseArguments(['--data', 'f', '--layout', 'rees46', ...args], {}, 'inspect')).clean
  assert.deepEqual(
    await of('--missing', 'price=median', '--outliers', 'price=iqr', '--bots', '0', '--odd-visits', '0.7'),
    {
      botsPerMinute: 0,
      oddVisits: 0.7,
      missing: { price: 'median' },
      outliers: { price: 'iqr' },
    },
  )
  assert.equal(await of(), undefined)
  await assert.rejects(of('--missing', 'colour=mean'), /--missing knows price, quantity, got "colour"/)
  await assert.rejects(
    of('--missing', 'price=guess'),
    /is one of keep, drop, mean, median, nearest, got "guess"/,
  )
  await assert.rejects(of('--odd-visits', '7'), /--odd-visits must be a number from 0 to 1/)
})
