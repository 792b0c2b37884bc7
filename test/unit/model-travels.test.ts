// SPDX-License-Identifier: MIT
// The shipped package in shops and visits that it has never seen: a step towards an order never makes buying less
// likely, a pause changes little, a currency nothing. On made-up visits, and on real ones where they are at hand.

import assert from 'node:assert/strict'
import process from 'node:process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { findData } from '../../bench/evaluate-model/data/find-data.ts'
import { readSources } from '../../bench/evaluate-model/data/read-sources.ts'
import { MOST_SWING } from '../../bench/evaluate-model/figures/asked.ts'
import { measureGrowth, type Growth } from '../../bench/evaluate-model/package/measure-growth.ts'
import { STRIPPED_SHOPS } from '../../bench/evaluate-model/package/strip-shop.ts'
import { encodeVisit } from '../../src/train/heads.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import type { Visit } from '../../src/train/visit.ts'
import { walkShop } from '../support/walk-shop.ts'

const scorer = await (
  await loadNodeScorer(fileURLToPath(new URL('../../models/shopper', import.meta.url)))
).quick()

/** Makes as many beginnings of visits as the tests look at. */
const LEAST_PREFIXES = 3000

async function realVisits(): Promise<readonly Visit[]> {
  const sources = ['rees46'] as const
  const [rees46] = await readSources(findData(process.env['VITRINE_DATA'], sources), sources, false)
  return rees46?.visits ?? []
}

const skipReal =
  process.env['VITRINE_DATA'] === undefined &&
  'VITRINE_DATA does not name the folder of the published data sets'

/** On how large a share of the prefixes an order may become less likely, and by how much. */
interface Limit {
  readonly share: number
  readonly fall: number
}

/** 8 bits alone move a probability by some thousandths. */
const REAL = {
  step: { share: 0.001, fall: 0.005 },
  furtherView: { share: 0.003, fall: 0.02 },
  swing: MOST_SWING,
}
/** Random walks do what no visitor does, such as ten checkouts in a row with things put in and out between. */
const MADE_UP = {
  step: { share: 0.06, fall: 0.2 },
  furtherView: { share: 0.08, fall: 0.2 },
  swing: 2 * MOST_SWING,
}

for (const [which, read, limits, skip] of [
  ['made-up', async () => walkShop(600, 1), MADE_UP, false],
  ['real', realVisits, REAL, skipReal],
] as const) {
  let visits: readonly Visit[] = []
  let growth: Growth | undefined
  const grow = async (): Promise<Growth> => {
    visits = await read()
    growth ??= await measureGrowth(scorer, visits)
    return growth
  }

  test(`beginning a checkout makes no order less likely, on ${which} visits`, { skip }, async () => {
    const { checkout } = await grow()
    assert.ok(checkout.cases >= LEAST_PREFIXES, `${checkout.cases} prefixes`)
    hold(checkout, limits.step)
  })

  test(`nor does a second view of an item, on ${which} visits`, { skip }, async () => {
    const { secondView } = await grow()
    assert.ok(secondView.cases >= LEAST_PREFIXES / 2, `${secondView.cases} prefixes`)
    hold(secondView, limits.step)
  })

  test(`nor any later view of it, on ${which} visits`, { skip }, async () => {
    const { furtherView } = await grow()
    assert.ok(furtherView.cases >= LEAST_PREFIXES / 30, `${furtherView.cases} prefixes`)
    hold(furtherView, limits.furtherView)
  })

  test(`ten more seconds hardly move buying, on ${which} visits`, { skip }, async () => {
    const { later } = await grow()
    assert.ok(later.cases >= LEAST_PREFIXES / 2, `${later.cases} prefixes`)
    assert.ok(later.largestSwing <= limits.swing, `${later.largestSwing}`)
  })

  test(`the currency of the prices changes nothing, on ${which} visits`, { skip }, async () => {
    await grow()
    const dear = STRIPPED_SHOPS['another currency (prices × 100)']!
    const before = await scorer.score(visits.map((visit) => encodeVisit(visit)))
    const after = await scorer.score(visits.map((visit) => encodeVisit(visit, dear(visit.events))))
    before.forEach(({ intent = {} }, index) => {
      for (const [name, probability] of Object.entries(intent)) {
        const other = after[index]!.intent?.[name] ?? NaN
        assert.ok(Math.abs(probability - other) <= 1e-6, `${name} of ${visits[index]!.id}`)
      }
    })
  })

  test(`every poorer shop gets probabilities, on ${which} visits`, { skip }, async () => {
    await grow()
    for (const [shop, strip] of Object.entries(STRIPPED_SHOPS)) {
      const scores = await scorer.score(visits.map((visit) => encodeVisit(visit, strip(visit.events))))
      for (const { intent = {} } of scores) {
        const sum = Object.values(intent).reduce((total, probability) => total + probability, 0)
        assert.ok(Math.abs(sum - 1) < 1e-6, `${shop}: ${sum}`)
      }
    }
  })
}

function hold({ falls, cases, largestFall }: Growth['checkout'], { share, fall }: Limit): void {
  const found = `it fell on ${falls} of ${cases} prefixes, by up to ${largestFall}`
  assert.ok(falls <= share * cases && largestFall <= fall, found)
}
