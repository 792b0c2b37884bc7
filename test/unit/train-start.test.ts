// SPDX-License-Identifier: MIT
// What a model starts from: the weights of a package, or what visits taught it without their labels.

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { isVitrineError } from '../../src/errors.ts'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNEL_COUNT, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import { TOKEN_NAMES } from '../../src/features/token.ts'
import { parseArguments } from '../../src/train/data-arguments.ts'
import { fitNetwork } from '../../src/train/fit/fit-network.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { NETWORKS } from '../../src/train/network/network-spec.ts'
import type { NetworkSpec } from '../../src/train/network/network-spec.ts'
import { parameterShapes } from '../../src/train/network/parameters.ts'
import {
  baseRates,
  drawPretext,
  lossOfRates,
  PRETEXT_TASKS,
} from '../../src/train/pretrain/pretext-samples.ts'
import { pretrainNetwork } from '../../src/train/pretrain/pretrain-network.ts'
import { createRandom } from '../../src/train/random.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import { checkStart } from '../../src/train/start/prepare-start.ts'
import { readTransfer } from '../../src/train/start/read-transfer.ts'
import { START_ARGUMENTS, toStartOptions } from '../../src/train/start/start-arguments.ts'
import { TrainingDataError, TransferError, UsageError } from '../../src/train/train-errors.ts'
import { trainModel } from '../../src/train/train-model.ts'
import { FIT_DEFAULTS } from '../../src/train/training-options.ts'
import type { Visit } from '../../src/train/visit.ts'
import { visit } from './features-support.ts'
import { inventedShop, packTrainee, randomSample, randomTrainee } from './train-support.ts'

const HEADS = [{ layer: 'intent', units: 3 }]
const TINY: NetworkSpec = { embedding: 3, channels: true, lstm: 4, output: 'softmax' }

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-start-'))
})
after(() => rm(folder, { recursive: true }))

async function writeTiny(name: string, change: (json: string) => string = (json) => json): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  const { json, weights } = packTrainee(randomTrainee(TINY, 3))
  await writeFile(join(path, 'model.json'), change(JSON.stringify(json)))
  await writeFile(join(path, 'weights.bin'), weights)
  return path
}

test('layers of the same name and shapes are taken from a package, the others start anew', async () => {
  const path = await writeTiny('taken')
  const { quantised } = packTrainee(randomTrainee(TINY, 3))
  const same = await readTransfer(path, parameterShapes(TINY, HEADS))
  assert.deepEqual(same.taken, ['embedding', 'lstm', 'intent'])
  assert.deepEqual(same.anew, [])
  assert.deepEqual(same.values, quantised.values)
  // The made package has a holdout of its own.
  assert.equal(same.isHeldOutAlike, false)
  const wider = await readTransfer(path, parameterShapes({ ...TINY, lstm: 5 }, HEADS))
  assert.deepEqual([wider.taken, wider.anew], [['embedding'], ['lstm', 'intent']])
  assert.deepEqual([...wider.values.keys()], ['embedding/embeddings'])
  const other = await readTransfer(path, parameterShapes(TINY, [{ layer: 'intent', units: 1 }]))
  assert.deepEqual([other.taken, other.anew], [['embedding', 'lstm'], ['intent']])
})

test('a package of other features, a damaged one and one that fits nowhere are refused by name', async () => {
  const shapes = parameterShapes(TINY, HEADS)
  const old = await writeTiny('old', (json) => json.replace(/"featureVersion":\d+/, '"featureVersion":99'))
  await assert.rejects(
    readTransfer(old, shapes),
    (error: unknown) =>
      isVitrineError(error) && error.code === 'model-version' && /featureVersion 99/.test(error.message),
  )
  const damaged = await writeTiny('damaged', (json) => json.slice(0, 100))
  await assert.rejects(
    readTransfer(damaged, shapes),
    (error: unknown) => isVitrineError(error) && error.code === 'model-format',
  )
  const fit = await writeTiny('fit')
  const nowhere = parameterShapes({ embedding: 9, channels: true, gru: 7, output: 'softmax' }, HEADS)
  await assert.rejects(
    readTransfer(fit, nowhere),
    (error: unknown) =>
      error instanceof TransferError && /No layer of .* fits.*lstm\/kernel \[38, 16\]/.test(error.message),
  )
})

test('training goes on from given weights, and frozen ones stay as they are', async () => {
  const tf = await loadTf()
  const random = createRandom(2)
  const samples = Array.from({ length: 32 }, () => randomSample(1 + random.integer(6), random))
  const start = randomTrainee(TINY, 8).values
  const shapes = parameterShapes(TINY, HEADS)
  const task = { spec: TINY, heads: HEADS, shapes, draw: () => samples, validation: [], start }
  const options = { ...FIT_DEFAULTS, seed: 4, epochs: 1, batchSize: 16 }
  const { values: still } = await fitNetwork(tf, task, { ...options, learningRate: 0 })
  for (const [name, values] of start) {
    still.get(name)!.forEach((value, at) => assert.ok(Math.abs(value - values[at]!) < 1e-5, name))
  }
  const frozen = new Set(['embedding/embeddings', 'lstm/kernel', 'lstm/recurrent_kernel', 'lstm/bias'])
  const { values } = await fitNetwork(tf, { ...task, frozen }, options)
  for (const [name, own] of values) {
    if (frozen.has(name)) assert.deepEqual(own, start.get(name), name)
    else assert.notDeepEqual(own, start.get(name), name)
  }
})

test('layers that cannot be frozen are refused before anything is read', () => {
  const shapes = parameterShapes(TINY, HEADS)
  const options = { out: 'o', rees46: 'f' }
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ from: 'p', freeze: ['gru'] }, /no layer "gru".*embedding, lstm, intent/],
    [{ freeze: ['lstm'] }, /--freeze keeps what --from or --pretrain brought/],
    [{ from: 'p', freeze: ['embedding', 'lstm', 'intent'] }, /nothing left to train/],
  ]
  for (const [more, message] of refused) {
    assert.throws(() => checkStart({ ...options, ...more }, shapes), message)
  }
  checkStart({ ...options, from: 'p', freeze: ['embedding'] }, shapes)
})

test('arguments become a start; nonsense is refused by name', async () => {
  const parse = async (...args: string[]): Promise<object> =>
    toStartOptions(await parseArguments(args, START_ARGUMENTS, 'train'))
  assert.deepEqual(await parse(), {})
  assert.deepEqual(
    await parse(
      '--from',
      'p',
      '--freeze',
      'embedding',
      '--freeze',
      'lstm',
      '--pretrain',
      'next-event',
      '--pretrain-data',
      'f',
      '--pretrain-layout',
      'eshop2008',
      '--pretrain-epochs',
      '3',
    ),
    {
      from: 'p',
      freeze: ['embedding', 'lstm'],
      pretrain: { task: 'next-event', data: 'f', layout: 'eshop2008', epochs: 3 },
    },
  )
  const config = join(folder, 'start.json')
  await writeFile(config, JSON.stringify({ from: 'p', freeze: ['embedding', 'lstm'] }))
  assert.deepEqual(await parse('--config', config), { from: 'p', freeze: ['embedding', 'lstm'] })
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--pretrain', 'sleep'], /--pretrain knows next-event, masked-event, autoencoder, got "sleep"/],
    [['--pretrain-data', 'f'], /--pretrain is missing/],
    [['--pretrain', 'next-event', '--pretrain-layout', 'ga4'], /goes with --pretrain-data/],
    [['--pretrain', 'next-event', '--pretrain-data', 'f', '--pretrain-layout', 'x'], /no layout "x"/],
    [['--pretrain', 'next-event', '--pretrain-epochs', '0'], /--pretrain-epochs must be an integer/],
  ]
  for (const [args, message] of refused) {
    await assert.rejects(
      parse(...args),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    )
  }
})

/** A visit of so many different items; the last is put in the cart. */
function looked(id: string, items: number): Visit {
  const events = visit(
    ...Array.from({ length: items }, (_, index) => ({
      name: index === items - 1 ? ('add_to_cart' as const) : ('view_item' as const),
      items: [`${index}`],
    })),
  )
  return { id, visitorId: id, source: 'shop', events, after: [], label: 'untold' }
}

test('the next event is that after a beginning, and nothing of it is in the input', () => {
  const one = looked('a', 6)
  const whole = encodeHistory(one.events, 'visit')
  const lengths = new Set<number>()
  for (let seed = 0; seed < 40; seed++) {
    const [sample] = drawPretext('next-event', [one], createRandom(seed))
    const { rows, tokens, channels, targets } = sample!
    lengths.add(rows)
    assert.deepEqual(tokens, encodeHistory(one.events.slice(0, rows), 'visit').tokens.slice(-rows))
    assert.deepEqual(channels.length, rows * CHANNEL_COUNT)
    assert.equal(targets[0]!.classes.indexOf(1), whole.tokens[100 - 6 + rows])
  }
  assert.deepEqual([...lengths].sort(), [1, 2, 3, 4, 5])
})

test('a masked event leaves neither token nor channels, and the others as they are', () => {
  const one = looked('a', 5)
  const whole = encodeHistory(one.events, 'visit')
  const [sample] = drawPretext('masked-event', [one], createRandom(3))
  const row = sample!.tokens.indexOf(0)
  assert.ok(row >= 0)
  assert.equal(sample!.targets[0]!.classes.indexOf(1), whole.tokens[95 + row])
  for (let other = 0; other < 5; other++) {
    const own = sample!.channels.slice(other * CHANNEL_COUNT, (other + 1) * CHANNEL_COUNT)
    if (other === row) assert.ok(own.every((value) => value === 0))
    else
      assert.deepEqual(own, whole.channels.slice((95 + other) * CHANNEL_COUNT, (96 + other) * CHANNEL_COUNT))
  }
})

test('the autoencoder asks for the share of every token; visits that are too short are left out', () => {
  const [sample] = drawPretext('autoencoder', [looked('a', 5)], createRandom(3))
  const { classes, soft } = sample!.targets[0]!
  assert.equal(soft, true)
  assert.ok(Math.abs(classes.reduce((a, b) => a + b, 0) - 1) < 1e-9)
  const cart = TOKEN_NAMES.findIndex((name, token) => name.startsWith('add_to_cart') && classes[token]! > 0)
  assert.ok(Math.abs(classes[cart]! - 0.2) < 1e-9)
  for (const task of ['next-event', 'masked-event'] as const) {
    assert.deepEqual(drawPretext(task, [looked('b', 1)], createRandom(1)), [])
  }
})

test('the loss of base rates is the entropy where the answers are as they were', () => {
  const visits = Array.from({ length: 4000 }, (_, index) => looked(`v${index}`, 2 + (index % 2)))
  const samples = drawPretext('masked-event', visits, createRandom(1))
  const counts = new Map<number, number>()
  for (const { targets } of samples) {
    const token = targets[0]!.classes.indexOf(1)
    counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  const entropy = [...counts.values()].reduce((sum, count) => {
    const share = count / samples.length
    return sum - share * Math.log(share)
  }, 0)
  const loss = lossOfRates(baseRates(samples), samples)
  assert.ok(loss > entropy && loss < entropy + 0.05, `${loss} and ${entropy}`)
  assert.ok(TOKEN_COUNT > counts.size)
})

for (const task of PRETEXT_TASKS) {
  test(`${task}: a network learns more from visits than their base rates, the same with the same seed`, async () => {
    const tf = await loadTf()
    const visits = Array.from({ length: 260 }, (_, index) => looked(`v${index}`, 2 + (index % 4)))
    const what = {
      task,
      spec: TINY,
      train: visits.slice(0, 200),
      validation: visits.slice(200),
      start: new Map(),
    }
    const options = {
      ...FIT_DEFAULTS,
      seed: 5,
      epochs: 12,
      batchSize: 16,
      learningRate: 0.02,
      averageDecay: 0.9,
    }
    const { values, learning } = await pretrainNetwork(tf, what, options)
    assert.ok(learning.loss < learning.baseRateLoss, `${learning.loss} and ${learning.baseRateLoss}`)
    assert.equal(learning.loss, Math.min(...learning.epochs.map(({ validation }) => validation)))
    assert.deepEqual(
      [...values.keys()],
      ['embedding/embeddings', 'lstm/kernel', 'lstm/recurrent_kernel', 'lstm/bias'],
    )
    assert.deepEqual(await pretrainNetwork(tf, what, options), { values, learning })
  })
}

test('too few visits to pre-train on are refused with their number', async () => {
  const tf = await loadTf()
  const train = Array.from({ length: 60 }, (_, index) => looked(`v${index}`, 1))
  const what = {
    task: 'next-event' as const,
    spec: TINY,
    train,
    validation: train,
    variedShare: 0,
    start: new Map(),
  }
  await assert.rejects(
    () => pretrainNetwork(tf, what, { ...FIT_DEFAULTS, seed: 1 }),
    (error: unknown) =>
      error instanceof TrainingDataError && /finds 0 visits to learn from/.test(error.message),
  )
})

test('a pre-trained network with attention is trained, reported and taken on, and says so', async () => {
  const rees46 = join(folder, 'shop.csv')
  await writeFile(rees46, inventedShop(400))
  const first = join(folder, 'first')
  const lines: string[] = []
  const sizes = { embedding: 3, filters: 6 }
  const shared = { rees46, network: 'attention', sizes, epochs: 2 } as const
  await trainModel(
    { ...shared, out: first, pretrain: { task: 'masked-event', epochs: 2 } },
    { onStage: (line) => lines.push(line) },
  )
  assert.match(lines.join('\n'), /Pre-training by masked-event on \d+ visits/)
  const { pretraining, transfer, model, examples } = await readResults(join(first, 'results.json'))
  assert.equal(model.network, 'attention, embedding 3, 6 filters')
  assert.deepEqual(
    [pretraining!.task, pretraining!.data, pretraining!.epochs.length],
    ['masked-event', ['rees46'], 2],
  )
  assert.equal(transfer, undefined)
  // A visit of which an event was folded into another has rows that are not its events.
  const told = examples!.filter(({ events }) => events.every(({ attention }) => attention !== undefined))
  assert.ok(told.length > 0)
  for (const { events } of told) {
    const sum = events.reduce((acc, { attention }) => acc + attention!, 0)
    assert.ok(sum > 0 && sum <= 1, `${sum}`)
  }
  const html = await readFile(join(first, 'report.html'), 'utf8')
  assert.match(html, /Before it: masked-event\./)
  assert.match(html, /<th scope="col">attention<\/th>/)
  assert.doesNotMatch(html, /no attention/)
  assert.match(
    await readFile(join(first, 'CARD.md'), 'utf8'),
    /It first learned from \d+ visits of rees46 without their labels/,
  )

  const second = join(folder, 'second')
  lines.length = 0
  await trainModel(
    { ...shared, sizes: { ...sizes, filters: 5 }, out: second, from: first, freeze: ['embedding'] },
    { onStage: (line) => lines.push(line) },
  )
  const text = lines.join('\n')
  assert.match(text, /Starting from .*first, version 0\.1\.0: embedding; anew: conv, attention, intent/)
  assert.match(text, /Frozen: embedding/)
  assert.match(await readFile(join(second, 'CARD.md'), 'utf8'), /REES46 Marketing Platform/)
  const results = await readResults(join(second, 'results.json'))
  assert.deepEqual(results.transfer, {
    package: '0.1.0',
    taken: ['embedding'],
    anew: ['conv', 'attention', 'intent'],
    frozen: ['embedding'],
  })
  const embedding = async (path: string): Promise<Buffer> =>
    (await readFile(join(path, 'weights.bin'))).subarray(0, TOKEN_COUNT * 3)
  assert.deepEqual(await embedding(second), await embedding(first))
  assert.match(
    await readFile(join(second, 'report.html'), 'utf8'),
    /Layers that were not trained: embedding\./,
  )
  await assert.rejects(
    trainModel({ ...shared, sizes: { ...sizes, filters: 5 }, out: second, from: first, freeze: ['conv'] }),
    (error: unknown) => error instanceof TransferError && /"conv" starts anew/.test(error.message),
  )
  assert.equal(NETWORKS.attention.embedding, 8)
})
