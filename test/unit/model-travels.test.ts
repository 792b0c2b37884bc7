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

for (const [which, read, skip] of [
  ['made-up', async () => walkShop(600, 1), false],
  ['real', realVisits, skipReal],
] as const) {
  let visits: readonly Visit[] = []
  let growth: Growth | undefined
  const grow = async (): Promise<Growth> => {
    visits = await read()
    growth ??= await measureGrowth(scorer, visits)
    return growth
  }

  test(`beginning a checkout never makes buying less likely, on ${which} visits`, { skip }, async () => {
    const { checkout } = await grow()
    assert.ok(checkout.cases >= LEAST_PREFIXES, `${checkout.cases} prefixes`)
    assert.equal(checkout.falls, 0, fell(checkout))
  })

  test(`a second view of an item never makes buying less likely, on ${which} visits`, { skip }, async () => {
    const { secondView } = await grow()
    assert.ok(secondView.cases >= LEAST_PREFIXES / 2, `${secondView.cases} prefixes`)
    assert.equal(secondView.falls, 0, fell(secondView))
  })

  test(`nor does any later view of it, on ${which} visits`, { skip }, async () => {
    const { furtherView } = await grow()
    assert.ok(furtherView.cases >= LEAST_PREFIXES / 30, `${furtherView.cases} prefixes`)
    assert.equal(furtherView.falls, 0, fell(furtherView))
  })

  test(`ten more seconds hardly move buying, on ${which} visits`, { skip }, async () => {
    const { later } = await grow()
    assert.ok(later.cases >= LEAST_PREFIXES / 2, `${later.cases} prefixes`)
    assert.ok(later.largestSwing <= MOST_SWING, `${later.largestSwing}`)
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

function fell({ falls, cases, largestFall }: Growth['checkout']): string {
  return `it fell on ${falls} of ${cases} prefixes, by up to ${largestFall}`
}
