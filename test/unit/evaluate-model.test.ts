// SPDX-License-Identifier: MIT
// The evaluation of the shipped model on a tiny made-up data folder: who is in which fold, figures with known answers,
// tables to the letter.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { gzipSync } from 'node:zlib'
import { findData } from '../../bench/evaluate-model/data/find-data.ts'
import { readSources } from '../../bench/evaluate-model/data/read-sources.ts'
import { thinOut } from '../../bench/evaluate-model/data/thin-out.ts'
import { judge } from '../../bench/evaluate-model/figures/asked.ts'
import { measureAll, measureFolds } from '../../bench/evaluate-model/figures/measure-folds.ts'
import { FLOAT_MODEL, MODEL, type Answers } from '../../bench/evaluate-model/folds/answers.ts'
import {
  crossValidation,
  withoutSimulated,
  foldOf,
  visitsOf,
} from '../../bench/evaluate-model/folds/assign-folds.ts'
import { openFitCache } from '../../bench/evaluate-model/folds/fit-cache.ts'
import { leaveOut } from '../../bench/evaluate-model/folds/leave-out.ts'
import { cutAll } from '../../bench/evaluate-model/folds/rivals-of.ts'
import { readOptions } from '../../bench/evaluate-model/options.ts'
import { SHOPPER_RECIPE, toTrainOptions } from '../../bench/evaluate-model/recipe.ts'
import { walkShop } from '../support/walk-shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-evaluate-'))
after(() => rmSync(folder, { recursive: true }))

function put(path: string, content: string | Uint8Array): void {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
}

/** Forty visitors with two visits each, every fourth buys in the second one. */
function shopLog(): string {
  const rows = Array.from({ length: 40 }, (_, user) => {
    const row = (minute: number, type: string, visit: number): string =>
      `2019-10-01 0${visit}:${String(minute).padStart(2, '0')}:00 UTC,${type},${100 + user},1,a.b,x,9.5,${user},s${user}-${visit}`
    const order = user % 4 === 0 ? [row(3, 'cart', 2), row(4, 'purchase', 2)] : []
    return [row(0, 'view', 1), row(1, 'view', 1), row(1, 'view', 2), ...order]
  })
  const head = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session'
  return `${[head, ...rows.flat()].join('\n')}\n`
}

const OSPI_HEAD =
  'Administrative,Administrative_Duration,Informational,Informational_Duration,ProductRelated,ProductRelated_Duration,BounceRates,ExitRates,PageValues,SpecialDay,Month,OperatingSystems,Browser,Region,TrafficType,VisitorType,Weekend,Revenue'

/** The third session has no page at all. */
const OSPI = `${OSPI_HEAD}
1,10,0,0,2,64,0,0,0,0,Feb,1,1,1,1,Returning_Visitor,FALSE,FALSE
0,0,1,5,3,0,0,0,0,0,Feb,1,1,1,1,New_Visitor,FALSE,TRUE
0,0,0,0,0,0,0,0,0,0,Feb,1,1,1,1,New_Visitor,FALSE,FALSE
0,0,0,0,1,7,0,0,0,0,Feb,1,1,1,1,New_Visitor,FALSE,FALSE
`

function invoices(): string {
  const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
  const rows = Array.from({ length: 12 }, (_, customer) => {
    const line = (no: number, day: string): string =>
      `${customer}${no},A${no},Thing,${customer + 1},${day} 10:00:00,2.5,${5000 + customer},Here`
    return [line(1, '2011-01-05'), line(2, '2011-03-05'), line(3, '2011-10-05')]
  })
  return `${[head, ...rows.flat()].join('\n')}\n`
}

test('a folder that lacks a file is told by name, with where to get it', () => {
  assert.throws(() => findData(undefined, ['rees46']), /--data DIR.*VITRINE_DATA[\s\S]*rees46\/2019-Oct\.csv/)
  put('ospi/online_shoppers_intention.csv', OSPI)
  assert.throws(
    () => findData(folder, ['rees46', 'ospi', 'invoices']),
    (error: Error) =>
      error.message.includes('rees46/2019-Oct.csv') &&
      error.message.includes('online_retail.csv.gz   from https://') &&
      !error.message.includes('online_shoppers'),
  )
})

test('the folder is read, and every visit is measured once, on a fit that knows nothing of its visitor', async () => {
  put('rees46/2019-Oct.csv', shopLog())
  put('ospi/online_shoppers_intention.csv', OSPI)
  put('online-retail/online_retail.csv.gz', gzipSync(invoices()))
  const names = SHOPPER_RECIPE.sources
  const sources = await readSources(findData(folder, names), names, false)
  assert.deepEqual(
    sources.map(({ name, visits }) => [name, visits.length]),
    [
      ['rees46', 80],
      ['ospi', 3],
      ['invoices', 12],
    ],
  )
  const { visits: sessions, counters } = sources[1]!
  assert.deepEqual(
    sessions.map(({ id }) => counters!.get(id)!.map((value) => Number(value.toFixed(3)))),
    [
      [1, 2.398, 0, 0, 2, 4.174],
      [0, 0, 1, 1.792, 3, 0],
      [0, 0, 0, 0, 1, 2.079],
    ],
  )

  const options = { folds: 3, seed: 1 }
  const seen = new Map<string, number>()
  for (const job of crossValidation(names, options)) {
    const { learn, measure } = visitsOf(sources, job, options)
    const learned = learn.flatMap(({ split }) => [...split.train, ...split.validation])
    const measured = measure.flatMap(({ visits }) => visits)
    for (const { id } of measured) seen.set(id, (seen.get(id) ?? 0) + 1)
    const known = new Set(learned.map(({ visitorId }) => visitorId))
    assert.ok(measured.length > 0 && !measured.some(({ visitorId }) => known.has(visitorId)))
    assert.ok(learn.every(({ split }) => split.heldOut.length === 0))
    assert.equal(learned.length + measured.length, 95)
  }
  assert.equal(seen.size, 95)
  assert.ok([...seen.values()].every((times) => times === 1))

  const [bare] = withoutSimulated(crossValidation(names, options))
  assert.deepEqual(
    [bare!.name, bare!.isUnsimulated, bare!.measure],
    ['fold-1-of-3-unsimulated', true, ['rees46', 'ospi']],
  )

  const [left] = leaveOut(names)
  const { learn, measure } = visitsOf(sources, left!, options)
  assert.deepEqual(
    learn.map(({ name }) => name),
    ['ospi', 'invoices'],
  )
  assert.deepEqual(
    measure.map(({ name, visits }) => [name, visits.length]),
    [['rees46', 80]],
  )
})

test('folds are those of the seed, of about the same size', () => {
  const ids = Array.from({ length: 3000 }, (_, index) => `${index}`)
  const folds = ids.map((id) => foldOf(id, { folds: 5, seed: 1 }))
  for (let fold = 0; fold < 5; fold++) {
    const size = folds.filter((own) => own === fold).length
    assert.ok(size > 500 && size < 700, `${size} in fold ${fold}`)
  }
  assert.deepEqual(folds.slice(0, 8), KNOWN_FOLDS)
  assert.notDeepEqual(
    folds,
    ids.map((id) => foldOf(id, { folds: 5, seed: 2 })),
  )
})

/** A change of these makes every earlier figure incomparable. */
const KNOWN_FOLDS = [4, 2, 2, 4, 2, 4, 0, 3]

test('shops are left out one by one; what tells of customers alone is not', () => {
  assert.deepEqual(
    leaveOut(['rees46', 'ospi', 'invoices']).map(({ name }) => name),
    ['ospi-invoices-for-rees46', 'rees46-invoices-for-ospi'],
  )
  assert.deepEqual(leaveOut(['rees46', 'invoices']), [])
  assert.deepEqual(
    leaveOut(['rees46', 'ospi']).map(({ name }) => name),
    ['ospi-for-rees46', 'rees46-for-ospi'],
  )
})

const question = { source: 'rees46', head: 'intent', class: 'buy', stop: 3 } as const

/** Two folds; the model is perfect in each, but not over both. */
const ANSWERS: readonly Answers[] = [
  {
    ...question,
    visitors: ['a', 'b', 'c'],
    positives: [true, false, false],
    scorers: [
      { name: MODEL, probabilities: [0.9, 0.5, 0.1] },
      { name: FLOAT_MODEL, probabilities: [0.9, 0.1, 0.1] },
      { name: 'logistic, 8 counts', probabilities: [0.5, 0.9, 0.1] },
    ],
  },
  {
    ...question,
    visitors: ['d', 'e', 'f'],
    positives: [true, false, false],
    scorers: [
      { name: 'logistic, 8 counts', probabilities: [0.5, 0.5, 0.5] },
      { name: FLOAT_MODEL, probabilities: [0.4, 0.1, 0.1] },
      { name: MODEL, probabilities: [0.4, 0.2, 0.1] },
      { name: 'of one fold alone', probabilities: [0, 0, 0] },
    ],
  },
]

test('figures are means over folds and those of all answers together', () => {
  const [measured, ...others] = measureAll(ANSWERS)
  assert.deepEqual(others, [])
  assert.deepEqual([measured!.visits, measured!.positives, measured!.folds, measured!.stop], [6, 2, 2, 3])
  const [model, float, logistic, ...more] = measured!.scorers
  assert.deepEqual(more, [])
  assert.equal(model!.figures.auc.value, 1)
  assert.equal(model!.figures.averagePrecision.value, 1)
  // Of 8 pairs one is wrong: the positive at 0.4 lies under the negative at 0.5.
  assert.equal(model!.figures.pooledAuc.value, 7 / 8)
  assert.equal(model!.figures.pooledAveragePrecision.value, (1 + 2 / 3) / 2)
  // Bins of a fifteenth: 0.9, 0.5, 0.4, 0.2 alone, 0.1 twice.
  const distances = 0.1 + 0.5 + 0.6 + 0.2 + 0.2
  assert.ok(Math.abs(model!.figures.calibrationError.value - distances / 6) < 1e-12)
  assert.equal(float!.figures.pooledAuc.value, 1)
  assert.equal(logistic!.figures.auc.value, 0.5)
  assert.equal(logistic!.figures.averagePrecision.value, (1 / 2 + 1 / 3) / 2)
  assert.equal(logistic!.behind.value, 0.5)
  assert.equal(model!.behind.value, 0)
  assert.deepEqual(measureFolds(ANSWERS), measured)
})

test('an interval holds the figure, and is the same each time', () => {
  const [walks] = [walkShop(200, 3)]
  const fold: Answers = {
    ...question,
    visitors: walks.map(({ visitorId }) => visitorId),
    positives: walks.map(({ events }) => events.length % 3 === 0),
    scorers: [{ name: MODEL, probabilities: walks.map(({ events }) => events.length / 30) }],
  }
  const { auc, pooledAuc, calibrationError } = measureFolds([fold], 200).scorers[0]!.figures
  assert.deepEqual(auc, pooledAuc)
  for (const { value, low, high } of [auc, calibrationError])
    assert.ok(low < high && value < high, `${low} ${value} ${high}`)
  assert.ok(auc.low < auc.value)
  assert.deepEqual(measureFolds([fold], 200).scorers[0]!.figures.auc, auc)
})

test('what is asked is judged by the mean of folds and by the pooled figure', () => {
  const [measured] = measureAll(ANSWERS)
  assert.deepEqual(judge(measured!), { asked: 'AUC of logistic + 0.01', met: 'yes' })
  const figure = (value: number): { value: number; low: number; high: number } => ({
    value,
    low: NaN,
    high: NaN,
  })
  const model = measured!.scorers[0]!
  const of = (auc: number, pooledAuc: number): ReturnType<typeof judge> =>
    judge({
      ...measured!,
      stop: null,
      scorers: [
        {
          ...model,
          figures: {
            ...model.figures,
            auc: figure(auc),
            averagePrecision: figure(0.26),
            pooledAuc: figure(pooledAuc),
            pooledAveragePrecision: figure(0.26),
          },
        },
      ],
    })
  assert.deepEqual(of(0.66, 0.66), { asked: '0.66 / 0.26', met: 'yes' })
  assert.equal(of(0.66, 0.6599)?.met, 'in the mean alone')
  assert.equal(of(0.6599, 0.66)?.met, 'pooled alone')
  assert.equal(of(0.6, 0.6)?.met, 'no')
  assert.equal(judge({ ...measured!, stop: 5 }), undefined)
})

test('a fit is found again under the same facts, and not under others', async () => {
  const answers = {
    job: 'fold-1-of-2',
    epochs: 2,
    bestEpoch: 1,
    seconds: 3,
    calibration: {},
    moments: [],
    answers: ANSWERS,
  }
  const root = join(folder, 'cache')
  put('some.csv', 'a')
  const open = (seed: number): ReturnType<typeof openFitCache> =>
    openFitCache({ seed }, [join(folder, 'some.csv')], root)
  assert.equal(open(1).read('fold-1-of-2'), undefined)
  await open(1).write(answers)
  assert.deepEqual(open(1).read('fold-1-of-2'), answers)
  assert.equal(open(2).read('fold-1-of-2'), undefined)
  put('some.csv', 'b')
  assert.equal(open(1).read('fold-1-of-2'), undefined)
})

test('the command line is checked', () => {
  assert.deepEqual(readOptions([], '/data'), {
    data: '/data',
    folds: 5,
    seed: 1,
    jobs: 2,
    quick: false,
    unsimulated: false,
  })
  assert.deepEqual(readOptions(['--data', 'here', '--folds', '2', '--quick', '--unsimulated'], '/data'), {
    data: 'here',
    folds: 2,
    seed: 1,
    jobs: 2,
    quick: true,
    unsimulated: true,
  })
  assert.equal(readOptions([], '').data, undefined)
  assert.throws(
    () => readOptions(['--folds', '1']),
    /--folds must be a whole number from 2 to 20, got "1"[\s\S]*--jobs N/,
  )
  assert.throws(() => readOptions(['--fold', '2']), /--fold/)
})

test('a part of a data set keeps the first of each kind, a cut keeps the visits that are long enough', () => {
  const visits = walkShop(400, 2).map((visit, index) => ({
    ...visit,
    label: index % 3 ? ('browse' as const) : ('buy' as const),
  }))
  const thin = thinOut(visits)
  assert.equal(thin.filter(({ label }) => label === 'buy').length, 100)
  assert.equal(thin.filter(({ label }) => label === 'browse').length, 250)
  const cut = cutAll(visits, 3)
  assert.ok(cut.length > 0 && cut.every(({ events }) => events.length === 3))
  assert.equal(cut.length, visits.filter(({ events }) => events.length >= 3).length)
})

test('the recipe says all that training is told', () => {
  const recipe = {
    ...SHOPPER_RECIPE,
    quantiseAware: 2,
    simulate: { visits: 10, weight: 0.5 },
    sizes: { units: 8 },
  }
  assert.deepEqual(toTrainOptions(recipe), {
    network: recipe.network,
    sizes: { units: 8 },
    seed: recipe.seed,
    epochs: recipe.epochs,
    fit: recipe.fit,
    draw: recipe.draw,
    scheme: recipe.scheme,
    quantiseAware: 2,
    simulate: { visits: 10, weight: 0.5 },
    modelVersion: recipe.modelVersion,
  })
})
