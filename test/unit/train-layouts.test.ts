// SPDX-License-Identifier: MIT
// A small made-up export in every layout, read as a shop would hand it over.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { gzipSync } from 'node:zlib'
import { HOLDOUT } from '../../src/train/holdout.ts'
import { openDatabase } from '../../src/train/read/duckdb.ts'
import { findLayout } from '../../src/train/read/layouts/find-layout.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import { readData } from '../../src/train/read/read-data.ts'
import { showSql } from '../../src/train/read/sql/show-sql.ts'
import { UsageError } from '../../src/train/train-errors.ts'
import type { DataOptions } from '../../src/train/read/open-data.ts'
import type { Visit } from '../../src/train/visit.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-layouts-'))
})
after(() => rm(folder, { recursive: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n')

/** Runs a query of DuckDB's on files of the test's. */
async function query(sql: string): Promise<void> {
  const db = await openDatabase()
  await db.run(sql)
  await db.close()
}

async function read(data: string, options: Omit<DataOptions, 'data'>): Promise<readonly Visit[]> {
  return (await readVisits({ ...options, data })).visits
}

/** Label, visitor and what happened, in short. */
function short({ label, visitorId, events, after: later }: Visit): unknown[] {
  return [label, visitorId, events.map(({ name }) => name).join(' '), later.map(({ name }) => name).join(' ')]
}

const T = Date.UTC(2030, 0, 1, 10)
const minute = 60_000

/** BigQuery exports whole numbers as text. */
function ga4(name: string, atMs: number, session: number, user: string, rest: object = {}): object {
  return {
    event_timestamp: String(atMs * 1000),
    event_name: name,
    user_pseudo_id: user,
    event_params: [
      { key: 'ga_session_id', value: { int_value: String(session) } },
      { key: 'page_location', value: { string_value: `https://shop.test/${name}?q=1#x` } },
    ],
    items: [],
    ...rest,
  }
}

const GA4_EVENTS = [
  ga4('session_start', T, 1, 'u1'),
  ga4('view_item', T + 1, 1, 'u1', {
    items: [{ item_id: 'a', item_brand: '(not set)', item_category: 'toys', price: 9.5, quantity: null }],
  }),
  ga4('add_to_cart', T + minute, 1, 'u1', { items: [{ item_id: 'a', price: 9.5, quantity: 2 }] }),
  ga4('purchase', T + 2 * minute, 1, 'u1', {
    items: [
      { item_id: 'a', price: 9.5 },
      { item_id: 'b', price: 3 },
    ],
    ecommerce: { transaction_id: 't1' },
  }),
  ga4('page_view', T, 2, 'u2'),
  ga4('add_to_cart', T + 5, 2, 'u2', { items: [{ item_id: 'c' }] }),
]

test('ga4: JSON lines of the BigQuery export, nested parameters and items', async () => {
  const visits = await read(await write('ga4.jsonl', lines(GA4_EVENTS)), { layout: 'ga4' })
  assert.deepEqual(visits.map(short), [
    ['buy', 'u1', 'view_item add_to_cart', 'purchase'],
    ['cart-abandon', 'u2', 'page_view add_to_cart', ''],
  ])
  const [view] = visits[0]!.events
  assert.ok(view?.name === 'view_item')
  assert.deepEqual(view.items, [{ item_id: 'a', item_category: 'toys', price: 9.5 }])
  assert.equal(view.timeMs, T + 1)
  const [order] = visits[0]!.after
  assert.ok(order?.name === 'purchase')
  assert.equal(order.transaction_id, 't1')
  assert.deepEqual(order.items, [
    { item_id: 'a', price: 9.5 },
    { item_id: 'b', price: 3 },
  ])
  const [page] = visits[1]!.events
  assert.ok(page?.name === 'page_view')
  assert.equal(page.page_location, 'https://shop.test/page_view')
})

test('ga4: Parquet with real structures gives the same visits as JSON lines', async () => {
  const json = await write('same.jsonl', lines(GA4_EVENTS))
  const parquet = join(folder, 'same.parquet')
  await query(`COPY (SELECT * REPLACE (event_timestamp::BIGINT AS event_timestamp) FROM read_json_auto('${json}'))
    TO '${parquet}' (FORMAT parquet)`)
  assert.deepEqual(await read(parquet, { layout: 'ga4' }), await read(json, { layout: 'ga4' }))
})

test('segment: messages by the specification; other events do not matter', async () => {
  const track = (event: string, atMs: number, user: string, properties: object): object => ({
    type: 'track',
    event,
    anonymousId: user,
    timestamp: new Date(atMs).toISOString(),
    properties,
  })
  const path = await write(
    'segment.jsonl.gz',
    gzipSync(
      lines([
        { type: 'page', anonymousId: 'u1', timestamp: new Date(T).toISOString(), properties: { url: '/a' } },
        track('Product Viewed', T + 1000, 'u1', {
          product_id: 'p',
          name: 'Lamp',
          price: '19.90',
          category: 'lamps',
        }),
        track('Experiment Viewed', T + 2000, 'u1', {}),
        track('Products Searched', T + 3000, 'u1', { query: 'Red Lamp' }),
        track('Order Completed', T + minute, 'u1', {
          order_id: 'o',
          products: [{ product_id: 'p', price: 19.9, quantity: 1 }, { product_id: 'q' }],
        }),
        track('Product Added', T + 60 * minute, 'u1', { product_id: 'q' }),
      ]),
    ),
  )
  const visits = await read(path, { layout: 'segment' })
  assert.deepEqual(visits.map(short), [
    ['buy', 'u1', 'page_view view_item search', 'purchase'],
    ['cart-abandon', 'u1', 'add_to_cart', ''],
  ])
  const [, view, search] = visits[0]!.events
  assert.ok(view?.name === 'view_item' && search?.name === 'search')
  assert.deepEqual(view.items, [{ item_id: 'p', item_name: 'Lamp', item_category: 'lamps', price: 19.9 }])
  assert.equal(search.search_hashes?.length, 2)
  assert.ok(!('search_term' in search))
  const [order] = visits[0]!.after
  assert.ok(order?.name === 'purchase')
  assert.deepEqual(order.items, [{ item_id: 'p', price: 19.9, quantity: 1 }, { item_id: 'q' }])
})

test('shopify: Web Pixel events', async () => {
  const variant = {
    id: 'v',
    title: 'Red',
    price: { amount: 5, currencyCode: 'EUR' },
    product: { id: 'p', vendor: 'elm' },
  }
  const pixel = (name: string, atMs: number, data: object): object => ({
    name,
    timestamp: new Date(atMs).toISOString(),
    clientId: 'c1',
    data,
  })
  const path = await write(
    'shopify.jsonl',
    lines([
      pixel('product_viewed', T, { productVariant: variant }),
      pixel('product_added_to_cart', T + 1000, { cartLine: { quantity: 2, merchandise: variant } }),
      pixel('clicked', T + 1500, {}),
      pixel('checkout_completed', T + 2000, {
        checkout: { order: { id: 'o' }, lineItems: [{ quantity: 2, variant }] },
      }),
    ]),
  )
  const visits = await read(path, { layout: 'shopify' })
  assert.deepEqual(visits.map(short), [['buy', 'c1', 'view_item add_to_cart', 'purchase']])
  const [view, cart] = visits[0]!.events
  assert.ok(view?.name === 'view_item' && cart?.name === 'add_to_cart')
  assert.deepEqual(view.items, [{ item_id: 'p', item_brand: 'elm', item_variant: 'Red', price: 5 }])
  assert.equal(cart.items[0]?.quantity, 2)
})

test('vitrine: what export() gives, a document a visitor', async () => {
  const stamp = (timeMs: number, sessionId: string): object => ({
    id: `${timeMs}`,
    timeMs,
    sessionId,
    source: 'page',
  })
  const exported = {
    version: 1,
    exportedAtMs: T,
    sessions: [
      { id: 's1', startedMs: T, lastMs: T, eventCount: 3 },
      { id: 's2', startedMs: T, lastMs: T, eventCount: 1 },
    ],
    events: [
      { name: 'view_item', items: [{ item_id: 'a', price: 3 }], ...stamp(T, 's1') },
      { name: 'search', search_hashes: [7, 4294967295], ...stamp(T + 1, 's1') },
      { name: 'purchase', transaction_id: 'o', items: [{ item_id: 'a' }], ...stamp(T + 2, 's1') },
      { name: 'page_view', page_location: '/x', ...stamp(T + 90 * minute, 's2') },
    ],
  }
  const path = await write('export.json', JSON.stringify(exported, null, 2))
  const visits = await read(path, { layout: 'vitrine' })
  assert.deepEqual(visits.map(short), [
    ['buy', 's1', 'view_item search', 'purchase'],
    ['browse', 's1', 'page_view', ''],
  ])
  const search = visits[0]!.events[1]
  assert.ok(search?.name === 'search')
  assert.deepEqual(search.search_hashes, [7, 4294967295])
})

test('yoochoose: clicks and buys together; there are no carts', async () => {
  await write(
    'yoochoose-clicks.dat',
    '1,2030-01-01T10:00:00.000Z,a,0\n1,2030-01-01T10:01:00.000Z,b,S\n2,2030-01-01T10:00:00.000Z,a,3\n',
  )
  await write('yoochoose-buys.dat', '1,2030-01-01T10:02:00.000Z,b,100,2\n')
  const visits = await read(join(folder, 'yoochoose-{clicks,buys}.dat'), { layout: 'yoochoose' })
  assert.deepEqual(visits.map(short), [
    ['buy', '1', 'view_item view_item', 'purchase'],
    ['no-buy', '2', 'view_item', ''],
  ])
})

test('retailrocket: events of visitors, cut at silences', async () => {
  const path = await write(
    'events.csv',
    `timestamp,visitorid,event,itemid,transactionid\n${T},7,view,a,\n${T + minute},7,addtocart,a,\n${T + 2 * minute},7,transaction,a,5\n${T + 60 * minute},7,view,b,\n`,
  )
  assert.deepEqual((await read(path, { layout: 'retailrocket' })).map(short), [
    ['buy', '7', 'view_item add_to_cart', 'purchase'],
    ['browse', '7', 'view_item', ''],
  ])
})

test('eshop2008: clicks in their order, half a minute apart, without a repeat and without an outcome', async () => {
  const row = (order: number, session: number, item: string): string =>
    `2008;4;1;${order};29;${session};1;${item};3;5;1;28;2;1`
  const path = await write(
    'eshop.csv',
    [
      'year;month;day;order;country;session ID;page 1 (main category);page 2 (clothing model);colour;location;model photography;price;price 2;page',
      ...[row(2, 1, 'A16'), row(1, 1, 'A13'), row(3, 1, 'A16'), row(10, 1, 'A13'), row(1, 2, 'B4')],
    ].join('\n'),
  )
  const visits = await read(path, { layout: 'eshop2008' })
  assert.deepEqual(visits.map(short), [
    ['untold', '1', 'view_item view_item view_item', ''],
    ['untold', '2', 'view_item', ''],
  ])
  const start = Date.UTC(2008, 3, 1)
  assert.deepEqual(
    visits[0]!.events.map((event) => {
      const [item] = 'items' in event ? (event.items ?? []) : []
      return [event.timeMs - start, item?.item_id, item?.price]
    }),
    [
      [30_000, 'A13', 28],
      [60_000, 'A16', 28],
      [300_000, 'A13', 28],
    ],
  )
  await assert.rejects(
    readData({ data: path, layout: 'eshop2008' }, HOLDOUT, () => undefined),
    /eshop2008 does not tell how visits end.*--pretrain-data/,
  )
})

const INVOICES = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

test('invoices: customers, the lines of an order in one event, labelled by what comes in the last days', async () => {
  const path = await write(
    'invoices.csv',
    [
      INVOICES,
      '1,a,LAMP,2,2030-01-01 10:00:00,3.5,77,X',
      '1,b,CUP,1,2030-01-01 10:00:00,4,77,X',
      'C2,a,LAMP,-2,2030-01-02 10:00:00,3.5,77,X',
      '3,a,LAMP,1,2030-01-03 10:00:00,3.5,78,X',
      '4,b,CUP,9,2030-01-20 10:00:00,4,77,X',
      'C5,b,CUP,-1,2030-01-21 10:00:00,4,78,X',
      '6,b,CUP,1,2030-01-30 10:00:00,4,79,X',
    ].join('\n'),
  )
  const [first, second, ...others] = await read(path, { layout: 'invoices', outcomeDays: 20 })
  assert.deepEqual(others, [], 'whoever orders in the outcome window alone was no customer before it')
  assert.deepEqual(first?.customer, { value: 'high', risk: 'regular' })
  assert.deepEqual(second?.customer, { value: 'regular', risk: 'return-prone' })
  assert.deepEqual([first.visitorId, first.label, first.after], ['77', 'untold', []])
  const [order, refund, now, ...later] = first.events
  assert.deepEqual(later, [])
  assert.deepEqual(
    [now?.name, new Date(now!.timeMs).toISOString()],
    ['page_view', '2030-01-11T00:00:00.000Z'],
    'the history ends with the day before the outcome window, which begins with a day',
  )
  assert.equal(first.typicalOrderValue, (11 + 3.5) / 2)
  assert.ok(order?.name === 'purchase' && refund?.name === 'refund')
  assert.deepEqual([order.value, order.transaction_id, refund.value], [11, '1', 7])
  assert.deepEqual(
    order.items.map(({ item_id, price, quantity }) => [item_id, price, quantity]),
    [
      ['a', 3.5, 2],
      ['b', 4, 1],
    ],
  )
  assert.notEqual(order.sessionId, refund.sessionId)
})

test('customers of any events: pages and orders; nobody returns, so the risk is not told', async () => {
  const row = (day: number, uid: string, event: string, price = ''): string =>
    `2030-02-${String(day).padStart(2, '0')}T10:00:00Z,${uid},${event},s${day},${price}`
  const path = await write(
    'customers.csv',
    [
      'ts,uid,what,sku,eur',
      row(1, 'a', 'view_item', '5'),
      row(2, 'a', 'purchase', '5'),
      row(3, 'b', 'purchase', '6'),
      row(4, 'c', 'view_item', '5'),
      row(20, 'b', 'purchase', '50'),
    ].join('\n'),
  )
  const map = { time: 'ts', visitor: 'uid', event: 'what', item: 'sku', price: 'eur' }
  const options = { layout: 'table', map, customers: true, outcomeDays: 5 } as const
  const customers = await read(path, options)
  assert.deepEqual(
    customers.map(({ id, customer, events }) => [id, customer, events.map(({ name }) => name).join(' ')]),
    [
      ['a', { value: 'regular' }, 'view_item purchase page_view'],
      ['b', { value: 'high' }, 'purchase page_view'],
    ],
  )
  await assert.rejects(read(path, { ...options, outcomeDays: 90 }), /has no order before the outcome window/)
  const ospi = await write('ospi-customers.csv', 'Revenue\nTRUE\n')
  await assert.rejects(read(ospi, { layout: 'sessions', customers: true }), UsageError)
})

test('customers that another engine made are read as the file itself is', async () => {
  const path = await write(
    'orders.csv',
    [
      INVOICES,
      ...Array.from({ length: 40 }, (_, at) => {
        const day = String(1 + (at % 28)).padStart(2, '0')
        return `${at % 7 === 3 ? 'C' : ''}${at},i${at % 5},THING,1,2030-0${1 + (at % 3)}-${day} 09:00:00,${1 + (at % 9)},${at % 11},X`
      }),
    ].join('\n'),
  )
  const folderOut = join(folder, 'handed-over-customers')
  const script = showSql(findLayout('invoices'), 'duckdb', path, { outcomeDays: 30 }).replace(
    "TO 'visits'",
    `TO '${folderOut}'`,
  )
  await query(script)
  const direct = await read(path, { layout: 'invoices', outcomeDays: 30 })
  const handedOver = await read(join(folderOut, '*.parquet'), { layout: 'visits' })
  assert.ok(direct.length > 3)
  const plain = (visits: readonly Visit[]): unknown =>
    visits.map(({ id, customer, events }) => ({
      id,
      customer,
      events: events.map(({ source: _, ...event }) => event),
    }))
  assert.deepEqual(plain(handedOver), plain(direct))
})

const TABLE_MAP = { time: 'ts', visitor: 'uid', event: 'what', item: 'sku', price: 'eur', category: 'path' }

test('table: any columns, any delimiter, usual names of events and unusual ones', async () => {
  const path = await write(
    'table.csv.gz',
    gzipSync(
      `ts;uid;what;sku;eur;path\n${T / 1000};u1;View;a;5;Home > Garden\n${T / 1000 + 60};u1;In den Korb;a;5;Home > Garden\n2030-01-01 10:02:00;u1;order;a;5;\n2030-01-01T10:00:00+02:00;u2;view;b;;\n`,
    ),
  )
  const visits = await read(path, {
    layout: 'table',
    map: TABLE_MAP,
    eventNames: { 'in den korb': 'add_to_cart' },
  })
  assert.deepEqual(visits.map(short), [
    ['buy', 'u1', 'view_item add_to_cart', 'purchase'],
    ['browse', 'u2', 'view_item', ''],
  ])
  const [view] = visits[0]!.events
  assert.ok(view?.name === 'view_item')
  assert.deepEqual(view.items, [{ item_id: 'a', item_category: 'Home', item_category2: 'Garden', price: 5 }])
  assert.equal(view.timeMs, T)
  assert.equal(visits[1]!.events[0]?.timeMs, T - 120 * minute)
})

test('table: without any cart event nobody says what an abandoned cart is', async () => {
  const path = await write('nocart.csv', `ts,uid,what\n${T},u1,view\n${T},u2,view\n${T + 1000},u2,buy\n`)
  const map = { time: 'ts', visitor: 'uid', event: 'what' }
  assert.deepEqual((await read(path, { layout: 'table', map })).map(short), [
    ['no-buy', 'u1', 'view_item', ''],
    ['buy', 'u2', 'view_item', 'purchase'],
  ])
})

test('table: JSON lines with paths, and a column that tells the outcome', async () => {
  const path = await write(
    'paths.jsonl',
    lines([
      { at: T, who: { id: 'u1' }, e: 'view', p: { price: 4 }, bought: true },
      { at: T, who: { id: 'u2' }, e: 'view', bought: false },
    ]),
  )
  const map = { time: 'at', visitor: 'who.id', event: 'e', price: 'p.price', bought: 'bought' }
  assert.deepEqual((await read(path, { layout: 'table', map })).map(short), [
    ['buy', 'u1', 'view_item', ''],
    ['no-buy', 'u2', 'view_item', ''],
  ])
})

test('table: one JSON document that lists its events', async () => {
  const path = await write(
    'list.json',
    JSON.stringify(
      [
        { at: T, u: 'u1', e: 'view' },
        { at: T + 1, u: 'u1', e: 'cart' },
      ],
      null,
      2,
    ),
  )
  const map = { time: 'at', visitor: 'u', event: 'e' }
  assert.deepEqual((await read(path, { layout: 'table', map })).map(short), [
    ['cart-abandon', 'u1', 'view_item add_to_cart', ''],
  ])
})

test('many Parquet files and zstd are read as one table', async () => {
  const csv = await write('parts.csv', `ts,uid,what\n${T},u1,view\n${T + 1000},u1,cart\n${T},u2,view\n`)
  await query(
    `COPY (FROM read_csv('${csv}') WHERE what = 'view') TO '${folder}/part-1.parquet' (FORMAT parquet)`,
  )
  await query(
    `COPY (FROM read_csv('${csv}') WHERE what = 'cart') TO '${folder}/part-2.parquet' (FORMAT parquet)`,
  )
  await query(`COPY (FROM read_csv('${csv}')) TO '${folder}/parts.csv.zst' (FORMAT csv, COMPRESSION zstd)`)
  const map = { time: 'ts', visitor: 'uid', event: 'what' }
  const expected = [
    ['cart-abandon', 'u1', 'view_item add_to_cart', ''],
    ['browse', 'u2', 'view_item', ''],
  ]
  assert.deepEqual((await read(`${folder}/part-*.parquet`, { layout: 'table', map })).map(short), expected)
  assert.deepEqual((await read(`${folder}/parts.csv.zst`, { layout: 'table', map })).map(short), expected)
})

test('the printed SQL, run elsewhere, hands over visits that read back the same', async () => {
  const csv = await write(
    'shown.csv',
    `ts,uid,what,sku\n${T},u1,view,a\n${T + 1000},u1,cart,a\n${T + 60 * minute},u1,view,b\n${T + 2000},u1,buy,a\n${T},u2,view,a\n`,
  )
  const map = { time: 'ts', visitor: 'uid', event: 'what', item: 'sku' }
  const sql = showSql(findLayout('table', map), 'duckdb', csv).replace(`TO 'visits'`, `TO '${folder}/visits'`)
  await query(sql)
  const direct = await read(csv, { layout: 'table', map })
  assert.equal(direct.length, 3)
  // The source is all that differs: a table of one's own both times.
  assert.deepEqual(await read(`${folder}/visits/*.parquet`, { layout: 'visits' }), direct)
})
