// SPDX-License-Identifier: MIT
// The shipped package behaves as a merchant would expect, whatever the figures say.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import test from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { FEATURE_VERSION } from '../../src/features/feature-table.ts'
import { visitFacts } from '../../src/features/visit-facts.ts'
import { decideSegment, UNKNOWN_SEGMENT } from '../../src/segments/decide-segment.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import type { Item, StoredEvent } from '../../src/types.ts'
import { visit } from './features-support.ts'

const PACKAGE = fileURLToPath(new URL('../../models/shopper', import.meta.url))
const scorer = await loadNodeScorer(PACKAGE)

interface Moment {
  readonly segment: string
  readonly browse: number
  readonly abandon: number
  readonly buy: number
}

/** What the page would have said after each event. */
async function follow(events: readonly StoredEvent[]): Promise<Moment[]> {
  const histories = events.map((_, index) => encodeHistory(events.slice(0, index + 1), 'visit'))
  const scores = await scorer.score(histories)
  let segment = UNKNOWN_SEGMENT
  return scores.map((score, index) => {
    const facts = visitFacts(events.slice(0, index + 1))
    const evidence = { probabilities: score, facts, eventsSeen: { intent: histories[index]!.eventsSeen } }
    segment = decideSegment(scorer.metadata.policy, evidence, segment).segment
    const { browse = NaN, 'cart-abandon': abandon = NaN, buy = NaN } = score.intent ?? {}
    return { segment, browse, abandon, buy }
  })
}

const item = (id: number, category = 'a'): Item => ({
  item_id: `i${id}`,
  item_brand: 'b',
  item_category: category,
  price: 20 + id,
})
const toOrder = visit(
  { name: 'view_item_list', items: [item(1), item(2), item(3)], item_list_id: 'a' },
  { name: 'view_item', items: [item(1)] },
  { name: 'view_item', at: 100, items: [item(1)] },
  { name: 'add_to_cart', at: 130, items: [item(1)] },
  { name: 'view_cart', at: 150, items: [item(1)] },
  { name: 'begin_checkout', at: 190, items: [item(1)] },
  { name: 'purchase', at: 300, items: [item(1)], transaction_id: 't' },
)

test('a visit that goes to the checkout is a likely buyer or a cart at risk, from the cart on', async () => {
  const moments = await follow(toOrder.slice(0, -1))
  for (const { segment } of moments.slice(3)) {
    assert.ok(segment === 'likely-buyer' || segment === 'cart-at-risk', segment)
  }
  assert.equal(moments.at(-1)?.segment, 'likely-buyer')
})

test('three views of different items are no likely buyer', async () => {
  const moments = await follow(
    visit(
      { name: 'view_item', items: [item(1, 'a')] },
      { name: 'view_item', items: [item(2, 'b')] },
      { name: 'view_item', items: [item(3, 'c')] },
    ),
  )
  assert.ok(moments.every(({ segment }) => segment !== 'likely-buyer' && segment !== 'cart-at-risk'))
})

test('no step towards an order makes buying less likely', async () => {
  const moments = await follow(toOrder)
  for (let index = 3; index < moments.length; index++) {
    assert.ok(moments[index]!.buy >= moments[index - 1]!.buy - 0.01, `after ${toOrder[index]!.name}`)
  }
})

test('a checkout straight from a product makes buying more likely', async () => {
  const [view, checkout] = await follow(
    visit({ name: 'view_item', items: [item(1)] }, { name: 'begin_checkout', items: [item(1)] }),
  )
  assert.ok(checkout!.buy > view!.buy + 0.3)
})

test('looking around after filling a cart puts the cart at risk', async () => {
  const moments = await follow(
    visit(
      { name: 'view_item', items: [item(1)] },
      { name: 'add_to_cart', items: [item(1)] },
      ...[2, 3, 4, 5].map((id) => ({ name: 'view_item' as const, items: [item(id)] })),
    ),
  )
  assert.ok(moments.at(-1)!.abandon > moments[1]!.abandon)
  assert.equal(moments.at(-1)?.segment, 'cart-at-risk')
})

for (const [shop, drafts] of Object.entries({
  'pages alone': (index: number) => ({ name: 'page_view' as const, page_location: `/${index}` }),
  'pages without addresses': () => ({ name: 'page_view' as const }),
  'lists alone': (index: number) => ({
    name: 'view_item_list' as const,
    items: [item(index)],
    item_list_id: `${index}`,
  }),
  'the pages of one list': (index: number) => ({
    name: 'view_item_list' as const,
    items: [0, 1, 2, 3].map((k) => item(index * 4 + k)),
    item_list_id: 'a',
  }),
  'products without items': () => ({ name: 'view_item' as const, items: [] }),
  'searches and products': (index: number) =>
    index % 2 === 0
      ? { name: 'search' as const, search_hashes: [index] }
      : { name: 'view_item' as const, items: [item(index)] },
})) {
  test(`60 steps of a shop that reports ${shop} never speak of a cart or of buying`, async () => {
    const moments = await follow(visit(...Array.from({ length: 60 }, (_, index) => drafts(index))))
    moments.forEach(({ segment }, index) => {
      assert.ok(segment !== 'likely-buyer' && segment !== 'cart-at-risk', `${segment} after ${index + 1}`)
    })
  })
}

test('the package says what it is: features, segments, quality by events, holdout and credits', () => {
  const { featureVersion, policy, quality, holdout, credits } = scorer.metadata
  assert.equal(featureVersion, FEATURE_VERSION)
  assert.deepEqual(
    policy.map(({ segment }) => segment),
    [
      'likely-buyer',
      'cart-at-risk',
      'return-prone',
      'high-value',
      'researcher',
      'bargain-seeker',
      'bargain-seeker',
      'browser',
    ],
  )
  const [browse, abandon, buy] = scorer.metadata.heads[0]!.prior!
  assert.ok(buy! > 0.02 && buy! < 0.06 && Math.abs(browse! + abandon! + buy! - 1) < 1e-9)
  assert.deepEqual(
    quality['intent']?.map(({ events }) => events),
    [1, 2, 3, 5, 10, 20, null],
  )
  assert.ok(quality['intent']?.every(({ visits, auc }) => visits < 50 || auc >= 0.5))
  assert.ok(holdout.modulo > holdout.below && holdout.below > 0)
  assert.match(credits.join('\n'), /REES46 Marketing Platform[\s\S]*Sakar/)
})

test('the plain engine meets the self-test', async () => {
  const { tokens, channels, expected } = scorer.metadata.selfTest
  const outputs = await scorer.outputs([
    { tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) },
  ])
  outputs.forEach((value, index) => assert.ok(Math.abs(value - expected[index]!) < 1e-6))
})

test('the package says the SHA-256 of its weights', async () => {
  const hash = createHash('sha256')
    .update(await readFile(`${PACKAGE}/weights.bin`))
    .digest('hex')
  assert.deepEqual(scorer.metadata.files, { 'weights.bin': hash })
})

test('the package stays under 120 kB brotli', async () => {
  const files = await Promise.all(['model.json', 'weights.bin'].map((name) => readFile(`${PACKAGE}/${name}`)))
  const bytes = files.reduce((sum, file) => sum + brotliCompressSync(file).length, 0)
  assert.ok(bytes < 120_000, `${bytes}`)
  assert.ok((await stat(`${PACKAGE}/CARD.md`)).size > 1000)
})

test('a visit that compares a few things of one kind is a researcher, until the cart is filled', async () => {
  const looks = [1, 2, 3, 1, 2, 1].map((id) => ({ name: 'view_item' as const, items: [item(id)] }))
  const moments = await follow(visit(...looks, { name: 'add_to_cart', items: [item(1)] }))
  assert.equal(moments.at(-2)?.segment, 'researcher')
  assert.notEqual(moments.at(-1)?.segment, 'researcher')
})

test('a visit that goes after promotions is a bargain seeker', async () => {
  const moments = await follow(
    visit(
      { name: 'select_promotion', promotion_id: 'a' },
      { name: 'view_item', items: [item(1)] },
      { name: 'select_promotion', promotion_id: 'b' },
    ),
  )
  assert.deepEqual(
    moments.map(({ segment }) => segment),
    [UNKNOWN_SEGMENT, UNKNOWN_SEGMENT, 'bargain-seeker'],
  )
})
