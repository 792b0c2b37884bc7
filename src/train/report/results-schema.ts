// SPDX-License-Identifier: MIT
// The JSON Schema of `results.json`; `vitrine report --schema` prints it. It says what results.ts says in types.

import { METRIC_NAMES } from '../metrics/metric-table.ts'
import type { Schema } from './check-schema.ts'
import { RESULTS_VERSION } from './results.ts'

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }
const count: Schema = { type: 'integer' }
const numberOrNone: Schema = { type: ['number', 'null'] }

/** A list of such values. */
export function list(items: Schema): Schema {
  return { type: 'array', items }
}

function ref(name: string): Schema {
  return { $ref: `#/$defs/${name}` }
}

/** All properties are required but for those that are named as optional. */
export function record(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

const point: Schema = { type: 'array', items: number, minItems: 2, maxItems: 2 }

/** What the schema refers to by name. */
export const RESULTS_DEFINITIONS: Readonly<Record<string, Schema>> = {
  measured: record({ value: numberOrNone, low: numberOrNone, high: numberOrNone, missing: text }, [
    'missing',
  ]),
  metrics: record(Object.fromEntries(METRIC_NAMES.map((name) => [name, ref('measured')]))),
  counts: { type: 'object', additionalProperties: count },
  part: record({ name: text, visits: count, visitors: count, positives: ref('counts') }),
  data: record({
    name: text,
    report: record(
      {
        rows: count,
        malformed: count,
        duplicates: count,
        withoutSession: count,
        firstMalformed: record({ line: count, problem: text }),
      },
      ['firstMalformed'],
    ),
    visits: count,
    visitors: count,
    unit: { enum: ['visit', 'customer'] },
    positives: ref('counts'),
    parts: list(ref('part')),
  }),
  scorer: record(
    {
      name: text,
      metrics: ref('metrics'),
      behindFirst: ref('metrics'),
      confusion: record({
        truePositive: number,
        falsePositive: number,
        falseNegative: number,
        trueNegative: number,
      }),
      curves: record({ roc: list(point), precisionRecall: list(point), gains: list(point) }),
      calibration: list(record({ visits: count, said: number, happened: number, low: number, high: number })),
    },
    ['behindFirst'],
  ),
  at: record({
    events: { type: ['integer', 'null'] },
    visits: count,
    positives: count,
    scorers: list(record({ name: text, metrics: ref('metrics') })),
  }),
  question: record({
    head: text,
    class: text,
    visits: count,
    positives: count,
    threshold: number,
    scorers: { ...list(ref('scorer')), minItems: 1 },
    byEvents: list(ref('at')),
  }),
  scheme: record(
    {
      scheme: text,
      size: record({ raw: count, gzip: count, brotli: count }),
      largestChange: number,
      meanChange: ref('measured'),
      decisionsChanged: ref('measured'),
      metrics: ref('metrics'),
      behindFloat: ref('metrics'),
    },
    ['behindFloat'],
  ),
  method: record(
    {
      name: text,
      about: text,
      epochs: count,
      calibration: text,
      metrics: ref('metrics'),
      minusNone: ref('metrics'),
    },
    ['epochs', 'minusNone'],
  ),
  importance: record({
    name: text,
    inputs: list(text),
    auc: number,
    aucSpread: number,
    averagePrecision: number,
    averagePrecisionSpread: number,
  }),
  example: record({
    title: text,
    isMain: { type: 'boolean' },
    probability: number,
    events: list(
      record(
        {
          name: text,
          seconds: number,
          after: number,
          effect: number,
          attribution: number,
          attention: number,
        },
        ['attribution', 'attention'],
      ),
    ),
  }),
}

/** The schema of the whole file. */
export const RESULTS_SCHEMA: Schema = record(
  {
    resultsVersion: { const: RESULTS_VERSION },
    kind: { enum: ['train', 'evaluate'] },
    model: record({
      version: text,
      network: text,
      parameters: count,
      bytes: count,
      featureVersion: count,
      seed: { type: ['integer', 'null'] },
      heads: list({ type: 'object' }),
      policy: list({ type: 'object' }),
      holdout: record(
        { modulo: count, below: count, salt: text, by: { enum: ['time', 'group'] }, fromMs: number },
        ['by', 'fromMs'],
      ),
    }),
    bootstrap: record({ level: number, resamples: count, seed: count }),
    data: list(ref('data')),
    sets: {
      ...list(record({ name: text, part: text, questions: { ...list(ref('question')), minItems: 1 } })),
      minItems: 1,
    },
    segments: list(
      record({
        name: text,
        class: text,
        outcomes: list(record({ segment: text, visits: count, right: numberOrNone, main: numberOrNone })),
      }),
    ),
    leftOut: list(record({ segment: text, reason: text })),
    transfer: record({
      package: { type: ['string', 'null'] },
      taken: list(text),
      anew: list(text),
      frozen: list(text),
    }),
    pretraining: record({
      task: text,
      data: list(text),
      visits: count,
      bestEpoch: count,
      loss: number,
      baseRateLoss: number,
      epochs: list(record({ training: number, validation: number })),
    }),
    simulation: record({ visits: count, weight: number, labels: ref('counts') }),
    learning: record({
      bestEpoch: count,
      epochs: list(record({ training: number, validation: numberOrNone })),
    }),
    calibration: list(
      record({
        head: text,
        chosen: text,
        visits: count,
        positives: count,
        folds: count,
        candidates: list(record({ method: text, logLoss: number })),
      }),
    ),
    quantising: record(
      {
        bits: count,
        bytes: count,
        floatBytes: count,
        largestChange: number,
        meanChange: number,
        float: ref('metrics'),
        quantised: ref('metrics'),
        scheme: text,
        schemes: list(ref('scheme')),
        tuning: record({
          epochs: count,
          bestEpoch: count,
          lossBefore: number,
          lossAfter: number,
          without: ref('metrics'),
          tuned: ref('metrics'),
          gained: ref('metrics'),
        }),
      },
      ['scheme', 'schemes', 'tuning'],
    ),
    imbalance: record({
      set: text,
      head: text,
      class: text,
      visits: count,
      positives: count,
      bootstrap: record({ level: number, resamples: count, seed: count }),
      chosen: text,
      methods: list(ref('method')),
    }),
    importance: record({ visits: count, repeats: count, inputs: list(ref('importance')) }),
    examples: list(ref('example')),
    warnings: list(text),
    credits: list(text),
  },
  [
    'leftOut',
    'transfer',
    'pretraining',
    'simulation',
    'learning',
    'calibration',
    'quantising',
    'imbalance',
    'importance',
    'examples',
  ],
)

/** The schema as a document of its own. */
export function resultsSchemaText(): string {
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Vitrine results, version ${RESULTS_VERSION}`,
    ...RESULTS_SCHEMA,
    $defs: RESULTS_DEFINITIONS,
  }
  return JSON.stringify(document, null, 2)
}
