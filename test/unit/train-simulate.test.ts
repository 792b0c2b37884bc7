// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { parseEvent } from '../../src/events/parse-event.ts'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { TOKEN_EVENTS } from '../../src/features/token.ts'
import type { EventName, Item, StoredEvent } from '../../src/types.ts'
import { toTrainOptions, TRAIN_ARGUMENTS } from '../../src/train/commands/train.ts'
import { parseArguments } from '../../src/train/data-arguments.ts'
import { HEAD_TASKS, headTask } from '../../src/train/heads.ts'
import { rocAuc } from '../../src/train/metrics/rank-metrics.ts'
import { prepareFit } from '../../src/train/prepare-fit.ts'
import { createRandom } from '../../src/train/random.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import { genericCounts } from '../../src/train/rivals/generic-counts.ts'
import { fitLogistic } from '../../src/train/rivals/logistic-regression.ts'
import { drawShop, type Shop } from '../../src/train/simulate/draw-shop.ts'
import { MODES } from '../../src/train/simulate/modes.ts'
import { createRecorder } from '../../src/train/simulate/recorder.ts'
import { simulateVisits, VISITS_PER_SHOP } from '../../src/train/simulate/simulate-visits.ts'
import { walkVisit } from '../../src/train/simulate/walk-visit.ts'
import { TrainingDataError } from '../../src/train/train-errors.ts'
import { trainModel } from '../../src/train/train-model.ts'
import type { Visit } from '../../src/train/visit.ts'
import { inventedShop } from './train-support.ts'

const VISITS = simulateVisits(20_000, { seed: 1 })

function has(visit: Visit, ...names: EventName[]): boolean {
  return visit.events.some(({ name }) => names.includes(name))
}

const isBuy = ({ label }: Visit): boolean => label === 'buy'

function share<Value>(values: readonly Value[], isSo: (value: Value) => boolean): number {
  assert.ok(values.length >= 20, 'too few to tell')
  return values.filter(isSo).length / values.length
}

function assertWithin(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value} is not in [${low}, ${high}]`)
}

function allEvents({ events, after }: Visit): StoredEvent[] {
  return [...events, ...after]
}

test('the seed decides about every visit; fewer visits are the first ones of more', () => {
  const visits = simulateVisits(250, { seed: 1 })
  assert.deepEqual(visits, VISITS.slice(0, 250))
  assert.equal(visits.length, 250)
  assert.deepEqual(simulateVisits(0, { seed: 1 }), [])
  const other = simulateVisits(250, { seed: 2 })
  const kinds = (all: readonly Visit[]): string => all.map(({ events }) => events.length).join()
  assert.notEqual(kinds(other), kinds(visits))
})

test('visits are named as simulated, and shops and seeds share no item and no identifier', () => {
  const shopOfItem = new Map<string, string>()
  const ids = new Set<string>()
  for (const seed of [1, 2]) {
    for (const visit of simulateVisits(10 * VISITS_PER_SHOP, { seed })) {
      assert.match(visit.id, /^sim-/)
      assert.equal(visit.source, 'simulated')
      const shop = `${seed} ${visit.group}`
      for (const event of allEvents(visit)) {
        assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        assert.ok(!ids.has(event.id))
        ids.add(event.id)
        for (const { item_id } of 'items' in event ? (event.items ?? []) : []) {
          assert.equal(shopOfItem.get(item_id!) ?? shop, shop)
          shopOfItem.set(item_id!, shop)
        }
      }
    }
  }
  assert.ok(shopOfItem.size > 1_000)
})

test('rates lie between those that are known of real shops', () => {
  // Google Merchandise Store 1.34 %, REES46 3.8 %.
  assertWithin(share(VISITS, isBuy), 0.0134, 0.038, 'visits that buy')
  const withCart = VISITS.filter((visit) => has(visit, 'add_to_cart'))
  // Google Merchandise Store 4.2 %, and as much more as REES46 buys more.
  assertWithin(withCart.length / VISITS.length, 0.042, 0.12, 'visits that add to the cart')
  // Google Merchandise Store 81.1 %.
  assertWithin(
    share(withCart, (visit) => !isBuy(visit)),
    0.77,
    0.85,
    'carts without an order',
  )
  const begun = VISITS.filter((visit) => has(visit, 'begin_checkout'))
  assertWithin(share(begun, isBuy), 0.43, 0.6, 'checkouts that end in an order')
  // REES46: the median visit looks at two products, 42 % at one, 5 % at more than eleven.
  const views = VISITS.map(({ events }) => events.filter(({ name }) => name === 'view_item').length)
    .filter((count) => count > 0)
    .sort((a, b) => a - b)
  assert.equal(views[views.length >> 1], 2)
  assertWithin(
    share(views, (count) => count === 1),
    0.36,
    0.48,
    'visits with one view',
  )
  assertWithin(views[Math.floor(views.length * 0.95)]!, 8, 13, '95th percentile of views')
  assert.equal(MODES.reduce((sum, mode) => sum + mode.share, 0).toFixed(9), '1.000000000')
})

test('rhythm and repetition are those of REES46', () => {
  const gaps: number[] = []
  const repeats: number[] = []
  for (const { events } of VISITS) {
    const views = events.filter(({ name }) => name === 'view_item')
    if (views.length < 2) continue
    const isTimed = views[1]!.timeMs - views[0]!.timeMs >= 1_000
    if (isTimed) gaps.push(...views.slice(1).map(({ timeMs }, index) => timeMs - views[index]!.timeMs))
    const ids = views.map((view) => ('items' in view ? view.items?.[0]?.item_id : undefined))
    repeats.push(1 - new Set(ids).size / ids.length)
  }
  gaps.sort((a, b) => a - b)
  // Median 32 s; 0.278 of the views of a visit are of a product that was seen before.
  assertWithin(gaps[gaps.length >> 1]! / 1000, 24, 44, 'median seconds between views')
  const mean = repeats.reduce((sum, value) => sum + value, 0) / repeats.length
  assertWithin(mean, 0.23, 0.32, 'share of repeated views')
})

test('every event is one of the vocabulary, and says nothing that would be cut off', () => {
  const names = new Set<EventName>()
  for (const visit of VISITS.slice(0, 6_000)) {
    for (const event of allEvents(visit)) {
      const { id: _id, timeMs: _time, sessionId: _session, source: _source, ...own } = event
      names.add(own.name)
      if (own.name === 'search' || own.name === 'view_search_results') {
        assert.ok(own.search_hashes!.length > 0)
        assert.ok(own.search_hashes!.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32))
        assert.equal(parseEvent({ name: own.name, search_term: 'x' }, 'test').name, own.name)
      } else assert.deepEqual(parseEvent(own, 'test'), own)
    }
  }
  // Nobody sends anything back in a visit.
  const missing = TOKEN_EVENTS.filter((name) => !names.has(name) && name !== 'refund')
  assert.deepEqual(missing, [])
})

test('the funnel has an order: nothing of a checkout before it begins, and time goes on within one session', () => {
  const before: Partial<Record<EventName, EventName>> = {
    add_shipping_info: 'begin_checkout',
    add_payment_info: 'begin_checkout',
  }
  for (const visit of VISITS) {
    const happened = new Set<EventName>()
    const all = allEvents(visit)
    for (const [index, event] of all.entries()) {
      const needed = before[event.name]
      assert.ok(needed === undefined || happened.has(needed), `${visit.id}: ${event.name} without ${needed}`)
      if (event.name === 'add_shipping_info') assert.ok(!happened.has('add_payment_info'))
      happened.add(event.name)
      assert.equal(event.sessionId, all[0]!.sessionId)
      const gap = index > 0 ? event.timeMs - all[index - 1]!.timeMs : 1
      assert.ok(gap >= 1 && gap < 30 * 60_000, `${visit.id}: ${gap} ms`)
    }
  }
})

test('where all is reported, the cart holds what was added and not taken out', () => {
  const random = createRandom(4)
  const { catalogue, style } = drawShop('t', random)
  const reported = new Set(TOKEN_EVENTS)
  const full: Shop = {
    catalogue,
    style: { ...style, reported, cartLoss: 0, express: 0, returning: 0 },
    appeal: 2,
  }
  const keyOf = ({ item_id, quantity }: Item): string => `${item_id} ${quantity}`
  let [removals, checkouts] = [0, 0]
  for (let visit = 0; visit < 3_000; visit++) {
    const recorder = createRecorder(full.style, random)
    walkVisit(full, recorder, 'order', random)
    const cart: string[] = []
    for (const event of recorder.events) {
      if (event.name === 'purchase') break
      if (!('items' in event)) continue
      const keys = (event.items ?? []).map(keyOf)
      if (event.name === 'add_to_cart') cart.push(...keys)
      if (event.name === 'remove_from_cart') {
        removals++
        assert.ok(cart.includes(keys[0]!))
        cart.splice(cart.indexOf(keys[0]!), 1)
      }
      if (['view_cart', 'begin_checkout', 'add_payment_info'].includes(event.name)) {
        checkouts++
        assert.deepEqual([...keys].sort(), [...cart].sort())
      }
    }
  }
  assert.ok(removals > 50 && checkouts > 500, `${removals} ${checkouts}`)
})

test('labels say what the events say', () => {
  const carts = ['add_to_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info'] as const
  for (const visit of VISITS) {
    assert.ok(visit.events.length > 0)
    assert.ok(!has(visit, 'purchase'))
    assert.equal(visit.label === 'buy', visit.after.length > 0)
    if (isBuy(visit)) assert.equal(visit.after[0]!.name, 'purchase')
    else assert.equal(visit.label, has(visit, ...carts) ? 'cart-abandon' : 'browse')
  }
})

test('the encoder reads them without a number that is none', () => {
  for (const { events, after } of VISITS.slice(0, 2_000)) {
    for (const shown of [events, [...events, ...after]]) {
      const { tokens, channels, eventsSeen } = encodeHistory(shown, 'visit')
      assert.ok(eventsSeen > 0 && tokens.at(-1)! > 0)
      assert.ok(channels.every((value) => value >= -1 && value <= 1))
    }
  }
})

test('who begins a checkout buys more often, who tells the payment even more, who takes something out less', () => {
  const carts = VISITS.filter((visit) => has(visit, 'add_to_cart'))
  const rate = (...names: EventName[]): number =>
    share(
      VISITS.filter((visit) => has(visit, ...names)),
      isBuy,
    )
  const all = share(VISITS, isBuy)
  const steps = [all, rate('add_to_cart'), rate('begin_checkout'), rate('add_payment_info')]
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  )
  assert.ok(steps[3]! < 0.97, 'the last step before an order is no certainty')
  const removed = carts.filter((visit) => has(visit, 'remove_from_cart'))
  assert.ok(share(removed, isBuy) < 0.7 * share(carts, isBuy))
  assert.ok(rate('remove_from_cart') < rate('view_cart'))
})

const KNOWN: readonly EventName[] = [
  ...(['view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info'] as const),
  ...(['remove_from_cart', 'add_to_wishlist', 'view_search_results', 'view_item_list', 'login'] as const),
]

function evidence(events: readonly StoredEvent[]): number[] {
  const counts = genericCounts(events)
  return [
    ...counts.map((count) => Math.log1p(Math.abs(count))),
    Number(counts[2]! > 0),
    ...KNOWN.map((name) => Number(events.some((event) => event.name === name))),
    Number(events.at(-1)?.name === 'add_payment_info'),
  ]
}

/** ROC AUC, on the second half, of a regression that learned from the first half. */
function observerAuc(cut: number): number {
  const long = VISITS.filter(({ events }) => events.length >= Math.min(cut, 1e6))
  const chosen = cut === Infinity ? VISITS : long
  const rows = chosen.map(({ events }) => evidence(events.slice(0, cut)))
  const positives = chosen.map(isBuy)
  const half = rows.length >> 1
  const { predict } = fitLogistic(rows.slice(0, half), positives.slice(0, half))
  return rocAuc(rows.slice(half).map(predict), positives.slice(half))
}

test('events tell of the outcome, never for certain: little after three of them, more at the end', () => {
  assertWithin(observerAuc(3), 0.54, 0.7, 'ROC AUC after three events')
  assertWithin(observerAuc(Infinity), 0.78, 0.91, 'ROC AUC at the end')
})

function real(id: string, label: Visit['label']): Visit {
  const [first] = VISITS
  return { ...first!, id, visitorId: id, source: 'rees46', label, after: [] }
}

test('simulated visits join what is trained on, with their weight, and nothing else', () => {
  const train = [real('a', 'buy'), real('b', 'browse')]
  const stopping = [real('c', 'browse')]
  const tasks = [headTask('intent')]
  const { plan } = prepareFit({ simulate: { visits: 50, weight: 0.2 }, seed: 3 }, tasks, train, stopping)
  assert.deepEqual(plan.train.slice(0, 2), train)
  assert.deepEqual(plan.train.slice(2), simulateVisits(50, { seed: 3 }))
  assert.equal(plan.stopping, stopping)
  const [simulated] = plan.train.filter(({ source, label }) => source === 'simulated' && label !== 'buy')
  const weights = (visits: readonly Visit[]): number[] =>
    plan.draw(visits, createRandom(1)).map(({ weight }) => weight)
  assert.deepEqual(weights([train[1]!]), [0.5, 0.5])
  assert.deepEqual(weights([simulated!]), [0.1, 0.1])

  const usual = prepareFit({ simulate: { visits: 1 } }, tasks, train, stopping).plan
  assert.equal(usual.draw([simulated!], createRandom(1))[0]!.weight, 0.15)
  for (const options of [{}, { simulate: { visits: 0 } }, { simulate: { weight: 0.2 } }]) {
    assert.deepEqual(prepareFit(options, tasks, train, stopping).plan.train, train)
  }
  const customers = HEAD_TASKS.filter(({ name }) => name !== 'intent')
  assert.throws(() => prepareFit({ simulate: { visits: 1 } }, customers, train, stopping), TrainingDataError)
})

test('a run says how many it trained on and at which weight, and measures on none of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-simulate-'))
  try {
    const file = join(folder, 'shop.csv')
    await writeFile(file, inventedShop(400))
    const args = ['--rees46', file, '--allow-leak', '--epochs', '1']
    const parsed = await parseArguments(
      [...args, '--out', join(folder, 'model'), '--simulate', '120', '--simulate-weight', '0.25'],
      TRAIN_ARGUMENTS,
      'train',
    )
    const options = toTrainOptions(parsed)
    assert.deepEqual(options.simulate, { visits: 120, weight: 0.25 })
    const lines: string[] = []
    const { metadata } = await trainModel(options, { onStage: (line) => lines.push(line) })
    const results = await readResults(join(folder, 'model', 'results.json'))
    const { visits, weight, labels } = results.simulation!
    assert.deepEqual([visits, weight], [120, 0.25])
    assert.equal(
      Object.values(labels).reduce((sum, count) => sum + count, 0),
      120,
    )
    assert.ok(lines.some((line) => line.includes('and 120 simulated visits, seed 1')))
    // What was stopped, calibrated and measured on is all of the file.
    assert.deepEqual(
      [results.data, results.sets, results.segments].map((all) => all.map(({ name }) => name)),
      [['rees46'], ['rees46'], ['rees46']],
    )
    assert.equal(results.data[0]!.visits, 400)
    assert.equal(
      results.data[0]!.parts.reduce((sum, part) => sum + part.visits, 0),
      400,
    )
    assert.ok(!metadata.credits.some((credit) => credit.includes('simul')))
    const card = await readFile(join(folder, 'model', 'CARD.md'), 'utf8')
    assert.match(card, /120 simulated visits \(browse \d+, cart-abandon \d+, buy \d+\) at weight 0\.25/)
    const html = await readFile(join(folder, 'model', 'report.html'), 'utf8')
    assert.match(html, /120 simulated visits/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
