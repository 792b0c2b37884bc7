// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import test from 'node:test'
import type { HeadSpec } from '../../src/model/package-format.ts'
import { calibrateHead } from '../../src/segments/calibrate.ts'
import { drawSamples } from '../../src/train/draw-samples.ts'
import { headTask, targetOf } from '../../src/train/heads.ts'
import { fitTemperature } from '../../src/train/calibration/fit-temperature.ts'
import { fnv1a32, HOLDOUT, isHeldOut } from '../../src/train/holdout.ts'
import { createRandom } from '../../src/train/random.ts'
import { genericCounts } from '../../src/train/rivals/generic-counts.ts'
import { fitBoostedTrees } from '../../src/train/rivals/boosted-trees.ts'
import { fitDecisionTree } from '../../src/train/rivals/decision-tree.ts'
import { fitLogistic } from '../../src/train/rivals/logistic-regression.ts'
import { fitAllRivals, fitRivals } from '../../src/train/rivals/rivals.ts'
import { splitVisits } from '../../src/train/split/split-visits.ts'
import { varyShop } from '../../src/train/vary-shop.ts'
import type { Visit, VisitLabel } from '../../src/train/visit.ts'
import { visit } from './features-support.ts'

const HEAD: HeadSpec = {
  name: 'intent',
  layer: 'intent',
  classes: ['browse', 'cart-abandon', 'buy'],
  units: 3,
  reads: 'visit',
  calibration: { method: 'none' },
}

function made(id: string, label: VisitLabel, carts = 0): Visit {
  const views = [
    { name: 'view_item' as const, items: ['a'] },
    { name: 'view_item' as const, items: ['b'] },
  ]
  const events = visit(
    ...views,
    ...Array.from({ length: carts }, () => ({ name: 'add_to_cart' as const, items: ['a'] })),
  )
  const after = label === 'buy' ? visit({ name: 'purchase', items: ['a'], transaction_id: id }) : []
  return { id, visitorId: id, source: 'rees46', events, after, label }
}

test('FNV-1a gives its published values', () => {
  assert.equal(fnv1a32(''), 0x811c9dc5)
  assert.equal(fnv1a32('a'), 0xe40c292c)
  assert.equal(fnv1a32('foobar'), 0xbf9cf968)
})

test('about a quarter of the visitors is held out, and always the same ones', () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `visitor ${index}`)
  const share = ids.filter((id) => isHeldOut(id, HOLDOUT)).length / ids.length
  assert.ok(share > 0.22 && share < 0.28, `${share}`)
  assert.deepEqual(
    ids.filter((id) => isHeldOut(id)),
    ids.filter((id) => isHeldOut(id, HOLDOUT)),
  )
})

test('the parts of a split share no visitor and lose none', () => {
  const visits = Array.from({ length: 900 }, (_, index) => ({
    ...made(`v${index}`, 'browse'),
    visitorId: `u${index % 300}`,
  }))
  const parts = Object.values(splitVisits(visits, HOLDOUT)) as Visit[][]
  assert.equal(parts.flat().length, 900)
  const visitors = parts.map((part) => new Set(part.map(({ visitorId }) => visitorId)))
  assert.equal(
    visitors.reduce((sum, set) => sum + set.size, 0),
    300,
  )
  assert.ok(visitors.every((set) => set.size > 20))
})

test('calibration undoes too much confidence and a shifted base rate', () => {
  const random = createRandom(8)
  const cases = Array.from({ length: 4000 }, () => {
    const logits = [random.normal() + 1.5, random.normal() - 1, random.normal()]
    const p = calibrateHead(logits.map(Math.exp), {
      ...HEAD,
      calibration: { method: 'temperature', temperature: 1 },
    })
    const draw = random.next()
    const happened = draw < p[0]! ? 0 : draw < p[0]! + p[1]! ? 1 : 2
    // What the network says: twice as sure, and buy shifted up.
    const said = calibrateHead(p, {
      ...HEAD,
      calibration: { method: 'temperature', temperature: 0.5, bias: [0, 0, 1] },
    })
    return { outputs: said, target: [0, 1, 2].map((k) => (k === happened ? 1 : 0)), weight: 1, p }
  })
  const calibration = fitTemperature(HEAD, cases)
  const error = (spec: HeadSpec): number =>
    cases.reduce((sum, { outputs, p }) => sum + Math.abs(calibrateHead(outputs, spec)[2]! - p[2]!), 0) /
    cases.length
  assert.ok(error(HEAD) > 0.08, `${error(HEAD)}`)
  assert.ok(error({ ...HEAD, calibration }) < 0.02, `${error({ ...HEAD, calibration })}`)
})

test('calibration without cases changes nothing', () => {
  const calibration = fitTemperature(HEAD, [])
  assert.deepEqual(calibration, { method: 'temperature', temperature: 1, bias: [0, 0, 0] })
})

const BUY = headTask('intent')

function classesOf(label: VisitLabel): readonly number[] | undefined {
  return targetOf({ ...made('v', 'browse'), label }, BUY)?.classes
}

test('a label that leaves classes open allows them all', () => {
  assert.deepEqual(classesOf('browse'), [1, 0, 0])
  assert.deepEqual(classesOf('buy'), [0, 0, 1])
  assert.deepEqual(classesOf('no-buy'), [1, 1, 0])
  assert.equal(classesOf('untold'), undefined)
})

test('an epoch shows every visit whole and cut, with its weight shared out, and orders beside', () => {
  const visits = [made('v1', 'browse', 3), made('v2', 'buy', 1)]
  const samples = drawSamples(visits, [BUY], createRandom(1), {
    wholeShare: 0.6,
    sourceWeight: { rees46: 2 },
    variedShare: 0,
    grownShare: 0,
  })
  const of = (label: VisitLabel): typeof samples =>
    samples.filter(({ targets }) => String(targets[0]?.classes) === String(classesOf(label)))
  assert.equal(of('browse').length, 2)
  assert.equal(
    of('browse').reduce((sum, { weight }) => sum + weight, 0),
    2,
  )
  assert.equal(of('browse')[0]?.rows, 5)
  assert.ok(of('browse')[1]!.rows < 5)
  assert.equal(of('buy').length, 3)
})

test('logistic regression finds the odds', () => {
  const rows = [[0], [0], [0], [0], [1], [1], [1], [1]].flatMap((row) => new Array<number[]>(200).fill(row))
  const positives = rows.map(([value], index) => index % 200 < (value === 1 ? 150 : 50))
  const { predict } = fitLogistic(rows, positives)
  assert.ok(Math.abs(predict([1]) - 0.75) < 0.01)
  assert.ok(Math.abs(predict([0]) - 0.25) < 0.01)
})

test('logistic regression stays finite when the classes are apart or a column never changes', () => {
  const { predict } = fitLogistic(
    [
      [0, 5],
      [0, 5],
      [9, 5],
      [9, 5],
    ],
    [false, false, true, true],
  )
  assert.ok(predict([9, 5]) > 0.5 && predict([9, 5]) < 1)
  assert.ok(predict([0, 5]) < 0.5 && predict([0, 5]) > 0)
})

test('the generic counts are what their names say', () => {
  const events = visit(
    { name: 'view_item', items: [{ item_id: 'a', item_category: 'x', price: 3 }] },
    { name: 'view_item', items: [{ item_id: 'a', item_category: 'x', price: 3 }] },
    { name: 'view_item', items: [{ item_id: 'b', item_category: 'y', price: 3 }] },
    { name: 'add_to_cart', items: [{ item_id: 'b', item_category: 'y', price: 3 }] },
  )
  assert.deepEqual(genericCounts(events), [4, 3, 1, 2, 2, Math.log1p(60), Math.log1p(3), 2])
  assert.ok(genericCounts([]).every(Number.isFinite))
})

test('rivals predict shares and odds of the visits they saw', () => {
  const visits = [
    ...Array.from({ length: 30 }, (_, index) => made(`b${index}`, 'browse')),
    ...Array.from({ length: 5 }, (_, index) => made(`c${index}`, 'cart-abandon', 1)),
    ...Array.from({ length: 5 }, (_, index) => made(`d${index}`, 'buy', 1)),
  ]
  const [majority, cart, logistic] = fitRivals(visits, BUY)
  assert.equal(majority?.predict(visits[0]!.events), 5 / 40)
  assert.equal(cart?.predict(visits[0]!.events), 0)
  assert.equal(cart.predict(visits.at(-1)!.events), 0.5)
  assert.ok(logistic!.predict(visits.at(-1)!.events) > logistic!.predict(visits[0]!.events))
})

test('a visit as another shop logs it keeps its session, its order and at least one event', () => {
  const random = createRandom(2)
  const { events } = made('v', 'cart-abandon', 2)
  const kinds = new Set<string>()
  for (let round = 0; round < 200; round++) {
    const varied = varyShop(events, random)
    assert.ok(varied.length > 0)
    assert.ok(varied.every(({ sessionId }) => sessionId === events[0]!.sessionId))
    varied.forEach(({ timeMs }, index) => assert.ok(index === 0 || timeMs >= varied[index - 1]!.timeMs))
    for (const { name } of varied) kinds.add(name)
  }
  assert.deepEqual([...kinds].sort(), [
    'add_to_cart',
    'page_view',
    'view_item',
    'view_item_list',
    'view_search_results',
  ])
})

test('a visit of OSPI without an order is now and then told the usual split of browsing and abandoning', () => {
  const visits = Array.from({ length: 200 }, (_, index): Visit => ({
    ...made(`o${index}`, 'no-buy'),
    source: 'ospi',
  }))
  const samples = drawSamples(visits, [BUY], createRandom(3), {
    wholeShare: 0.5,
    sourceWeight: {},
    variedShare: 1,
    grownShare: 0,
  })
  const soft = samples.flatMap(({ targets: [target] }) => (target?.soft === true ? [target.classes] : []))
  assert.ok(soft.length > 10 && soft.length < 80, `${soft.length} of ${samples.length}`)
  assert.ok(soft.every((classes) => classes[2] === 0 && classes[0]! > classes[1]!))
})

/** Buys only where exactly one of two numbers is high: no line can tell. */
function crossed(count: number): { rows: number[][]; positives: boolean[] } {
  const random = createRandom(12)
  const rows = Array.from({ length: count }, () => [random.next(), random.next()])
  return { rows, positives: rows.map(([a, b]) => a! > 0.5 !== b! > 0.5) }
}

test('a decision tree finds what no line can, in leaves that are large enough to mean something', () => {
  const { rows, positives } = crossed(800)
  const tree = fitDecisionTree(rows, positives)
  const right = rows.filter((row, index) => tree.predict(row) > 0.5 === positives[index]).length
  assert.ok(right > 760, `${right}`)
  const shares = new Set(rows.map((row) => tree.predict(row)))
  assert.ok(shares.size <= 16, `${shares.size}`)
  assert.ok([...shares].every((share) => share > 0 && share < 1))
})

test('a decision tree asks nothing where nothing helps', () => {
  const rows = Array.from({ length: 100 }, () => [1, 2])
  const { predict } = fitDecisionTree(
    rows,
    rows.map((_, index) => index < 25),
  )
  assert.equal(predict([1, 2]), 26 / 102)
  assert.equal(predict([9, 9]), 26 / 102)
  const few = fitDecisionTree([[0], [1], [2]], [false, false, true])
  assert.equal(few.predict([2]), few.predict([0]))
})

test('boosted trees find what no line can, say the same each time and leave the process alone', async () => {
  const { rows, positives } = crossed(800)
  const before = process.listenerCount('uncaughtException')
  const trees = await fitBoostedTrees(rows, positives)
  assert.equal(process.listenerCount('uncaughtException'), before)
  assert.ok(trees.predict([0.9, 0.1]) > 0.8)
  assert.ok(trees.predict([0.9, 0.9]) < 0.2)
  const again = await fitBoostedTrees(rows, positives)
  assert.deepEqual(rows.slice(0, 50).map(again.predict), rows.slice(0, 50).map(trees.predict))
})

test('five rivals are fitted; where all visits end alike there is nothing to fit, and that is said', async () => {
  const visits = [
    ...Array.from({ length: 60 }, (_, index) => made(`b${index}`, 'browse')),
    ...Array.from({ length: 30 }, (_, index) => made(`d${index}`, 'buy', 1)),
  ]
  const { rivals, warnings } = await fitAllRivals(visits, BUY)
  assert.deepEqual(
    rivals.map(({ name }) => name.split(',')[0]),
    ['majority', 'has-cart rule', 'logistic', 'decision tree', 'boosted trees'],
  )
  assert.deepEqual(warnings, [])
  for (const { name, predict } of rivals.slice(1)) {
    assert.ok(predict(visits.at(-1)!.events) > predict(visits[0]!.events), name)
  }
  const alike = await fitAllRivals(visits.slice(0, 60), BUY)
  assert.deepEqual(alike.rivals, [])
  assert.match(alike.warnings[0]!, /of the 60 visits to fit them on, 0 are buy/)
})
