// SPDX-License-Identifier: MIT
// From a package to results, from results to a report, and back from a damaged file to what is wrong with it.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseEvaluateArgs, runEvaluateCommand } from '../../src/train/commands/evaluate.ts'
import { runReportCommand } from '../../src/train/commands/report.ts'
import { findSchemaProblem } from '../../src/train/report/check-schema.ts'
import { modelCard } from '../../src/train/report/model-card.ts'
import { renderReport } from '../../src/train/report/render-report.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import type { Results } from '../../src/train/report/results.ts'
import { summarise } from '../../src/train/report/summary.ts'
import { ResultsFormatError, UsageError } from '../../src/train/train-errors.ts'
import { inventedShop } from './train-support.ts'

const PACKAGE = fileURLToPath(new URL('../../models/shopper', import.meta.url))

let folder: string
let results: Results
let html: string
const printed: string[] = []

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-report-'))
  const data = join(folder, 'shop.csv')
  await writeFile(data, inventedShop(400))
  const print = (line: string): void => void printed.push(line)
  await runEvaluateCommand(['--package', PACKAGE, '--rees46', data, '--out', folder], print)
  results = await readResults(join(folder, 'results.json'))
  html = await readFile(join(folder, 'report.html'), 'utf8')
})
after(() => rm(folder, { recursive: true }))

test('evaluating a package prints its tables and writes results and report', () => {
  const text = printed.join('\n')
  assert.match(text, /rees46, intent: \d+ held-out visits, \d+ "buy"/)
  assert.match(text, /\| boosted trees, 8 counts +\|/)
  assert.match(text, /Report: .*report\.html/)
  const [question] = results.sets[0]!.questions
  assert.equal(question!.class, 'buy')
  assert.deepEqual(
    question!.byEvents.map(({ events }) => events),
    [1, 2, 3, 5, 10, 20, null],
  )
  assert.deepEqual(
    results.sets[0]!.questions.map((one) => one.class),
    ['buy', 'browse', 'cart-abandon'],
  )
  // A cart is a good sign in this shop, and both the model and the rule know it.
  const rule = question!.scorers.find(({ name }) => name === 'has-cart rule')!
  assert.ok(question!.scorers[0]!.metrics.auc.low! > 0.7)
  assert.ok(rule.behindFirst!.auc.low! <= rule.behindFirst!.auc.high!)
})

test('a report is one file that runs nothing and asks for nothing', () => {
  assert.doesNotMatch(html, /<script|<link|<img|<iframe|@import|url\(|\son[a-z]+=|(src|srcset)=/i)
  // The only addresses are those of the credits, as text, and the names of XML.
  const addresses = html.match(/https?:\/\/[^\s"'<)]+/g) ?? []
  for (const address of addresses) assert.match(address, /^https?:\/\/(www\.w3\.org|rees46\.com)/)
  assert.match(html, /prefers-color-scheme:dark/)
  assert.match(html, /@media print/)
})

test('every figure has a name for those who do not see it, and its numbers behind it', () => {
  const figures = html.match(/<figure[\s\S]*?<\/figure>/g) ?? []
  assert.ok(figures.length >= 9, `${figures.length}`)
  for (const figure of figures) {
    assert.match(figure, /<svg[^>]* role="img"/)
    assert.match(figure, /<svg[^>]* aria-label="[^"]{10,}"/)
    assert.match(figure, /<figcaption><strong>[^<]+<\/strong>/)
    assert.match(figure, /<details>[\s\S]*<td>[^<]+<\/td>/)
  }
})

test('the same results give the same report', async () => {
  assert.equal(await renderReport(results), html)
})

test('what comes from data is text in a report, never markup', async () => {
  const evil = '<img src=x onerror="alert(1)">'
  const [set] = results.sets
  const report = await renderReport({
    ...results,
    warnings: [evil],
    credits: [evil],
    sets: [{ ...set!, name: evil }],
    data: [{ ...results.data[0]!, name: evil }],
  })
  assert.ok(!report.includes('<img'))
  assert.ok(report.includes('&lt;img'))
})

test('plain sentences say what the figures allow, and no more', () => {
  const [set] = results.sets
  const [question] = set!.questions
  const [model, ...rivals] = question!.scorers
  const measured = (value: number, low: number, high: number) => ({ value, low, high })
  const withAhead = (low: number, high: number, auc = 0.6): string => {
    const scorers = [
      { ...model!, metrics: { ...model!.metrics, auc: measured(0.8, auc, 0.9) } },
      ...rivals.map((rival) => ({
        ...rival,
        behindFirst: { ...rival.behindFirst!, averagePrecision: measured((low + high) / 2, low, high) },
      })),
    ]
    const questions = [{ ...question!, scorers }]
    return summarise({ ...results, sets: [{ ...set!, questions }] })[0]!.verdict
  }
  assert.match(withAhead(0.01, 0.2), /beats every rival/)
  assert.match(withAhead(-0.2, -0.01), /simpler rival.*is better/)
  assert.match(withAhead(-0.1, 0.1), /cannot be told apart/)
  assert.match(withAhead(0.01, 0.2, 0.49), /not proven better than a coin/)
  const [{ sentences } = { sentences: [] }] = summarise(results)
  assert.match(sentences.join(' '), /scores the first higher \d+ times in 100 \(between \d+ and \d+\)/)
})

test('results of a question without an answer are drawn without curves', async () => {
  const none = { value: null, low: null, high: null, missing: 'no positives' as const }
  const [set] = results.sets
  const [question] = set!.questions
  const scorers = question!.scorers.slice(0, 1).map((scorer) => ({
    ...scorer,
    metrics: { ...scorer.metrics, auc: none, averagePrecision: none, recall: none, gain: none, lift: none },
    curves: { roc: [], precisionRecall: [], gains: [] },
  }))
  const byEvents = question!.byEvents.map((at) => ({
    ...at,
    scorers: scorers.map(({ name, metrics }) => ({ name, metrics })),
  }))
  const questions = [{ ...question!, positives: 0, scorers, byEvents }]
  const report = await renderReport({ ...results, sets: [{ ...set!, questions }] })
  assert.match(report, /nothing can be said about the model/)
  assert.match(report, /no positives/)
  assert.doesNotMatch(report, /NaN|undefined|Infinity/)
})

test('the report of a real run has no number that is none', () => {
  assert.doesNotMatch(html, /NaN|undefined|Infinity|\[object/)
})

test('the card is drawn from the same results', () => {
  const card = modelCard({ ...results, model: { ...results.model, seed: 3 } })
  assert.match(card, /seed 3\./)
  assert.match(card, /\| model +\| 0\.\d{3} \[0\.\d{3}, \d\.\d{3}\] \|/)
})

test('vitrine report draws results again, elsewhere if asked, and prints their schema', async () => {
  const out = join(folder, 'deep', 'again.html')
  const lines: string[] = []
  const print = (line: string): void => void lines.push(line)
  await runReportCommand([join(folder, 'results.json'), '--out', out], print)
  assert.equal(await readFile(out, 'utf8'), html)
  assert.deepEqual(lines, [`Written to ${out}`])
  await runReportCommand(['--schema'], print)
  const schema = JSON.parse(lines[1]!) as Record<string, unknown>
  assert.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema')
  await runReportCommand(['--help'], print)
  assert.match(lines[2]!, /Usage: vitrine report/)
})

test('a results file that is wrong says where', async () => {
  const good = await readFile(join(folder, 'results.json'), 'utf8')
  const broken = async (change: (value: Record<string, unknown>) => void): Promise<unknown> => {
    const value = JSON.parse(good) as Record<string, unknown>
    change(value)
    const path = join(folder, 'broken.json')
    await writeFile(path, JSON.stringify(value))
    return readResults(path).then(
      () => undefined,
      (error: unknown) => error,
    )
  }
  const cases: readonly (readonly [(value: Record<string, unknown>) => void, RegExp])[] = [
    [(value) => (value['resultsVersion'] = 1), /version 1, this release reads 2/],
    [(value) => delete value['sets'], /sets is missing/],
    [(value) => (value['sets'] = []), /sets must have at least 1/],
    [(value) => (value['more'] = 1), /more is not known/],
    [(value) => (value['warnings'] = [3]), /warnings\[0\] must be string, got 3/],
    [(value) => (value['kind'] = 'guess'), /kind must be one of train, evaluate/],
    [
      (value) => ((value['bootstrap'] as Record<string, unknown>)['level'] = 'high'),
      /bootstrap\.level must be number/,
    ],
  ]
  for (const [change, message] of cases) {
    const error = await broken(change)
    assert.ok(error instanceof ResultsFormatError && message.test(error.message), String(error))
  }
  const path = join(folder, 'half.json')
  await writeFile(path, good.slice(0, 100))
  await assert.rejects(readResults(path), /half\.json: it is no JSON/)
})

test('the schema check tells integers from numbers and null from absent', () => {
  assert.equal(findSchemaProblem(1.5, { type: 'integer' }, {}), 'the file must be integer, got 1.5')
  assert.equal(findSchemaProblem(null, { type: ['number', 'null'] }, {}), undefined)
  assert.equal(
    findSchemaProblem(
      { a: [1, 'x'] },
      { properties: { a: { items: { $ref: '#/$defs/n' } } } },
      { n: { type: 'number' } },
    ),
    'a[1] must be number, got "x"',
  )
})

test('arguments of evaluate and report become options; nonsense is refused by name', async () => {
  assert.deepEqual(await parseEvaluateArgs(['--package', 'p', '--ospi', 'f', '--all']), {
    package: 'p',
    ospi: 'f',
    all: true,
  })
  assert.equal(await parseEvaluateArgs(['--help']), 'help')
  for (const [args, message] of [
    [['--ospi', 'f'], /--package is missing.*vitrine evaluate --help/],
    [['--package', 'p'], /--data, --rees46/],
    [['--what'], /--what/],
  ] as const) {
    await assert.rejects(
      parseEvaluateArgs(args),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    )
  }
  await assert.rejects(
    runReportCommand([], () => undefined),
    /Which results\.json\?.*vitrine report --help/,
  )
  await assert.rejects(
    runReportCommand(['a', 'b'], () => undefined),
    /got also "b"/,
  )
})
