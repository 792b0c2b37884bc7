// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { countsToEvents } from '../../src/train/read/ospi-recipe.ts'
import type { LayoutName } from '../../src/train/read/layouts/layout.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { DataFormatError } from '../../src/train/train-errors.ts'
import type { ReadReport, Visit } from '../../src/train/visit.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-readers-'))
})
after(() => rm(folder, { recursive: true }))

const reader =
  (layout: LayoutName) =>
  async (data: string): Promise<readonly Visit[]> =>
    (await readVisits({ data, layout })).visits
const readRees46 = reader('rees46')
const readOspi = reader('sessions')
const readOtto = reader('otto')

async function reportOf(layout: LayoutName, data: string): Promise<ReadReport> {
  return (await readVisits({ data, layout })).report
}

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.join('\n'))
  return path
}

const REES46_HEADER =
  'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session'
const rees46 = (
  time: string,
  type: string,
  product: string,
  session: string,
  rest = '77,toys.blocks,oak,9.90,u1',
): string => {
  const [category = '', code = '', brand = '', price = '', user = ''] = rest.split(',')
  return `2030-01-01 ${time} UTC,${type},${product},${category},${code},${brand},${price},${user},${session}`
}

test('REES46: events before the first purchase are the input, what follows is kept apart', async () => {
  const path = await file('buy.csv', [
    REES46_HEADER,
    rees46('10:00:00', 'view', 'a', 's1'),
    rees46('10:01:00', 'cart', 'a', 's1'),
    rees46('10:02:00', 'purchase', 'a', 's1'),
    rees46('10:03:00', 'view', 'b', 's1'),
  ])
  const [visit, ...others] = await readRees46(path)
  assert.equal(others.length, 0)
  assert.equal(visit?.label, 'buy')
  assert.deepEqual(
    visit.events.map(({ name }) => name),
    ['view_item', 'add_to_cart'],
  )
  assert.deepEqual(
    visit.after.map(({ name }) => name),
    ['purchase', 'view_item'],
  )
  const [view] = visit.events
  assert.ok(view?.name === 'view_item')
  assert.deepEqual(view.items, [
    { item_id: 'a', item_brand: 'oak', item_category: 'toys', item_category2: 'blocks', price: 9.9 },
  ])
  assert.equal(view.timeMs, Date.UTC(2030, 0, 1, 10))
  assert.equal(view.sessionId, 's1')
})

test('REES46: a cart without a purchase is abandoned, no cart is browsing, a visit of purchases alone is left out', async () => {
  const path = await file('labels.csv', [
    REES46_HEADER,
    rees46('10:00:00', 'view', 'a', 's1'),
    rees46('10:00:01', 'cart', 'a', 's2'),
    rees46('10:00:02', 'purchase', 'a', 's3'),
  ])
  const visits = await readRees46(path)
  assert.deepEqual(
    visits.map(({ id, label }) => [id, label]),
    [
      ['s1', 'browse'],
      ['s2', 'cart-abandon'],
    ],
  )
})

test('REES46: rows without a session and exact copies are dropped and counted; time decides, then the file', async () => {
  const path = await file('order.csv', [
    REES46_HEADER,
    rees46('10:00:09', 'view', 'late', 's1'),
    rees46('10:00:00', 'view', 'early', 's1'),
    rees46('10:00:09', 'view', 'late-too', 's1'),
    rees46('10:00:09', 'view', 'late', 's1'),
    rees46('10:00:00', 'view', 'x', ''),
  ])
  const report = await reportOf('rees46', path)
  const [visit] = await readRees46(path)
  const ids = visit?.events.map((event) => ('items' in event ? event.items?.[0]?.item_id : ''))
  assert.deepEqual(ids, ['early', 'late', 'late-too'])
  const times = visit?.events.map(({ timeMs }) => timeMs) ?? []
  assert.ok(times.every((time, index) => index === 0 || time > times[index - 1]!))
  assert.deepEqual([report.rows, report.duplicates, report.withoutSession, report.malformed], [5, 1, 1, 0])
})

test('REES46: missing brand, code and price are missing in the item; the category id stands in for the code', async () => {
  const path = await file('missing.csv', [
    REES46_HEADER,
    rees46('10:00:00', 'view', 'a', 's1', '77,,,0.00,u1'),
  ])
  const [visit] = await readRees46(path)
  const event = visit?.events[0]
  assert.ok(event?.name === 'view_item')
  assert.deepEqual(event.items, [{ item_id: 'a', item_category: '77' }])
})

test('REES46: silence of more than half an hour opens a session, as in the page', async () => {
  const path = await file('silence.csv', [
    REES46_HEADER,
    rees46('10:00:00', 'view', 'a', 's1'),
    rees46('10:30:00', 'view', 'b', 's1'),
    rees46('11:00:01', 'view', 'c', 's1'),
  ])
  const [visit] = await readRees46(path)
  assert.deepEqual(
    visit?.events.map(({ sessionId }) => sessionId),
    ['s1', 's1', 's1#2'],
  )
})

test('REES46: all sessions that share a visitor have one visitor, also when a session has two', async () => {
  const path = await file('visitors.csv', [
    REES46_HEADER,
    rees46('10:00:00', 'view', 'a', 's1', '1,,,1,u1'),
    rees46('10:00:01', 'view', 'a', 's1', '1,,,1,u2'),
    rees46('10:00:02', 'view', 'a', 's2', '1,,,1,u2'),
    rees46('10:00:03', 'view', 'a', 's3', '1,,,1,u3'),
    rees46('10:00:04', 'view', 'a', 's4', '1,,,1,u4'),
    rees46('10:00:05', 'view', 'a', 's4', '1,,,1,u2'),
    rees46('10:00:06', 'view', 'a', 's5', '1,,,1,u4'),
  ])
  const visits = await readRees46(path)
  assert.deepEqual(
    visits.map(({ visitorId }) => visitorId),
    ['u4', 'u4', 'u3', 'u4', 'u4'],
  )
})

test('a column that is missing is an error with file and line', async () => {
  const path = await file('columns.csv', ['event_time,event_type', '1,2'])
  await assert.rejects(readRees46(path), (error: unknown) => {
    assert.ok(error instanceof DataFormatError)
    assert.ok(error.message.startsWith(`${path}:1: the header lacks product_id, `), error.message)
    assert.equal(error.code, 'data-format')
    return true
  })
})

test('a malformed row among many is skipped and counted; a file of them is an error that names the first', async () => {
  const good = Array.from({ length: 20 }, (_, index) => rees46('10:00:00', 'view', 'a', `s${index}`))
  const few = await file('few.csv', [
    REES46_HEADER,
    good[0]!,
    'a,b',
    rees46('25:99:00', 'view', 'a', 's'),
    ...good,
  ])
  assert.equal((await readRees46(few)).length, 20)
  const report = await reportOf('rees46', few)
  assert.equal(report.malformed, 2)
  assert.deepEqual(report.firstMalformed, { file: few, line: 3, problem: '2 fields where the header has 9' })
  const many = await file('many.csv', [
    REES46_HEADER,
    ...good,
    ...good.map((row) => row.replace('view', 'look')),
  ])
  await assert.rejects(readRees46(many), /many\.csv:22: event_type is "look"; .* of 20 malformed rows in 40/)
})

test('an empty file and a quote that never closes are errors with file and line', async () => {
  await assert.rejects(readRees46(await file('empty.csv', [''])), /empty\.csv:1: the file is empty/)
  const quote = await file('quote.csv', [REES46_HEADER, '"2030-01-01'])
  await assert.rejects(readRees46(quote), /quote\.csv:\d+: .*Quote/i)
})

test('a file that is not there says so', async () => {
  await assert.rejects(readRees46(join(folder, 'nowhere.csv')), { code: 'ENOENT' })
})

const OSPI_HEADER =
  'Administrative,Administrative_Duration,Informational,Informational_Duration,ProductRelated,ProductRelated_Duration,BounceRates,ExitRates,PageValues,SpecialDay,Month,OperatingSystems,Browser,Region,TrafficType,VisitorType,Weekend,Revenue'
const ospi = (counts: string, pageValues: number, revenue: string): string =>
  `${counts},0.1,0.1,${pageValues},0,Feb,1,1,1,1,New_Visitor,FALSE,${revenue}`

test('OSPI: counts become pages with gaps; a session that did not buy says nothing of a cart', async () => {
  const path = await file('ospi.csv', [
    OSPI_HEADER,
    ospi('1,60,0,0,5,100', 3, 'TRUE'),
    ospi('0,0,0,0,0,0', 0, 'FALSE'),
    ospi('0,0,1,9,1,0', 0, 'FALSE').replace('New_Visitor', 'Returning_Visitor'),
    ospi('0,0,0,0,2,9', 0, 'FALSE').replace('New_Visitor', 'Other'),
  ])
  const visits = await readOspi(path)
  assert.deepEqual(
    visits.map(({ label }) => label),
    ['buy', 'no-buy', 'no-buy'],
  )
  assert.deepEqual(
    visits.map(({ returning }) => returning),
    [false, true, undefined],
  )
  assert.deepEqual(
    visits[0]?.events.map(({ name }) => name),
    ['view_item_list', 'view_item', 'view_item', 'page_view', 'view_item', 'view_item_list'],
  )
  const times = visits[0].events.map(({ timeMs }) => timeMs)
  assert.deepEqual(
    times.slice(1).map((time, index) => (time - times[index]!) / 1000),
    [25, 25, 25, 60, 25],
    'the last page has no stay; durations stay whole',
  )
})

test('OSPI: what leaks the label changes nothing', async () => {
  const path = await file('leak.csv', [
    OSPI_HEADER,
    ospi('1,5,0,0,3,60', 0, 'FALSE'),
    ospi('1,5,0,0,3,60', 250, 'TRUE'),
  ])
  const [a, b] = await readOspi(path)
  assert.deepEqual(encodeHistory(a!.events, 'visit'), encodeHistory(b!.events, 'visit'))
})

test('OSPI: cleaning folds no page of the recipe', () => {
  const none = { pages: 0, seconds: 0 }
  const events = countsToEvents('o', {
    administrative: { pages: 7, seconds: 0 },
    informational: none,
    product: { pages: 60, seconds: 1 },
  })
  assert.equal(encodeHistory(events, 'visit').eventsSeen, 67)
})

test('OTTO: sessions are cut at silences, and each part has its own outcome', async () => {
  const minute = 60_000
  const events = [
    { aid: 1, ts: 0, type: 'clicks' },
    { aid: 1, ts: minute, type: 'carts' },
    { aid: 1, ts: 2 * minute, type: 'orders' },
    { aid: 2, ts: 90 * minute, type: 'clicks' },
    { aid: 2, ts: 91 * minute, type: 'carts' },
  ]
  const path = await file('otto.jsonl', [JSON.stringify({ session: 5, events }), ''])
  const visits = await readOtto(path)
  assert.deepEqual(
    visits.map(({ id, visitorId, label, events: input }) => [id, visitorId, label, input.length]),
    [
      ['otto-5', 'otto-5', 'buy', 2],
      ['otto-5#2', 'otto-5', 'cart-abandon', 2],
    ],
  )
})

test('OTTO: a line that is no session is counted; too many are an error with file and line', async () => {
  const good = JSON.stringify({ session: 1, events: [{ aid: 1, ts: 0, type: 'clicks' }] })
  const other = good.replace('"session":1', '"session":2')
  const one = await file('one.jsonl', [good, '{"session":', other])
  assert.equal((await readOtto(one)).length, 2)
  assert.equal((await reportOf('otto', one)).firstMalformed?.line, 2)
  await assert.rejects(
    readOtto(await file('bad.jsonl', ['[]'])),
    /bad\.jsonl:1: the line is not a JSON object/,
  )
})
