// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { importPeer } from '../../src/train/import-peer.ts'
import { parseArguments } from '../../src/train/data-arguments.ts'
import { runTrainCommand, toTrainOptions, TRAIN_ARGUMENTS } from '../../src/train/commands/train.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { createProgressView } from '../../src/train/report/progress.ts'
import { markdownTable } from '../../src/train/report/table.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import type { TrainOptions } from '../../src/train/training-options.ts'
import { MissingPeerError, UsageError } from '../../src/train/train-errors.ts'
import { inventedShop } from './train-support.ts'

const CLI = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))

function vitrine(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', CLI, ...args], { encoding: 'utf8' })
}

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-train-'))
})
after(() => rm(folder, { recursive: true }))

test('vitrine train writes a package that scores, its card, and the table', async () => {
  const data = join(folder, 'shop.csv')
  const out = join(folder, 'model')
  await writeFile(data, inventedShop(400))
  const { status, stdout, stderr } = vitrine('train', '--rees46', data, '--out', out, '--epochs', '2')
  assert.equal(status, 0, stderr)
  assert.match(
    stdout,
    /\| +accuracy \| precision \| recall \| +F1 \| ROC AUC \| av\. precision \| log loss \| +Brier \| cal\. error \| lift \| +gain \|/,
  )
  for (const name of ['model', 'majority', 'has-cart rule', 'logistic, 8 counts', 'decision tree, 8 counts'])
    assert.ok(stdout.includes(`| ${name} `), name)
  assert.match(stderr, /epoch 2, 100 %/)
  const card = await readFile(join(out, 'CARD.md'), 'utf8')
  assert.match(card, /REES46 Marketing Platform/)
  const results = await readResults(join(out, 'results.json'))
  assert.equal(results.learning?.epochs.length, 2)
  assert.ok(results.quantising!.largestChange < 0.2)
  assert.equal(results.calibration?.[0]?.chosen, results.model.heads[0]?.calibration.method)
  assert.deepEqual(
    results.data[0]?.parts.map(({ name }) => name),
    ['train', 'stop training', 'calibrate', 'held out'],
  )
  assert.match(await readFile(join(out, 'report.html'), 'utf8'), /<h2>In short<\/h2>/)
  const { metadata } = await loadNodeScorer(out)
  // No visit is longer, or all that are bought: there is no AUC.
  assert.deepEqual(
    metadata.quality['intent']?.map(({ events }) => events),
    [1, 2, 3, null],
  )
  const leftOut = results.leftOut ?? []
  assert.deepEqual([...new Set([...metadata.policy, ...leftOut].map(({ segment }) => segment))].sort(), [
    'bargain-seeker',
    'browser',
    'cart-at-risk',
    'likely-buyer',
    'researcher',
  ])
  for (const { segment, reason } of leftOut) {
    assert.ok(!metadata.policy.some((rule) => rule.segment === segment), segment)
    assert.ok(card.includes(`No segment "${segment}". ${reason}`), segment)
  }
  for (const { measured, conditions } of metadata.policy) {
    assert.ok(measured && measured.visits > 0 && measured.share <= 1)
    assert.equal(measured.precision !== undefined, 'head' in conditions[0]!)
  }
  const prior = metadata.heads[0]?.prior
  assert.ok(prior && Math.abs(prior.reduce((a, b) => a + b, 0) - 1) < 1e-9)
})

test('too few buyers is an error that says so', async () => {
  const data = join(folder, 'few.csv')
  await writeFile(data, inventedShop(10))
  const { status, stderr } = vitrine('train', '--rees46', data, '--out', join(folder, 'few'))
  assert.equal(status, 1)
  assert.match(stderr, /has \d+ visits that are "buy"; at least 5 are needed/)
})

test('help is printed and is no error', () => {
  const { status, stdout } = vitrine('train', '--help')
  assert.equal(status, 0)
  assert.match(stdout, /--rees46 FILE/)
  assert.equal(vitrine('--help').status, 0)
})

test('what is not understood exits with 2 and says what', () => {
  const unknown = vitrine('paint')
  assert.equal(unknown.status, 2)
  assert.match(unknown.stderr, /no command "paint"/)
  const option = vitrine('train', '--out', folder, '--rees46', 'x', '--network', 'huge')
  assert.equal(option.status, 2)
  assert.match(option.stderr, /no network "huge".*compact, reference, sibling/)
})

test('a file that is not there exits with 1 and names it', () => {
  const { status, stderr } = vitrine('train', '--rees46', join(folder, 'nowhere.csv'), '--out', folder)
  assert.equal(status, 1)
  assert.match(stderr, /ENOENT.*nowhere\.csv/)
  assert.ok(!stderr.includes('    at '), stderr)
})

async function parseTrainArgs(args: readonly string[]): Promise<TrainOptions> {
  return toTrainOptions(await parseArguments(args, TRAIN_ARGUMENTS, 'train'))
}

test('arguments become options; nonsense is refused by name', async () => {
  assert.deepEqual(
    await parseTrainArgs(['--out', 'o', '--ospi', 'f', '--seed', '7', '--network', 'sibling']),
    {
      out: 'o',
      ospi: 'f',
      seed: 7,
      network: 'sibling',
    },
  )
  assert.deepEqual(
    await parseTrainArgs([
      '--out',
      'o',
      '--ospi',
      'f',
      '--network',
      'gru',
      '--units',
      '64',
      '--embedding',
      '6',
    ]),
    { out: 'o', ospi: 'f', network: 'gru', sizes: { units: 64, embedding: 6 } },
  )
  const printed: string[] = []
  await runTrainCommand(['--help'], (line) => printed.push(line))
  assert.match(printed.join(), /^Usage: vitrine train/)
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--ospi', 'f'], /--out is missing/],
    [['--out', 'o'], /at least one of --data, --rees46/],
    [['--out', 'o', '--ospi', 'f', '--seed', 'x'], /--seed must be an integer from 0 to 4294967295, got "x"/],
    [['--out', 'o', '--ospi', 'f', '--epochs', '0'], /--epochs must be an integer from 1 to 10000/],
    [['--out', 'o', '--ospi', 'f', '--model-version', 'new'], /--model-version must look like 1\.2\.3/],
    [
      ['--out', 'o', '--ospi', 'f', '--units', '2.5'],
      /--units must be an integer from 1 to 1024, got "2\.5"/,
    ],
    [['--out', 'o', '--ospi', 'f', '--filters', '8'], /"compact" has no convolution/],
    [['--what'], /--what/],
  ]
  for (const [args, message] of refused) {
    await assert.rejects(
      parseTrainArgs(args),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
      args.join(' '),
    )
  }
})

test('a peer that is missing is asked for by name; any other failure passes through', async () => {
  const missing = importPeer('no-such-package', () => import('no-such-package' as string) as Promise<unknown>)
  await assert.rejects(missing, (error: unknown) => {
    assert.ok(error instanceof MissingPeerError)
    assert.match(error.message, /npm install no-such-package/)
    return true
  })
  const broken = importPeer('broken', () => Promise.reject(new SyntaxError('broken')))
  await assert.rejects(broken, SyntaxError)
})

test('without a terminal, progress is a line now and then with the time left', async () => {
  const lines: string[] = []
  let nowMs = 0
  const stream = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream
  const view = await createProgressView(stream, () => nowMs)
  for (let done = 10; done <= 100; done += 10) {
    nowMs += 4000
    view.show({ epoch: 1, done, total: 100, loss: 0.5, validation: { last: 0.4, best: 0.4 } })
  }
  view.stop()
  assert.equal(lines.length, 4)
  assert.equal(lines[1], 'epoch 1, 40 %, loss 0.5000, validation 0.4000, 24 s left at most\n')
  assert.match(lines.at(-1)!, /100 %.* 0 s left/)
})

test('tables are aligned and keep their columns', () => {
  assert.equal(
    markdownTable(
      ['', 'AUC'],
      [
        ['model', '0.7'],
        ['x', '0.55'],
      ],
    ),
    '|       |  AUC |\n| ----- | ---: |\n| model |  0.7 |\n| x     | 0.55 |',
  )
})
