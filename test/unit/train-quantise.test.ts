// SPDX-License-Identifier: MIT
// `vitrine quantise`, the section of the report about it, and fine-tuning for it.

import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ModelJson } from '../../src/model/package-format.ts'
import { parseQuantiseArgs, runQuantiseCommand } from '../../src/train/commands/quantise.ts'
import { runTrainCommand } from '../../src/train/commands/train.ts'
import { tuneForRounding, type TunedFit } from '../../src/train/fit/fine-tune.ts'
import { fitNetwork, type FitOptions, type FitTask } from '../../src/train/fit/fit-network.ts'
import { loadTf, type Tf } from '../../src/train/fit/load-tf.ts'
import { NETWORKS } from '../../src/train/network/network-spec.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { dequantiseAll, quantiseAll } from '../../src/train/pack/float-model.ts'
import { SCHEME_NAMES } from '../../src/train/pack/schemes.ts'
import { writePackage } from '../../src/train/pack/write-package.ts'
import { createRandom } from '../../src/train/random.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import { QuantisingError, UsageError } from '../../src/train/train-errors.ts'
import { inventedShop, packTrainee, randomSample, randomTrainee } from './train-support.ts'

const SHIPPED = fileURLToPath(new URL('../../models/shopper', import.meta.url))

let folder: string
let data: string
/** A package of float weights that training wrote, tuned for nothing. */
let trained: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-quantise-'))
  data = join(folder, 'shop.csv')
  trained = join(folder, 'trained')
  await writeFile(data, inventedShop(400))
  const args = ['--rees46', data, '--out', trained, '--epochs', '2', '--quantise-aware', '1']
  await runTrainCommand(args, () => {})
})
after(() => rm(folder, { recursive: true }))

/** A package of random weights on disk. */
async function writeRandom(name: string, change = (values: Map<string, Float32Array>): void => void values) {
  const trainee = randomTrainee(NETWORKS.compact, 6)
  change(trainee.values)
  const { json } = packTrainee(trainee)
  const out = join(folder, name)
  const tensors = quantiseAll(trainee, 'float32')
  const { vitrine: metadata } = json.userDefinedMetadata
  await writePackage(out, { ...trainee, topology: json.modelTopology, tensors, metadata, card: '# Mine\n' })
  return out
}

async function run(...args: readonly string[]): Promise<string> {
  const lines: string[] = []
  await runQuantiseCommand(args, (line) => lines.push(line))
  return lines.join('\n')
}

for (const scheme of SCHEME_NAMES) {
  test(`a package is written anew as ${scheme}: self-test of the rounded weights, calibration and card kept`, async () => {
    const source = await writeRandom(`source-${scheme}`)
    const out = join(folder, `out-${scheme}`)
    const text = await run(source, '--scheme', scheme, '--out', out)
    assert.match(text, /\| uint8-channel \| +4,426 \|/)
    assert.doesNotMatch(text, /Warning/)
    const [before, after] = [await loadNodeScorer(source), await loadNodeScorer(out)]
    const { selfTest, files, ...rest } = after.metadata
    const { selfTest: old, files: oldFiles, ...kept } = before.metadata
    assert.deepEqual(rest, kept)
    assert.deepEqual(selfTest.tokens, old.tokens)
    if (scheme !== 'float32') assert.notDeepEqual(files, oldFiles)
    const input = { tokens: Int32Array.from(selfTest.tokens), channels: Float32Array.from(selfTest.channels) }
    assert.deepEqual([...(await after.outputs([input]))], [...selfTest.expected])
    assert.match(await readFile(join(out, 'CARD.md'), 'utf8'), /# Mine[^]*vitrine quantise --scheme/)
    const json = JSON.parse(await readFile(join(out, 'model.json'), 'utf8')) as ModelJson
    assert.equal(json.generatedBy, 'vitrine quantise')
  })
}

test('with data every scheme is measured on the held-out visits, and the package of 8 bits warns', async () => {
  const text = await run(SHIPPED, '--compare', '--rees46', data)
  for (const name of SCHEME_NAMES) assert.ok(text.includes(`| ${name} `), name)
  assert.match(text, /decisions changed/)
  assert.match(text, /Warning: The weights of this package have 8 bits already/)
  assert.doesNotMatch(text, /Written/)
})

test('a weight that half floats cannot hold leaves those schemes out, and refuses them when they are asked for', async () => {
  const source = await writeRandom('large', (values) => (values.get('lstm/kernel')![3] = 1e5))
  const text = await run(source, '--compare')
  assert.doesNotMatch(text, /\| float16|\| uint8-channel/)
  assert.match(text, /\| uint16 /)
  await assert.rejects(run(source, '--scheme', 'float16', '--out', join(folder, 'never')), QuantisingError)
  assert.ok(!(await readdir(folder)).includes('never'))
})

for (const [args, message] of [
  [[], /Which package/],
  [['models/mine'], /--out is missing/],
  [['models/mine', '--compare', '--out', 'x'], /--compare writes nothing/],
  [['models/mine', '--scheme', 'int3', '--compare'], /There is no scheme "int3". Schemes: uint8,/],
] as const) {
  test(`quantise ${args.join(' ')} is not understood`, async () => {
    await assert.rejects(parseQuantiseArgs(args), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, message)
      return true
    })
  })
}

test('a package is never written over itself', async () => {
  await assert.rejects(run(SHIPPED, '--out', `${SHIPPED}/../shopper`), /--out is the package itself/)
})

test('training reports every scheme on the test split, and what tuning gained', async () => {
  const { quantising } = await readResults(join(trained, 'results.json'))
  assert.deepEqual(
    quantising?.schemes?.map(({ scheme }) => scheme),
    [...SCHEME_NAMES],
  )
  const [uint8, , uint16, , float32] = quantising!.schemes!
  assert.equal(float32!.largestChange, 0)
  assert.equal(float32!.behindFloat, undefined)
  assert.ok(uint16!.largestChange < uint8!.largestChange)
  assert.equal(quantising!.largestChange, uint8!.largestChange)
  assert.ok(uint8!.size.brotli < uint8!.size.raw && uint8!.size.raw * 4 === float32!.size.raw)
  const { tuning } = quantising!
  assert.equal(tuning?.epochs, 1)
  assert.ok(tuning.lossAfter <= tuning.lossBefore)
  const html = await readFile(join(trained, 'report.html'), 'utf8')
  assert.match(html, /<h2>Quantising<\/h2>/)
  assert.match(html, /Fine-tuning that sees the rounded weights/)
})

const OPTIONS: FitOptions = {
  seed: 3,
  epochs: 25,
  patience: 25,
  batchSize: 16,
  learningRate: 0.01,
  weightDecay: 0,
  clipNorm: 1,
  averageDecay: 0.9,
  dropout: { input: 0, pooled: 0, hidden: 0 },
}

/** Visits whose class is told by one channel of their last row; validated on themselves, so that rounding only loses. */
function easyTask(): FitTask {
  const random = createRandom(21)
  const samples = Array.from({ length: 120 }, (_, index) => {
    const sample = randomSample(1 + random.integer(8), random)
    sample.channels[sample.channels.length - 1] = index % 2 === 0 ? 1 : -1
    return { ...sample, targets: [{ classes: index % 2 === 0 ? [0, 0, 1] : [1, 0, 0] }] }
  })
  const { spec, shapes, heads } = randomTrainee(NETWORKS.compact, 1)
  return { spec, heads, shapes, draw: () => samples, validation: samples }
}

/** The fit of a task whose samples are there already. */
function fitOf(tf: Tf, task: FitTask, options: FitOptions): TunedFit {
  return {
    ...task,
    tf,
    options,
    train: [],
    stopping: [],
    draw: () => [...task.draw(createRandom(1))],
    hold: () => [...task.validation],
    fit: (one, how) => fitNetwork(tf, one, how),
  }
}

test('tuning with weights of five steps gains back what rounding so coarsely loses, the same at the same seed', async () => {
  const tf = await loadTf()
  const task = easyTask()
  const fitted = await fitNetwork(tf, task, OPTIONS)
  // Far coarser than any scheme, so that there is something to gain.
  const rounded: NonNullable<FitTask['weightsSeen']> = (values) =>
    new Map(
      [...values].map(([name, weights]) => {
        const largest = Math.max(...weights.map(Math.abs))
        return [name, weights.map((value) => (Math.round((value / largest) * 2) * largest) / 2)]
      }),
    )
  const tune = { values: fitted.values, rounded, epochs: 15 }
  const copy = new Map([...fitted.values].map(([name, weights]) => [name, weights.slice()]))
  const tuned = await tuneForRounding(fitOf(tf, task, OPTIONS), tune)
  const best = Math.min(...fitted.validationLosses)
  assert.ok(tuned.lossBefore > 2 * best, `rounding costs ${tuned.lossBefore - best}`)
  const regained = (tuned.lossBefore - tuned.lossAfter) / (tuned.lossBefore - best)
  assert.ok(regained > 0.3, `${regained} of the loss was gained back`)
  assert.deepEqual(fitted.values, copy)
  assert.deepEqual(await tuneForRounding(fitOf(tf, task, OPTIONS), tune), tuned)
})

test('tuning that does not help keeps the weights of before', async () => {
  const tf = await loadTf()
  const task = easyTask()
  const { values } = await fitNetwork(tf, task, OPTIONS)
  const rounded: NonNullable<FitTask['weightsSeen']> = (own) =>
    dequantiseAll(quantiseAll({ shapes: task.shapes, values: own }, 'uint16'))
  const wild = { ...OPTIONS, learningRate: 40 }
  const tuned = await tuneForRounding(fitOf(tf, task, wild), { values, rounded, epochs: 1 })
  assert.equal(tuned.bestEpoch, 0)
  assert.equal(tuned.lossAfter, tuned.lossBefore)
  assert.deepEqual(tuned.values, values)
})

test('weights that no scheme rounds have nothing to be tuned for', async () => {
  const args = ['--rees46', data, '--out', join(folder, 'x'), '--scheme', 'float32', '--quantise-aware', '2']
  await assert.rejects(
    runTrainCommand(args, () => {}),
    /rounds no weight/,
  )
})
