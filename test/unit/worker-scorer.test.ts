// SPDX-License-Identifier: MIT
// The scorer with a package whose heads read different parts of the history: what each is told, and when it says nothing.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { encodeHistory } from '../../src/features/encode-history.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../src/features/feature-table.ts'
import type { HistoryContext } from '../../src/features/history-context.ts'
import type { ModelJson, PackageMetadata } from '../../src/model/package-format.ts'
import { createNodeScorer } from '../../src/train/node-scorer.ts'
import type { NodeScorer } from '../../src/train/node-scorer.ts'
import type { HeadName, StoredEvent } from '../../src/types.ts'
import type { WorkerSetup } from '../../src/worker/protocol.ts'
import { createScorer } from '../../src/worker/scorer.ts'
import { createPackageServer, MODEL_URL } from '../support/package-server.ts'
import { createPlainTopology, REFERENCE_SIZES } from '../support/plain-topology.ts'
import { createRandomPackage } from '../support/random-package.ts'
import type { RandomTopology } from '../support/random-topology.ts'
import { visit } from './features-support.ts'
import { createFactory, draft, openPage, START_MS } from './store-support.ts'

const READS = { intent: 'visit', value: 'orders', risk: 'orders' } as const

const SIZES = {
  ...REFERENCE_SIZES,
  length: HISTORY_LENGTH,
  channelCount: CHANNEL_COUNT,
  vocabulary: TOKEN_COUNT,
  embedding: 8,
  filters: 12,
  units: 10,
  classes: 3,
}

const order = { name: 'purchase', transaction_id: 't-1', value: 90, items: ['a'] } as const
const browsing = visit({ name: 'view_item', items: ['a'] }, { name: 'add_to_cart', items: ['a'] })
const buying = visit({ name: 'view_item', items: ['a'] }, order, { name: 'page_view' })
// The network's pooling leaves the very last row out: two events in the present visit.
const comingBack = visit(
  { ...order, session: 's0' },
  { name: 'view_item', items: ['b'], at: 90_000 },
  { name: 'page_view', at: 90_030 },
)

let modelJson: ModelJson
let weightBytes: ArrayBuffer
/** The same package, asked with histories that the test encodes itself. */
let reference: NodeScorer

before(async () => {
  const random = await createRandomPackage(11, { storage: 'float32', topology: withThreeHeads() })
  const vitrine = random.modelJson.userDefinedMetadata.vitrine
  const heads = vitrine.heads.map((head) => ({ ...head, reads: READS[head.name] }))
  modelJson = { ...random.modelJson, userDefinedMetadata: { vitrine: { ...vitrine, heads } } }
  weightBytes = random.weightBytes
  reference = createNodeScorer(modelJson, new Uint8Array(weightBytes), MODEL_URL)
})

/** The plain network with two more heads on what its LSTM says. */
function withThreeHeads(): RandomTopology {
  const plain = createPlainTopology(SIZES)
  const { topology, heads, weights } = plain
  const { config, ...rest } = topology as {
    config: { layers: unknown[]; output_layers: unknown[] }
  }
  const names = ['value', 'risk']
  const dense = (name: string): unknown => ({
    class_name: 'Dense',
    name,
    config: { name, units: 2, activation: 'softmax', use_bias: true },
    inbound_nodes: [[['lstm', 0, 0, {}]]],
  })
  return {
    ...plain,
    topology: {
      ...rest,
      config: {
        ...config,
        layers: [...config.layers, ...names.map(dense)],
        output_layers: [...config.output_layers, ...names.map((name) => [name, 0, 0])],
      },
    },
    heads: [...heads, ...names.map((layer) => ({ layer, width: 2, activation: 'softmax' as const }))],
    weights: [
      ...weights,
      ...names.flatMap((name) => [
        { name: `${name}/kernel`, shape: [SIZES.units, 2], spread: 1 },
        { name: `${name}/bias`, shape: [2], spread: 0.2 },
      ]),
    ],
  }
}

/** A scorer whose package comes from a server of the test's own. */
function setUp(t: TestContext, setup: Partial<WorkerSetup> = {}, metadata: Partial<PackageMetadata> = {}) {
  const { vitrine } = modelJson.userDefinedMetadata
  const json = { ...modelJson, userDefinedMetadata: { vitrine: { ...vitrine, ...metadata } } }
  const files = { 'model.json': JSON.stringify(json), 'weights.bin': weightBytes }
  t.mock.method(globalThis, 'fetch', createPackageServer(files).fetch)
  // The browser's; Node has it from version 21 on.
  const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'test' }, configurable: true })
  const scorer = createScorer(
    {
      modelUrl: MODEL_URL,
      layersUrl: new URL('../../src/model/layers/index.ts', import.meta.url).href,
      engines: ['cpu'],
      fastest: false,
      allowSoftwareWebgl: false,
      mayStore: false,
      isReturning: false,
      ...setup,
    },
    (error) => assert.fail(error),
  )
  t.after(() => {
    scorer.dispose()
    if (own) Object.defineProperty(globalThis, 'navigator', own)
    else Reflect.deleteProperty(globalThis, 'navigator')
  })
  return scorer
}

/** What a head says of a history that is encoded with that context. */
async function expected(
  head: HeadName,
  events: readonly StoredEvent[],
  context: HistoryContext = {},
): Promise<Readonly<Record<string, number>>> {
  const [probabilities] = await reference.score([encodeHistory(events, READS[head], context)])
  return probabilities![head]!
}

function assertClose(
  actual: Readonly<Record<string, number>> | undefined,
  wanted: Readonly<Record<string, number>>,
): void {
  assert.ok(actual, 'no answer')
  assert.deepEqual(Object.keys(actual), Object.keys(wanted))
  for (const [name, value] of Object.entries(wanted)) {
    assert.ok(Math.abs(actual[name]! - value) < 1e-6, `${name}: ${actual[name]} instead of ${value}`)
  }
}

/** So that a test of what the encoder is told can fail. */
function assertDiffer(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): void {
  const differs = Object.keys(a).some((name) => Math.abs(a[name]! - b[name]!) > 1e-4)
  assert.equal(differs, true, 'the context must show in the answer')
}

test('without an order the heads that read orders say nothing, and no rule on them holds', async (t) => {
  const rule = (head: HeadName, name: string): PackageMetadata['policy'][number] => ({
    segment: `by-${head}`,
    sentence: 'A rule of the test',
    minEvents: 1,
    conditions: [{ head, class: name, enter: 0, leave: 0 }],
  })
  const policy = [rule('value', 'class-0'), rule('intent', 'class-0')]
  const scorer = setUp(t, {}, { policy })
  const none = await scorer.score('unknown', browsing)
  assert.deepEqual(Object.keys(none.probabilities), ['intent'])
  assertClose(none.probabilities.intent, await expected('intent', browsing))
  assert.equal(none.decision.segment, 'by-intent')
  const one = await scorer.score('unknown', buying)
  assert.deepEqual(Object.keys(one.probabilities), ['intent', 'value', 'risk'])
  assertClose(one.probabilities.value, await expected('value', buying))
  assertClose(one.probabilities.risk, await expected('risk', buying))
  assert.equal(one.decision.segment, 'by-value')
})

test('a visitor with an earlier session returns; of one session in memory nothing is said', async (t) => {
  const scorer = setUp(t)
  const back = await scorer.score('unknown', comingBack)
  const wanted = await expected('intent', comingBack, { returning: true })
  assertClose(back.probabilities.intent, wanted)
  assertDiffer(wanted, await expected('intent', comingBack))
  const once = await scorer.score('unknown', browsing)
  assertClose(once.probabilities.intent, await expected('intent', browsing))
})

test('a journal that begins with this visit says that the visitor is new', async (t) => {
  const factory = createFactory()
  const before = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')!
  Object.defineProperty(globalThis, 'indexedDB', { value: factory, configurable: true })
  t.after(() => Object.defineProperty(globalThis, 'indexedDB', before))
  const { store } = openPage(t, { factory })
  await store.append([draft(START_MS, 'e1'), draft(START_MS + 5_000, 'e2')])
  const events = await store.history()
  assert.equal(events.length, 2)
  const { probabilities } = await setUp(t).score('unknown')
  const wanted = await expected('intent', events, { returning: false })
  assertClose(probabilities.intent, wanted)
  assertDiffer(wanted, await expected('intent', events))
})

test('what an order of the shop is worth reaches the encoder', async (t) => {
  const scorer = setUp(t, { shop: { typicalOrderValue: 30 } })
  const { probabilities } = await scorer.score('unknown', buying)
  const wanted = await expected('value', buying, { typicalOrderValue: 30 })
  assertClose(probabilities.value, wanted)
  assertDiffer(wanted, await expected('value', buying))
})
