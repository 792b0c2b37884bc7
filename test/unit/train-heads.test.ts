// SPDX-License-Identifier: MIT
// Several heads from one export, by the command: visits tell the intent, customers their value and their returns.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { evaluateModel } from '../../src/train/evaluate-model.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { firstQuestion } from '../../src/train/report/main-questions.ts'
import type { QuestionResults } from '../../src/train/report/results.ts'
import { createRandom } from '../../src/train/random.ts'
import { SEGMENT_WISHES } from '../../src/train/segment-wishes.ts'
import { trainModel } from '../../src/train/train-model.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-heads-'))
})
after(() => rm(folder, { recursive: true }))

const MAP = {
  time: 'ts',
  visitor: 'uid',
  event: 'what',
  item: 'sku',
  price: 'eur',
  value: 'sum',
  order: 'order',
}

/** Customers who come a few times in a year; some order much, some send back. */
function inventedCustomers(count: number): string {
  const random = createRandom(9)
  const rows = ['ts,uid,what,sku,eur,sum,order']
  for (let customer = 0; customer < count; customer++) {
    const isGood = customer % 3 === 0
    const returns = customer % 4 === 0
    for (let day = 1 + random.integer(40); day < 360; day += isGood ? 30 : 90) {
      const at = (minute: number): string =>
        new Date(Date.UTC(2030, 0, day, 9 + random.integer(3), minute)).toISOString()
      const line = (minute: number, what: string, sum = '', order = ''): void =>
        void rows.push(
          `${at(minute)},c${customer},${what},s${random.integer(20)},${isGood ? 90 : 9},${sum},${order}`,
        )
      line(0, 'view_item')
      line(4, 'view_item')
      if (random.next() < 0.2) continue
      line(8, 'add_to_cart')
      if (random.next() < 0.3) continue
      const order = `o${customer}-${day}`
      line(12, 'purchase', isGood ? '90' : '9', order)
      if (returns) line(50, 'refund', '9', order)
    }
  }
  return rows.join('\n')
}

test('one export trains three heads; each is calibrated, measured next to its rivals and explained', async () => {
  const data = join(folder, 'customers.csv')
  await writeFile(data, inventedCustomers(240))
  const out = join(folder, 'model')
  const files = { data, layout: 'table', map: MAP, customers: 'both', allowLeak: true } as const
  const { metadata, results } = await trainModel({ ...files, out, epochs: 4 })
  assert.deepEqual(
    metadata.heads.map(({ name, classes, units, reads }) => [name, classes.length, units, reads]),
    [
      ['intent', 3, 3, 'visit'],
      ['value', 2, 1, 'orders'],
      ['risk', 2, 1, 'orders'],
    ],
  )
  assert.deepEqual(Object.keys(metadata.quality), ['intent', 'value', 'risk'])
  assert.deepEqual(
    results.calibration?.map(({ head }) => head),
    ['intent', 'value', 'risk'],
  )
  const [visits, customers] = results.sets
  assert.deepEqual(visits?.questions.map(({ head, class: name }) => `${head} ${name}`).slice(0, 1), [
    'intent buy',
  ])
  assert.deepEqual(
    customers?.questions.map(({ head, class: name, scorers }) => [
      head,
      name,
      scorers.map(({ name: who }) => who),
    ]),
    ['value', 'risk'].map((head) => [
      head,
      head === 'value' ? 'high' : 'return-prone',
      [
        'model',
        'majority',
        'past-spend rule',
        'logistic, 6 counts',
        'decision tree, 6 counts',
        'boosted trees, 6 counts',
      ],
    ]),
  )
  const inPolicy = [...new Set(metadata.policy.map(({ segment }) => segment))]
  const left = (results.leftOut ?? []).map(({ segment }) => segment)
  const all = [...new Set(SEGMENT_WISHES.map(({ segment }) => segment))]
  assert.equal(all.length, 7)
  assert.deepEqual(
    inPolicy,
    all.filter((segment) => !left.includes(segment)),
  )
  assert.ok(inPolicy.includes('researcher') && inPolicy.includes('bargain-seeker'))
  assert.ok(results.leftOut?.every(({ reason }) => /^No threshold kept .* validation visits; /.test(reason)))
  assert.ok(metadata.heads.every(({ prior, classes }) => prior?.length === classes.length))
  const [, value] = results.sets[1]!.questions[0]!.scorers
  assert.ok(results.sets[1]!.questions[0]!.scorers[0]!.metrics.auc.value! > value!.metrics.auc.value!)
  const report = await readFile(join(out, 'report.html'), 'utf8')
  for (const words of ['Will it buy?', 'Will it be of high value?', 'Will it return orders?'])
    assert.ok(report.includes(words), words)
  assert.match(await readFile(join(out, 'CARD.md'), 'utf8'), /model card: intent, value, risk/i)

  const scorer = await loadNodeScorer(out)
  const [said] = await scorer.score([encodeHistory([], 'visitor')])
  assert.deepEqual(Object.keys(said!), ['intent', 'value', 'risk'])

  const again = await evaluateModel({ package: out, ...files, customers: true })
  assert.deepEqual(again.sets[0], { ...customers, name: again.sets[0]!.name })
})

test('what is explained is the first question of the model, in whatever order data are named', () => {
  const question = (head: string, name: string): QuestionResults => ({
    head,
    class: name,
    visits: 1,
    positives: 1,
    threshold: 0.5,
    scorers: [],
    byEvents: [],
  })
  const sets = [
    {
      name: 'invoices',
      part: 'held-out',
      questions: [question('value', 'high'), question('risk', 'return-prone')],
    },
    {
      name: 'rees46',
      part: 'held-out',
      questions: [question('intent', 'buy'), question('intent', 'browse')],
    },
  ]
  const heads = [{ name: 'intent' }, { name: 'value' }, { name: 'risk' }]
  assert.equal(firstQuestion(heads, sets).class, 'buy')
  assert.equal(firstQuestion(heads, sets.slice(0, 1)).class, 'high')
})

test('a package is measured on what it answers alone', async () => {
  const data = join(folder, 'customers.csv')
  const out = join(folder, 'intent')
  const files = { data, layout: 'table', map: MAP, allowLeak: true } as const
  await trainModel({ ...files, out, epochs: 1 })
  await assert.rejects(
    evaluateModel({ package: out, ...files, customers: true }),
    /answers intent; the data tells of value, risk alone/,
  )
})
