// SPDX-License-Identifier: MIT
// What must not make an order less likely: the pairs that are drawn, what they cost, and that training heeds them.

import assert from 'node:assert/strict'
import test from 'node:test'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { drawSamples } from '../../src/train/draw-samples.ts'
import { trimPadding, type Pair, type Sample } from '../../src/train/fit/batch.ts'
import { fitNetwork } from '../../src/train/fit/fit-network.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { pairCost } from '../../src/train/fit/pair-loss.ts'
import { predict } from '../../src/train/fit/train-step.ts'
import { growVisit } from '../../src/train/grow-visit.ts'
import { headTask } from '../../src/train/heads.ts'
import { networkSpec } from '../../src/train/network/network-spec.ts'
import { parameterShapes } from '../../src/train/network/parameters.ts'
import { createRandom } from '../../src/train/random.ts'
import { FIT_DEFAULTS } from '../../src/train/training-options.ts'
import type { Visit } from '../../src/train/visit.ts'
import { visit } from './features-support.ts'

const logits = (...values: number[]): Float32Array => Float32Array.from(values)

test('a rise of the log odds costs nothing, a fall what it falls by, a change of what is the same its square', () => {
  assert.deepEqual(pairCost(logits(0), logits(1), 0, 'at-least'), { loss: 0, before: [-0], after: [0] })
  const fall = pairCost(logits(1), logits(0), 0, 'at-least')
  assert.ok(Math.abs(fall.loss - 1.1) < 1e-6)
  assert.deepEqual([fall.before, fall.after], [[1], [-1]])
  assert.ok(Math.abs(pairCost(logits(0, 0, 1), logits(0, 0, 1.5), 2, 'same').loss - 2 * 0.25) < 1e-6)
})

test('the slopes of a pair are those of small differences', () => {
  const random = createRandom(3)
  const some = (): Float32Array => Float32Array.from({ length: 3 }, () => 4 * random.next() - 2)
  for (let turn = 0; turn < 50; turn++) {
    const [before, after] = [some(), some()]
    for (const expected of ['at-least', 'same'] as const) {
      const cost = pairCost(before, after, 2, expected)
      for (const [which, slopes] of [cost.before, cost.after].entries()) {
        for (let at = 0; at < 3; at++) {
          const nudged = [before, after].map((own, side) =>
            own.map((value, index) => (side === which && index === at ? value + 1e-3 : value)),
          )
          const slope = (pairCost(nudged[0]!, nudged[1]!, 2, expected).loss - cost.loss) / 1e-3
          assert.ok(Math.abs(slope - slopes[at]!) < 0.03, `${expected}: ${slope} and ${slopes[at]}`)
        }
      }
    }
  }
})

const VISIT = visit(
  { name: 'view_item', items: ['a'] },
  { name: 'view_item', items: ['b'] },
  { name: 'add_to_cart', items: ['a'] },
)

test('a visit goes on with the product that was viewed last, with a checkout, or ten seconds later', () => {
  const random = createRandom(1)
  const seen = new Set<string>()
  for (let turn = 0; turn < 300; turn++) {
    const grown = growVisit(VISIT, random)!
    const last = grown.after.at(-1)!
    seen.add(`${grown.expected} ${last.name} ${'items' in last ? last.items?.[0]?.item_id : ''}`)
    if (grown.expected === 'same') assert.equal(last.timeMs - grown.before.at(-1)!.timeMs, 10_000)
    else {
      const gap = last.timeMs - grown.before.at(-1)!.timeMs
      assert.ok(gap >= 31_000 && gap <= 180_000, `${gap}`)
    }
  }
  assert.deepEqual([...seen].sort(), [
    'at-least add_to_cart a',
    'at-least begin_checkout a',
    'at-least view_cart a',
    'at-least view_item b',
    'same add_to_cart a',
  ])
  const page = visit({ name: 'page_view', page_location: '/' })
  for (let seed = 0; seed < 40; seed++) {
    const grown = growVisit(page, createRandom(seed))
    assert.ok(grown === undefined || grown.after.at(-1)!.name === 'begin_checkout')
  }
})

const shopVisit = (id: string, label: 'buy' | 'browse'): Visit => ({
  id,
  visitorId: id,
  source: 'rees46',
  events: VISIT,
  after: [],
  label,
})

test('every visit that is asked about an order has a pair; customers and counts have none', () => {
  const options = { wholeShare: 0.5, sourceWeight: {}, variedShare: 0, grownShare: 1 }
  const heads = [headTask('value'), headTask('intent')]
  const pairs = (one: Visit, share = 1): readonly Pair[] =>
    Array.from({ length: 20 }, (_, seed) =>
      drawSamples([one], heads, createRandom(seed), { ...options, grownShare: share }),
    ).flatMap((samples) => samples.flatMap(({ pair }) => pair ?? []))
  const own = pairs(shopVisit('v', 'buy'))
  assert.ok(own.length >= 15, `${own.length}`)
  for (const { head, unit, before, after, expected } of own) {
    assert.deepEqual([head, unit], [1, 2])
    assert.equal(after.rows - before.rows, expected === 'same' ? 0 : 1)
  }
  assert.deepEqual(pairs(shopVisit('v', 'buy'), 0), [])
  assert.deepEqual(pairs({ ...shopVisit('o', 'buy'), source: 'ospi' }), [])
})

test('a network that data teach to fear a second view is taught by pairs not to', async () => {
  const tf = await loadTf()
  const again = [...VISIT, ...visit({ name: 'view_item', items: ['b'], at: 90 })]
  const [before, after] = [VISIT, again].map((events) => trimPadding(encodeHistory(events, 'visit')))
  const sample = (input: typeof before, buys: boolean): Sample => ({
    ...input!,
    targets: [{ classes: buys ? [0, 0, 1] : [1, 0, 0] }],
    weight: 1,
  })
  const pair: Pair = { before: before!, after: after!, head: 0, unit: 2, expected: 'at-least' }
  const spec = networkSpec('compact')
  const heads = [{ layer: 'intent', units: 3 }]
  const shapes = parameterShapes(spec, heads)
  const logOdds = async (isPaired: boolean): Promise<number[]> => {
    const samples = Array.from({ length: 64 }, (_, index): Sample => {
      const one = sample(index % 2 ? before : after, index % 2 === 1)
      return isPaired ? { ...one, pair } : one
    })
    const task = { spec, heads, shapes, draw: () => samples, validation: [] }
    const options = { ...FIT_DEFAULTS, epochs: 40, learningRate: 0.01, seed: 1 }
    const { values } = await fitNetwork(tf, task, options)
    const all = predict(tf, { spec, heads, shapes, values }, [before!, after!])
    return [0, 3].map((at) => all[at + 2]! - Math.log(Math.exp(all[at]!) + Math.exp(all[at + 1]!)))
  }
  const [from, to] = await logOdds(false)
  assert.ok(to! < from! - 2, `the data say that a second view means no order: ${from} to ${to}`)
  const [pairedFrom, pairedTo] = await logOdds(true)
  assert.ok(pairedTo! > pairedFrom! - 0.5, `${pairedFrom} to ${pairedTo}`)
})
