// SPDX-License-Identifier: MIT
// One fit of the evaluation from end to end, on made-up visits: what is asked, by whom it is answered, and about whom.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import type { SourceVisits } from '../../bench/evaluate-model/data/read-sources.ts'
import { STOPS } from '../../bench/evaluate-model/folds/answer-questions.ts'
import { FLOAT_MODEL, MODEL } from '../../bench/evaluate-model/folds/answers.ts'
import { crossValidation, foldOf } from '../../bench/evaluate-model/folds/assign-folds.ts'
import { runFit, type FitShared } from '../../bench/evaluate-model/folds/run-fit.ts'
import { SHOPPER_RECIPE } from '../../bench/evaluate-model/recipe.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { createReadReport, type Visit } from '../../src/train/visit.ts'
import { walkShop } from '../support/walk-shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-fit-'))
after(() => rmSync(folder, { recursive: true }))

const hasCart = ({ events }: Visit): boolean => events.some(({ name }) => name === 'add_to_cart')

/** Who fills a cart buys, every fifth leaves it. */
const shop: SourceVisits = {
  name: 'rees46',
  report: createReadReport(),
  visits: walkShop(240, 5).map((visit, index) => ({
    ...visit,
    source: 'rees46',
    label: hasCart(visit) ? (index % 5 === 0 ? 'cart-abandon' : 'buy') : 'browse',
  })),
}

/** Sessions that are told by their counts: the longer ones buy. */
const sessions: SourceVisits = {
  name: 'ospi',
  report: createReadReport(),
  visits: walkShop(120, 6).map((visit) => ({
    ...visit,
    source: 'ospi',
    label: visit.events.length > 6 ? 'buy' : 'no-buy',
  })),
  counters: new Map(
    walkShop(120, 6).map(({ id, events }) => [id, [0, 0, 0, 0, events.length, Math.log1p(events.length)]]),
  ),
}

const shared: FitShared = {
  recipe: { ...SHOPPER_RECIPE, sources: ['rees46', 'ospi'], heads: ['intent'], epochs: 1 },
  sources: [shop, sessions],
  folds: { folds: 2, seed: 1 },
  folder,
}

test('a fit answers every question about the visitors of its fold, next to its rivals', async () => {
  const [job] = crossValidation(['rees46', 'ospi'], shared.folds)
  const { answers, bestEpoch, calibration } = await runFit(await loadTf(), shared, job!, () => undefined)
  assert.equal(bestEpoch, 1)
  assert.deepEqual(Object.keys(calibration), ['intent'])
  const about = (source: string, name: string): (number | null)[] =>
    answers.filter((one) => one.source === source && one.class === name).map(({ stop }) => stop)
  assert.deepEqual(about('rees46', 'buy'), STOPS)
  assert.deepEqual(about('rees46', 'browse'), [null])
  assert.deepEqual(about('ospi', 'buy'), [null])
  assert.deepEqual(about('ospi', 'browse'), [])

  for (const { source, class: name, stop, visitors, positives, scorers } of answers) {
    const { visits } = source === 'rees46' ? shop : sessions
    const expected = visits.filter(
      ({ visitorId, events }) => foldOf(visitorId, shared.folds) === 0 && events.length >= (stop ?? 0),
    )
    assert.deepEqual(
      visitors,
      expected.map(({ visitorId }) => visitorId),
    )
    assert.deepEqual(
      positives,
      expected.map(({ label }) => label === name),
    )
    for (const { probabilities } of scorers) {
      assert.equal(probabilities.length, visitors.length)
      assert.ok(probabilities.every((value) => value >= 0 && value <= 1))
    }
  }

  const scorersOf = (source: string, stop: number | null): string[] =>
    answers
      .find((one) => one.source === source && one.stop === stop && one.class === 'buy')!
      .scorers.map(({ name }) => name)
  const counts = ['has-cart rule', 'logistic, 8 counts', 'boosted trees, 8 counts']
  assert.deepEqual(scorersOf('rees46', null), [MODEL, FLOAT_MODEL, ...counts])
  assert.deepEqual(scorersOf('rees46', 3), [MODEL, ...counts])
  assert.deepEqual(scorersOf('ospi', null), [
    MODEL,
    FLOAT_MODEL,
    ...counts.slice(1),
    'logistic, 6 counters',
    'boosted trees, 6 counters',
  ])
  assert.ok(!existsSync(join(folder, `${job!.name}.checkpoint`)), 'the checkpoint is deleted')
})
