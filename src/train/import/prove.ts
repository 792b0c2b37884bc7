// SPDX-License-Identifier: MIT
// Proofs that an imported model scores as it did before: against TensorFlow.js, and against what Keras itself gave.

import { readFile } from 'node:fs/promises'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../../features/feature-table.ts'
import { isJson } from '../../model/topology/fields.ts'
import { loadTf } from '../fit/load-tf.ts'
import { importPeer } from '../import-peer.ts'
import { scorerOf, type ModelFiles } from '../pack/float-model.ts'
import type { ScorerInput } from '../node-scorer.ts'
import { MissingPeerError } from '../train-errors.ts'
import { KerasImportError } from './import-errors.ts'

/** Largest difference that is rounding and no mistake. */
export const TOLERANCE = 1e-4

/**
 * Scores the self-test with TensorFlow.js' own layers, where they are installed.
 * @param original - Weights as they were converted, not rounded.
 * @returns A line on what came out.
 * @throws `KerasImportError` when the two differ.
 */
export async function proveByTfjs(original: ModelFiles, file: string): Promise<string> {
  const { selfTest } = original.json.userDefinedMetadata.vitrine
  let scores: Float32Array
  try {
    scores = await scoreByTfjs(original)
  } catch (error) {
    if (error instanceof MissingPeerError) {
      return 'Not compared with TensorFlow.js: install @tensorflow/tfjs-layers, @tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm for that.'
    }
    // It lacks layers and options that Vitrine runs, such as a GRU of reset_after.
    const why = error instanceof Error ? error.message : String(error)
    return `Not compared with TensorFlow.js, which cannot run the model (${why}).`
  }
  const difference = largestDifference(selfTest.expected, scores)
  if (!(difference <= TOLERANCE)) {
    const problem = `a made-up visit scores ${difference} off what TensorFlow.js gives`
    throw new KerasImportError(
      file,
      problem,
      'This is a mistake of Vitrine: please report it with the model.',
    )
  }
  return `A made-up visit scores like TensorFlow.js: ${difference.toExponential(1)} off at most.`
}

async function scoreByTfjs({ json, weights }: ModelFiles): Promise<Float32Array> {
  const tf = await loadTf()
  const { loadLayersModel } = await importPeer(
    '@tensorflow/tfjs-layers',
    () => import('@tensorflow/tfjs-layers'),
  )
  const specs = json.weightsManifest.flatMap((group) => group.weights)
  const model = await loadLayersModel(
    tf.io.fromMemory({
      format: 'layers-model',
      modelTopology: structuredClone(json.modelTopology) as object,
      weightSpecs: structuredClone(specs) as Parameters<typeof tf.io.decodeWeights>[1],
      weightData: new Uint8Array(weights).buffer,
    }),
  )
  const { tokens, channels } = json.userDefinedMetadata.vitrine.selfTest
  const inputs = model.inputs.map(({ shape }) =>
    shape.length === 2
      ? tf.tensor2d([...tokens], [1, HISTORY_LENGTH], 'int32')
      : tf.tensor3d([...channels], [1, HISTORY_LENGTH, CHANNEL_COUNT]),
  )
  const outputs = [model.predict(inputs)].flat()
  const scores = Float32Array.from(outputs.flatMap((output) => [...output.dataSync()]))
  tf.dispose([inputs, outputs])
  model.dispose()
  return scores
}

/**
 * Compares with outputs that Keras wrote: `{"tokens": [100], "channels": [100][35], "outputs": {LAYER: […]}}`, or a list
 * of such examples.
 * @param original - Weights as they were converted, not rounded.
 * @param expected - Path of the JSON file.
 * @returns A line on what came out.
 * @throws `KerasImportError` when the file is another or an output differs by more than {@link TOLERANCE}.
 */
export async function proveByKeras(original: ModelFiles, expected: string): Promise<string> {
  const { heads } = original.json.userDefinedMetadata.vitrine
  const examples = await readExamples(expected)
  const scores = await scorerOf(original).outputs(examples.map(({ input }) => input))
  const width = heads.reduce((sum, { units }) => sum + units, 0)
  let largest = 0
  for (const [index, { outputs }] of examples.entries()) {
    let offset = index * width
    for (const { layer, units } of heads) {
      const own = scores.subarray(offset, (offset += units))
      const wanted = toNumbers(outputs[layer])
      if (wanted?.length !== units)
        throw wrong(expected, `example ${index} must have ${units} numbers in outputs["${layer}"]`)
      const difference = largestDifference(wanted, own)
      largest = Math.max(largest, difference)
      if (difference <= TOLERANCE) continue
      throw new KerasImportError(
        expected,
        `example ${index}: layer "${layer}" gives ${[...own].join(', ')}, Keras gave ${wanted.join(', ')}`,
        `They may be ${TOLERANCE} apart. Was the example scored with the weights that were converted?`,
      )
    }
  }
  return `${examples.length} examples score as in Keras: ${largest.toExponential(1)} off at most.`
}

interface Example {
  readonly input: ScorerInput
  readonly outputs: Readonly<Record<string, unknown>>
}

async function readExamples(file: string): Promise<Example[]> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(file, 'it is not JSON')
    throw error
  }
  const list: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (list.length === 0) throw wrong(file, 'it has no example')
  return list.map((one, index) => {
    if (!isJson(one) || !isJson(one['outputs']))
      throw wrong(file, `example ${index} must have outputs by layer`)
    const tokens = toNumbers(one['tokens'])
    const channels = toNumbers(one['channels'] ?? new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0))
    if (tokens?.length !== HISTORY_LENGTH)
      throw wrong(file, `example ${index} must have ${HISTORY_LENGTH} numbers in tokens`)
    if (channels?.length !== HISTORY_LENGTH * CHANNEL_COUNT)
      throw wrong(file, `example ${index} must have ${HISTORY_LENGTH} × ${CHANNEL_COUNT} numbers in channels`)
    return {
      input: { tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) },
      outputs: one['outputs'],
    }
  })
}

/** Numbers of a list, however deep. */
function toNumbers(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined
  const flat = (value as unknown[]).flat(2)
  return flat.every((one): one is number => typeof one === 'number' && Number.isFinite(one))
    ? flat
    : undefined
}

function wrong(file: string, problem: string): KerasImportError {
  return new KerasImportError(file, problem, 'docs/training-in-keras.md shows how to write it.')
}

function largestDifference(expected: readonly number[], got: ArrayLike<number>): number {
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (got[at] ?? NaN))), 0)
}
