// SPDX-License-Identifier: MIT
// Customers as other shops would know them, and what training draws of them.

import assert from 'node:assert/strict'
import test from 'node:test'
import { drawSamples } from '../../src/train/draw-samples.ts'
import { HEAD_TASKS } from '../../src/train/heads.ts'
import { createRandom } from '../../src/train/random.ts'
import { varyCustomer } from '../../src/train/vary-customer.ts'
import type { Visit } from '../../src/train/visit.ts'
import { CHANNELS, CHANNEL_COUNT } from '../../src/features/feature-table.ts'
import { event } from './features-support.ts'

const CUSTOMER: Visit = {
  id: 'c',
  visitorId: 'c',
  source: 'invoices',
  label: 'untold',
  customer: { value: 'high', risk: 'regular' },
  typicalOrderValue: 50,
  events: [
    event({ name: 'purchase', at: 0, transaction_id: 't1', value: 60, items: [{ item_id: 'a', price: 60 }] }),
    event({ name: 'refund', at: 9e4, session: 's2', transaction_id: 't1', value: 60, items: ['a'] }),
    event({ name: 'page_view', at: 9e5, session: 's3' }),
  ],
  after: [],
}

test('a customer keeps its orders; what they are worth is known, roughly known, or not', () => {
  const random = createRandom(4)
  const kinds = new Set<string>()
  for (let turn = 0; turn < 200; turn++) {
    const varied = varyCustomer(CUSTOMER, random)
    assert.deepEqual(
      varied.events.map(({ name, timeMs }) => [name, timeMs]),
      CUSTOMER.events.map(({ name, timeMs }) => [name, timeMs]),
    )
    assert.deepEqual([varied.customer, varied.label], [CUSTOMER.customer, CUSTOMER.label])
    const [order] = varied.events
    assert.ok(order?.name === 'purchase')
    const typical = varied.typicalOrderValue
    if (typical !== undefined) assert.ok(typical >= 50 / 1.5 && typical <= 50 * 1.5, `${typical}`)
    kinds.add([typical === undefined, order.value === undefined, order.items.length === 0].join())
  }
  assert.deepEqual(
    [...kinds].sort(),
    ['false,false,false', 'false,false,true', 'true,false,false', 'true,true,false'].sort(),
  )
  assert.equal(
    CUSTOMER.events[0]?.name === 'purchase' && CUSTOMER.events[0].value,
    60,
    'the original is untouched',
  )
})

test('a customer is drawn whole and once more varied; together they weigh one', () => {
  const options = { wholeShare: 0.5, sourceWeight: {}, variedShare: 0.5, grownShare: 0 }
  const samples = drawSamples([CUSTOMER], HEAD_TASKS, createRandom(1), options)
  assert.deepEqual(
    samples.map(({ rows, targets }) => [rows, targets.map((target) => target?.classes)]),
    Array.from({ length: 2 }, () => [3, [undefined, [0, 1], [1, 0]]]),
  )
  assert.ok(Math.abs(samples.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9)
})

test('where it is not told whether a visitor returns, all three are shown; where it is, two', () => {
  const returning = CHANNELS.findIndex(({ name }) => name === 'returning')
  const shown = (told: boolean | undefined): number[] => {
    const random = createRandom(2)
    const visit: Visit = {
      id: 'v',
      visitorId: 'v',
      source: 'ospi',
      label: 'no-buy',
      events: [event({ name: 'view_item', at: 0, items: [] })],
      after: [],
      ...(told !== undefined && { returning: told }),
    }
    const options = { wholeShare: 0.5, sourceWeight: {}, variedShare: 0, grownShare: 0 }
    const values = Array.from({ length: 60 }, () =>
      drawSamples([visit], HEAD_TASKS, random, options).map(
        ({ channels, rows }) => channels[(rows - 1) * CHANNEL_COUNT + returning]!,
      ),
    )
    return [...new Set(values.flat())].sort((a, b) => a - b)
  }
  assert.deepEqual(shown(undefined), [-1, 0, 1])
  assert.deepEqual(shown(true), [0, 1])
  assert.deepEqual(shown(false), [-1, 0])
})
