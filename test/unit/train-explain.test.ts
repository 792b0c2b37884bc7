// SPDX-License-Identifier: MIT
// Why: importance finds what a model leans on, single visits add up, gradients keep their promise.

import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNELS } from '../../src/features/feature-table.ts'
import { explainExamples, explainVisit } from '../../src/train/explain/explain-visit.ts'
import { headTask } from '../../src/train/heads.ts'
import { INPUT_GROUPS, INPUTS } from '../../src/train/explain/input-groups.ts'
import { attributeWith, integrateGradients } from '../../src/train/explain/integrated-gradients.ts'
import { IMPORTANCE_DEFAULTS, permutationImportance } from '../../src/train/explain/permutation-importance.ts'
import { toBatch } from '../../src/train/fit/batch.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { predict } from '../../src/train/fit/train-step.ts'
import type { NetworkSpec } from '../../src/train/network/network-spec.ts'
import { createNodeScorer, loadNodeScorer } from '../../src/train/node-scorer.ts'
import { createRandom } from '../../src/train/random.ts'
import type { Visit } from '../../src/train/visit.ts'
import { visit } from './features-support.ts'
import { packTrainee, randomSample, randomTrainee } from './train-support.ts'

const scorer = await loadNodeScorer(fileURLToPath(new URL('../../models/shopper', import.meta.url)))
const tf = await loadTf()

function made(id: string, carts: number, bought: boolean): Visit {
  const events = visit(
    { name: 'view_item', items: [{ item_id: `${id}a`, price: 3 }] },
    { name: 'view_item', items: [{ item_id: `${id}b`, price: 9 }] },
    ...Array.from({ length: carts }, () => ({
      name: 'add_to_cart' as const,
      items: [{ item_id: `${id}b`, price: 9 }],
    })),
  )
  return { id, visitorId: id, source: 'rees46', events, after: [], label: bought ? 'buy' : 'browse' }
}

const SPECS: Readonly<Record<string, NetworkSpec>> = {
  plain: { embedding: 4, channels: true, lstm: 6, output: 'softmax' },
  convolved: {
    embedding: 3,
    channels: true,
    conv: { filters: 5, kernel: 5, padding: 'same', stride: 1, pool: 5 },
    lstm: 4,
    output: 'softmax',
  },
  sigmoid: { embedding: 5, channels: false, lstm: 4, output: 'sigmoid' },
  gru: { embedding: 3, channels: true, gru: 4, output: 'softmax' },
  attention: {
    embedding: 3,
    channels: true,
    conv: { filters: 5, kernel: 3, padding: 'same', stride: 1, pool: 1 },
    pooling: 'attention',
    output: 'softmax',
  },
}

const BUY = headTask('intent')

const visits = [
  ...Array.from({ length: 30 }, (_, index) => made(`b${index}`, 0, false)),
  ...Array.from({ length: 10 }, (_, index) => made(`c${index}`, 1, true)),
]

test('the groups of inputs hold every input once', () => {
  const grouped = Object.values(INPUT_GROUPS).flat()
  assert.deepEqual([...grouped].sort(), [...INPUTS].sort())
  assert.equal(INPUTS.length, CHANNELS.length + 1)
})

test('what a network does not read has no importance, what it reads has; the same seed gives the same', async () => {
  const { json, weights } = packTrainee(randomTrainee({ ...SPECS['sigmoid']!, lstm: 8 }, 6))
  const tokensOnly = createNodeScorer(json, weights, 'tokens only')
  const options = { ...IMPORTANCE_DEFAULTS, repeats: 3 }
  const importance = (await permutationImportance(tokensOnly, BUY, visits, options))!
  for (const { name, auc, aucSpread } of importance.inputs) {
    if (name === 'event') assert.ok(Math.abs(auc) > 0.1, `${auc}`)
    else assert.deepEqual([auc, aucSpread], [0, 0], name)
  }
  assert.ok(importance.inputs.length > 10)
  // Every visit here is of one session: there is nothing to shuffle.
  assert.ok(!importance.inputs.some(({ name }) => name === 'pastSessions'))
  assert.deepEqual(await permutationImportance(tokensOnly, BUY, visits, options), importance)
})

test('visits of one outcome have no importance', async () => {
  assert.equal(await permutationImportance(scorer, BUY, visits.slice(0, 5)), undefined)
})

test('a cart adds to a visit what the model says less without it', async () => {
  const [bought] = visits.slice(-1)
  const { events, probability } = await explainVisit(scorer, BUY, bought!, 'One')
  assert.deepEqual(
    events.map(({ name }) => name),
    ['view_item', 'view_item', 'add_to_cart'],
  )
  const { probability: without } = await explainVisit(
    scorer,
    BUY,
    { ...bought!, events: bought!.events.slice(0, 2) },
    'Without',
  )
  assert.equal(events[2]!.after, probability)
  assert.ok(Math.abs(events[2]!.effect - (probability - without)) < 1e-12)
  assert.ok(events[2]!.effect > 0.1)
})

test('examples are the surest and the least sure of either outcome', async () => {
  const examples = await explainExamples(scorer, BUY, [...visits, made('y', 1, false), made('z', 2, true)])
  assert.deepEqual(
    examples.map((example) => example.isMain),
    [true, true, false, false],
  )
  assert.ok(examples[2]!.probability >= examples[3]!.probability)
})

test('the quick scorer gives the same within 1e-3', async () => {
  const histories = [randomSample(7, createRandom(1)), randomSample(99, createRandom(2))].map((sample) => {
    return { tokens: new Int32Array(100), channels: new Float32Array(100 * CHANNELS.length), sample }
  })
  for (const { tokens, channels, sample } of histories) {
    tokens.set(sample.tokens, 100 - sample.rows)
    channels.set(sample.channels, (100 - sample.rows) * CHANNELS.length)
  }
  const [plain, quick] = await Promise.all([
    scorer.outputs(histories),
    (await scorer.quick()).outputs(histories),
  ])
  plain.forEach((value, index) => assert.ok(Math.abs(value - quick[index]!) < 1e-3))
})

for (const [name, spec] of Object.entries(SPECS)) {
  test(`integrated gradients of a ${name} network add up to what the visit changes`, () => {
    const trainee = randomTrainee(spec, 3)
    const sample = randomSample(9, createRandom(4))
    const attributions = integrateGradients(tf, trainee, toBatch([sample], sample.rows), 2)
    assert.equal(attributions.length, 9)
    const odds = (logits: Float32Array): number =>
      logits.length === 1 ? logits[0]! : logits[2]! - Math.log(Math.exp(logits[0]!) + Math.exp(logits[1]!))
    const full = odds(predict(tf, trainee, [sample]))
    // The baseline: rows whose embedding and channels are all zero. A spare token has an embedding of zeros.
    const width = spec.embedding
    const table = trainee.values.get('embedding/embeddings')!
    const spare = table.length / width - 1
    const values = new Map(trainee.values).set(
      'embedding/embeddings',
      table.map((value, at) => (at >= spare * width ? 0 : value)),
    )
    const nothing = {
      rows: sample.rows,
      tokens: new Int32Array(sample.rows).fill(spare),
      channels: new Float32Array(sample.channels.length),
    }
    const empty = odds(predict(tf, { ...trainee, values }, [nothing]))
    const sum = attributions.reduce((a, b) => a + b, 0)
    assert.ok(
      Math.abs(sum - (full - empty)) < 0.01 * Math.max(1, Math.abs(full - empty)),
      `${sum}, not ${full - empty}`,
    )
    assert.ok(Math.abs(full - empty) > 1e-3, `${full - empty}`)
  })
}

test('gradients are told for visits whose events are all rows, and leak no tensor', () => {
  const attribute = attributeWith(tf, randomTrainee(SPECS['plain']!, 5), 2)
  const { numTensors } = tf.memory()
  assert.equal(attribute(made('z', 1, true))?.length, 3)
  assert.equal(tf.memory().numTensors, numTensors)
})

test('attention is the softmax of the scores over all places, and its share on each event is told', async () => {
  const trainee = randomTrainee({ embedding: 3, channels: true, pooling: 'attention', output: 'softmax' }, 5)
  const { json, weights, quantised } = packTrainee(trainee)
  const attending = createNodeScorer(json, weights, 'attention')
  const visit = visits.at(-1)!
  const history = encodeHistory(visit.events, 'visit')
  const [table, kernel] = ['embedding/embeddings', 'attention/kernel'].map((name) =>
    quantised.values.get(name)!,
  )
  const scores = [...history.tokens].map((token, row) => {
    const own = history.channels.subarray(row * CHANNELS.length, (row + 1) * CHANNELS.length)
    const features = [...table!.subarray(token * 3, token * 3 + 3), ...own]
    return features.reduce((sum, value, column) => sum + value * kernel![column]!, 0)
  })
  const sum = scores.reduce((acc, score) => acc + Math.exp(score), 0)
  const [shares] = await attending.attention!([history])
  shares!.forEach((share, row) => assert.ok(Math.abs(share - Math.exp(scores[row]!) / sum) < 1e-6, `${row}`))
  const { events } = await explainVisit(attending, BUY, visit, 'One')
  assert.deepEqual(
    events.map(({ attention }) => attention),
    shares!.slice(-events.length),
  )
  assert.equal(scorer.attention, undefined)
})

test('attention after a pooling is shared out between the events that a step stands for', async () => {
  const spec = {
    ...SPECS['attention']!,
    conv: { filters: 4, kernel: 3, padding: 'same', stride: 1, pool: 5 } as const,
  }
  const { json, weights } = packTrainee(randomTrainee(spec, 5))
  const [shares] = await createNodeScorer(json, weights, 'pooled').attention!([
    encodeHistory(visits[0]!.events, 'visit'),
  ])
  assert.ok(Math.abs(shares!.reduce((a, b) => a + b, 0) - 1) < 1e-6)
  assert.equal(shares!.length, 100)
  assert.equal(new Set(shares!.slice(-5)).size, 1)
})
