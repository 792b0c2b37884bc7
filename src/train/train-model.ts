// SPDX-License-Identifier: MIT
// The whole of training: read, split, fit, borrow, quantise, calibrate, choose segments, measure, write.

import { CHANNEL_COUNT, FEATURE_VERSION, HISTORY_LENGTH } from '../features/feature-table.ts'
import { FORMAT_VERSION, type HeadSpec, type PackageMetadata } from '../model/package-format.ts'
import { CREDITS } from './credits.ts'
import { drawSamples } from './draw-samples.ts'
import { fitNetwork, type FitOptions, type FitProgress } from './fit/fit-network.ts'
import { loadTf } from './fit/load-tf.ts'
import { HOLDOUT } from './holdout.ts'
import { compareOn, qualityByEvents, segmentOutcomes } from './measure.ts'
import { networkSpec, type NetworkSpec } from './network/network-spec.ts'
import { headUnits, parameterShapes, sizeOf } from './network/parameters.ts'
import { createNodeScorer, type NodeScorer } from './node-scorer.ts'
import { borrowedTokens, borrowRows } from './pack/borrow-tokens.ts'
import { quantise } from './pack/quantise.ts'
import { topologyOf } from './pack/topology.ts'
import { toModelFiles, writePackage, type PackageParts } from './pack/write-package.ts'
import { createRandom } from './random.ts'
import { readData, type DataSet } from './read/read-data.ts'
import { modelCard, type CardFacts } from './report/model-card.ts'
import { fitRivals } from './rivals/rivals.ts'
import { DRAW_DEFAULTS, FIT_DEFAULTS, type TrainOptions } from './training-options.ts'
import { calibrateOn, choosePolicy, countTokens, withSelfTest } from './finish-model.ts'
import { INTENTS, type Visit } from './visit.ts'

/** Validation visits are cut at the same places whatever the seed of the run. */
const VALIDATION_SEED = 20_240

/** A token counts as trained when this many training events showed it. */
const TRAINED_FROM = 20

/**
 * What a run produced.
 * @public
 */
export interface TrainResult {
  /** What the package says about itself. */
  readonly metadata: PackageMetadata
  /**
   * Everything in the model card.
   * @internal
   */
  readonly facts: CardFacts
}

/**
 * What a run tells on its way.
 * @public
 */
export interface TrainEvents {
  /** Called once a stage begins, with a line for the terminal. */
  readonly onStage?: (line: string) => void
  /** Called after every batch. */
  readonly onProgress?: (progress: FitProgress) => void
}

/**
 * Trains a model on raw files and writes its package.
 * @param options - Files, folder, network and seed.
 * @returns What was written and how good it is.
 * @throws `TrainingDataError` when the files hold too little, `DataFormatError` when one cannot be read,
 * `MissingPeerError` when a package that training needs is not installed.
 * @public
 */
export async function trainModel(options: TrainOptions, events: TrainEvents = {}): Promise<TrainResult> {
  const say = events.onStage ?? (() => undefined)
  const tf = await loadTf()
  const data = await readData(options, HOLDOUT, say)
  const networkName = options.network ?? 'compact'
  const spec = networkSpec(networkName)
  const head = bareHead(spec)
  const shapes = parameterShapes(spec, head.layer, headUnits(spec, head.classes.length))
  const train = data.flatMap((set) => set.split.train)
  const fit: FitOptions = {
    ...FIT_DEFAULTS,
    seed: options.seed ?? 1,
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
  }
  const primary = data[0]!
  const task = {
    spec,
    head: head.layer,
    shapes,
    draw: (random: Parameters<typeof drawSamples>[1]) => drawSamples(train, random, DRAW_DEFAULTS),
    validation: drawSamples(primary.split.validation, createRandom(VALIDATION_SEED), {
      ...DRAW_DEFAULTS,
      variedShare: 0,
    }),
  }
  say(`Training ${networkName} on ${train.length} visits, seed ${fit.seed}`)
  const fitted = fitNetwork(tf, task, fit, events.onProgress)
  say(`Best epoch ${fitted.bestEpoch} of ${fitted.validationLosses.length}`)

  const values = new Map(fitted.values)
  const table = values.get('embedding/embeddings')!
  values.set('embedding/embeddings', borrowRows(table, borrowedTokens(countTokens(train), TRAINED_FROM)))
  const tensors = new Map(shapes.map(({ name }) => [name, quantise(values.get(name)!)]))
  const base = {
    topology: topologyOf(spec, head.layer, headUnits(spec, head.classes.length)),
    shapes,
    tensors,
  }
  const pack = (metadata: PackageMetadata): PackageParts => ({ ...base, metadata, card: '' })
  const scorerOf = (metadata: PackageMetadata): NodeScorer => {
    const { json, weights } = toModelFiles(pack(metadata))
    return createNodeScorer(json, weights, 'the new model')
  }

  let metadata = await withSelfTest(bareMetadata(options, head, data), scorerOf)
  const calibrated = await calibrateOn(scorerOf(metadata), head, primary.split.validation)
  metadata = { ...metadata, heads: [calibrated] }
  metadata = { ...metadata, policy: await choosePolicy(scorerOf(metadata), primary.split.validation) }

  say('Measuring on held-out visits')
  const scorer = scorerOf(metadata)
  const threshold = metadata.policy.find((rule) => rule.class === 'buy')?.enter ?? 0.5
  const results: CardFacts['results'][number][] = []
  let quality: CardFacts['quality'] = []
  for (const set of data) {
    const rivals = fitRivals([...set.split.train, ...set.split.validation])
    results.push({ name: set.name, rows: await compareOn(scorer, rivals, set.split.heldOut, threshold) })
    if (set === primary) quality = await qualityByEvents(scorer, rivals, set.split.heldOut)
  }
  metadata = { ...metadata, quality: { [head.name]: quality[0]!.at } }
  const facts: CardFacts = {
    metadata,
    network: networkName,
    parameters: shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    bytes: [...tensors.values()].reduce((sum, { data: bytes }) => sum + bytes.length, 0),
    seed: fit.seed,
    data: data.map(({ name, report, split }) => {
      const all = [...split.train, ...split.validation, ...split.heldOut]
      return {
        name,
        report,
        visits: all.length,
        bought: all.filter(isBought).length,
        train: split.train.length,
        validation: split.validation.length,
        heldOut: split.heldOut.length,
      }
    }),
    results,
    quality,
    segments: await segmentOutcomes(scorer, primary.split.heldOut),
  }
  await writePackage(options.out, { ...pack(metadata), card: modelCard(facts) })
  return { metadata, facts }
}

function bareHead(spec: NetworkSpec): HeadSpec {
  const classes = spec.output === 'sigmoid' ? ['no-buy', 'buy'] : [...INTENTS]
  const units = headUnits(spec, classes.length)
  return { name: 'intent', layer: 'intent', classes, units, reads: 'visit', calibration: { method: 'none' } }
}

function bareMetadata(options: TrainOptions, head: HeadSpec, data: readonly DataSet[]): PackageMetadata {
  return {
    formatVersion: FORMAT_VERSION,
    modelVersion: options.modelVersion ?? '0.1.0',
    featureVersion: FEATURE_VERSION,
    heads: [head],
    policy: [],
    quality: {},
    holdout: HOLDOUT,
    credits: data.flatMap((set) => CREDITS[set.name] ?? []),
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(head.units).fill(0),
    },
  }
}

function isBought(visit: Visit): boolean {
  return visit.label === 'buy'
}
