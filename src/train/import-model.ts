// SPDX-License-Identifier: MIT
// A model that Keras trained becomes a package: checked, described, calibrated where there is data, proven, written.

import { ModelFormatError } from '../errors.ts'
import type { HeadSpec, PackageMetadata } from '../model/package-format.ts'
import { bareMetadata } from './bare-metadata.ts'
import { plainRule } from './choose-policy.ts'
import { calibrateHeads, withSelfTest } from './finish-model.ts'
import { checkInputs } from './import/check-inputs.ts'
import { findHeads, type HeadWish } from './import/heads.ts'
import { KerasImportError } from './import/import-errors.ts'
import { proveByKeras, proveByTfjs } from './import/prove.ts'
import { readConverted } from './import/read-converted.ts'
import { layersTo, standardTopology } from './import/standard-topology.ts'
import { measureData } from './measure-data.ts'
import { qualities } from './measure.ts'
import { scorerOf, type ModelFiles } from './pack/float-model.ts'
import { dequantise, quantise, type QuantisedTensor } from './pack/quantise.ts'
import type { SchemeName } from './pack/schemes.ts'
import { toModelFiles, writePackage } from './pack/write-package.ts'
import { choosePolicies } from './policy-moments.ts'
import { firstTold, namesFiles, readData } from './read/read-data.ts'
import { conditionWords } from './report/segment-data.ts'
import { markdownTable } from './report/table.ts'
import { canAnswer, SEGMENT_WISHES } from './segment-wishes.ts'
import type { DataFiles } from './training-options.ts'

/**
 * Options of {@link importModel}.
 * @public
 */
export interface ImportOptions extends DataFiles {
  /** `model.json` that the tensorflowjs converter wrote; its weight files lie beside it. */
  readonly model: string
  /** Folder of the package to write. */
  readonly out: string
  /**
   * Which output layer answers which question.
   * @defaultValue the only output answers `intent`
   */
  readonly heads?: readonly HeadWish[]
  /**
   * How the weights are stored.
   * @defaultValue as the converter stored them
   */
  readonly scheme?: SchemeName
  /**
   * Semantic version of the weights.
   * @defaultValue `0.1.0`
   */
  readonly modelVersion?: string
  /** Attribution of the training data. */
  readonly credits?: readonly string[]
  /** JSON file with inputs and the outputs that Keras gave, to compare with. */
  readonly expected?: string
}

/**
 * Makes a package of a converted Keras model, with the outputs of a made-up visit as its self-test. With data, the
 * calibration, the thresholds of the segments and the quality are those of its visits; without, there is no calibration
 * and the thresholds are fixed.
 * @param say - Called with a line on each stage.
 * @returns What the package says about itself.
 * @throws `KerasImportError` for a model that is damaged, reads other inputs, lacks a head or scores otherwise than it
 * should; `UnsupportedLayerError` for a layer that no engine of Vitrine's own runs; `DataFormatError` for data that cannot
 * be read. Nothing is written then.
 * @public
 */
export async function importModel(
  options: ImportOptions,
  say: (line: string) => void = () => undefined,
): Promise<PackageMetadata> {
  const { model: file, scheme } = options
  const converted = await readConverted(file)
  const heads = findHeads(converted, options.heads ?? [])
  const names = heads.map(({ layer }) => layer)
  const layers = layersTo(names, converted.layers)
  checkInputs(layers, file)
  const original = layers.flatMap(({ name }) =>
    [...(converted.weights.get(name) ?? [])].map(([part, tensor]) => [`${name}/${part}`, tensor] as const),
  )
  const shapes = original.map(([name, { shape }]) => ({ name, shape }))
  const topology = standardTopology(layers, names)
  const pack = (tensors: ReadonlyMap<string, QuantisedTensor>, metadata: PackageMetadata): ModelFiles =>
    toModelFiles({ topology, shapes, tensors, metadata, card: '', generatedBy: 'vitrine import' })
  say(`Read ${layers.length} layers, made by ${converted.madeBy}`)

  const bare = describe(options, heads)
  const proven = await planned(file, () =>
    withSelfTest(bare, (metadata) => scorerOf(pack(new Map(original), metadata))),
  )
  const originalFiles = pack(new Map(original), proven)
  say(await proveByTfjs(originalFiles, file))
  if (options.expected !== undefined) say(await proveByKeras(originalFiles, options.expected))

  const tensors = new Map(
    original.map(([name, tensor]) => [
      name,
      scheme ? quantise(dequantise(tensor), scheme, tensor.shape, name) : tensor,
    ]),
  )
  const fitted = await fitToData(options, bare, (metadata) => pack(tensors, metadata), say)
  const metadata = await withSelfTest(fitted, (own) => scorerOf(pack(tensors, own)))
  await writePackage(options.out, {
    topology,
    shapes,
    tensors,
    metadata,
    generatedBy: 'vitrine import',
    card: cardOf(metadata, converted.madeBy),
  })
  return metadata
}

/** The planner speaks of packages; here it is the converted model that is wrong. */
async function planned<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ModelFormatError)) throw error
    const problem = String(error.details['problem'])
    throw new KerasImportError(file, problem, 'Convert the model again with tensorflowjs_converter.', {
      cause: error,
    })
  }
}

/** Calibration, thresholds and quality, where there is data to fit them to. */
async function fitToData(
  options: ImportOptions,
  bare: PackageMetadata,
  pack: (metadata: PackageMetadata) => ModelFiles,
  say: (line: string) => void,
): Promise<PackageMetadata> {
  if (!namesFiles(options)) return bare
  const data = await readData(options, bare.holdout, say)
  firstTold(bare.heads, data)
  const { heads, choices } = await calibrateHeads(scorerOf(pack(bare)), data)
  for (const { head, chosen } of choices) say(`Calibration of ${head}: ${chosen}`)
  const calibrated = { ...bare, heads }
  const { policy, leftOut } = await choosePolicies(scorerOf(pack(calibrated)), data)
  for (const { segment, reason } of leftOut) say(`No segment ${segment}: ${reason}`)
  const metadata = { ...calibrated, policy }
  say('Measuring on held-out visits')
  const { sets } = await measureData(await scorerOf(pack(metadata)).quick(), data)
  return { ...metadata, quality: qualities(heads, sets) }
}

function describe(
  { modelVersion, credits = [] }: ImportOptions,
  heads: readonly HeadSpec[],
): PackageMetadata {
  const policy = SEGMENT_WISHES.filter((wish) => canAnswer(wish, heads)).map(plainRule)
  return bareMetadata(heads, { policy, credits, ...(modelVersion !== undefined && { modelVersion }) })
}

function cardOf({ modelVersion, heads, policy, quality, credits }: PackageMetadata, madeBy: string): string {
  const sections = [
    `# Model card: ${heads.map(({ name }) => name).join(', ')}, version ${modelVersion}`,
    `Made by ${madeBy}, imported by \`vitrine import\`.`,
    ...heads.map(
      ({ name, classes, calibration }) =>
        `Head \`${name}\`: ${classes.join(', ')}; calibration \`${calibration.method}\`.`,
    ),
    '## Segments',
    markdownTable(
      ['segment', 'holds where', 'from event'],
      policy.map((rule) => [rule.segment, conditionWords(rule), String(rule.minEvents)]),
    ),
    '## Quality on held-out visits',
    ...Object.entries(quality).map(([, rows]) =>
      markdownTable(
        ['after events', 'visits', 'ROC AUC', 'av. precision'],
        rows.map((row) => [
          row.events === null ? 'end' : String(row.events),
          String(row.visits),
          row.auc.toFixed(3),
          row.averagePrecision.toFixed(3),
        ]),
      ),
    ),
    ...(Object.keys(quality).length === 0
      ? ['Not measured: no data was named. `vitrine evaluate` measures it.']
      : []),
    ...(credits.length > 0 ? ['## Credits', credits.map((credit) => `- ${credit}`).join('\n')] : []),
  ]
  return `${sections.join('\n\n')}\n`
}
