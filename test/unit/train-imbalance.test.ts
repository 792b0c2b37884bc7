// SPDX-License-Identifier: MIT
// What is done where few visits buy: each method by its definition, every loss against differences, all of them together.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { runTrainCommand, toTrainOptions, TRAIN_ARGUMENTS } from '../../src/train/commands/train.ts'
import { parseArguments } from '../../src/train/data-arguments.ts'
import type { Sample, Target } from '../../src/train/fit/batch.ts'
import { focus } from '../../src/train/fit/focal.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { headLoss } from '../../src/train/fit/loss.ts'
import { predict, trainStep } from '../../src/train/fit/train-step.ts'
import { classWeights, weighSamples } from '../../src/train/imbalance/class-weights.ts'
import { focusSamples } from '../../src/train/imbalance/focal.ts'
import { hiddenVectors } from '../../src/train/imbalance/hidden-vectors.ts'
import { meanProbabilities } from '../../src/train/imbalance/mean-probabilities.ts'
import { headGradient, refitHead, type HeadCase } from '../../src/train/imbalance/refit-head.ts'
import { oversample, undersample } from '../../src/train/imbalance/sample-visits.ts'
import { nearestOf, smote } from '../../src/train/imbalance/smote.ts'
import { NETWORKS } from '../../src/train/network/network-spec.ts'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { createRandom } from '../../src/train/random.ts'
import { differenceTable, imbalanceHtml } from '../../src/train/report/imbalance-figures.ts'
import { loadPlotter } from '../../src/train/report/load-plot.ts'
import { readResults } from '../../src/train/report/results-file.ts'
import { UsageError } from '../../src/train/train-errors.ts'
import { fitOptionsOf, type TrainOptions } from '../../src/train/training-options.ts'
import type { Visit, VisitLabel } from '../../src/train/visit.ts'
import { inventedShop, randomSample, randomTrainee } from './train-support.ts'

const random = createRandom(17)

/** Targets of every kind that a head of three classes, or a sigmoid, can have. */
const TARGETS: readonly (readonly [string, Target])[] = [
  ['one class', { classes: [0, 0, 1] }],
  ['partly told', { classes: [1, 1, 0] }],
  ['soft', { classes: [0.966, 0.034, 0], soft: true }],
  ['soft everywhere', { classes: [0.2, 0.3, 0.5], soft: true }],
]

for (const gamma of [0, 0.5, 1, 2, 3.5]) {
  test(`the gradient of the focal loss with gamma ${gamma} is that of differences, for every kind of target`, () => {
    for (const units of [3, 1]) {
      for (const [name, target] of TARGETS) {
        for (let round = 0; round < 20; round++) {
          const logits = Float32Array.from({ length: units }, () => random.normal() * 2)
          const { gradient } = headLoss(logits, { ...target, gamma })
          for (let unit = 0; unit < units; unit++) {
            const at = (step: number): number => {
              const moved = logits.slice()
              moved[unit]! += step
              return headLoss(moved, { ...target, gamma }).loss
            }
            // What float32 makes of the steps, not the steps themselves.
            const [up, down] = [Math.fround(logits[unit]! + 1e-2), Math.fround(logits[unit]! - 1e-2)]
            const numeric = (at(up - logits[unit]!) - at(down - logits[unit]!)) / (up - down)
            const error = Math.abs(numeric - gradient[unit]!)
            assert.ok(
              error <= 1e-2 * Math.max(Math.abs(numeric), 1e-2),
              `${name}, ${units} units, gamma ${gamma}: ${gradient[unit]}, not ${numeric}`,
            )
          }
        }
      }
    }
  })
}

test('the focal loss is (1 − p)^gamma × −log p, and the plain loss at gamma 0', () => {
  for (const p of [0.01, 0.3, 0.9, 0.999]) {
    const { loss } = focus(-Math.log(p), 2)
    assert.ok(Math.abs(loss - (1 - p) ** 2 * -Math.log(p)) < 1e-12)
    assert.deepEqual(focus(-Math.log(p), 0), { loss: -Math.log(p), slope: 1 })
  }
  assert.deepEqual(focus(0, 0.5), { loss: 0, slope: 0 })
  // A visit that the network is sure of counts less, next to one that it is not.
  const share = (gamma: number): number => focus(0.05, gamma).loss / focus(2, gamma).loss
  assert.ok(share(2) < share(1) && share(1) < share(0))
})

test('a step of training with focal loss and weights has the gradients of differences in every weight', async () => {
  const tf = await loadTf()
  const trainee = randomTrainee(NETWORKS.compact, 3)
  const samples = focusSamples(
    Array.from({ length: 4 }, (_, index) => randomSample(2 + index, random)),
    { focalGamma: 2, focalAlpha: 0.7 },
  )
  const none = { input: 0, pooled: 0, hidden: 0 }
  const { gradients } = trainStep(tf, trainee, samples, none, random)
  for (const [name, values] of trainee.values) {
    const gradient = gradients.get(name)!
    const largest = gradient.reduce(
      (best, value, at) => (Math.abs(value) > Math.abs(gradient[best]!) ? at : best),
      0,
    )
    const kept = values[largest]!
    const lossAt = (value: number): number => {
      values[largest] = value
      return trainStep(tf, trainee, samples, none, random).loss
    }
    const [up, down] = [lossAt(kept + 5e-3), lossAt(kept - 5e-3)]
    values[largest] = kept
    const numeric = (up - down) / 1e-2
    assert.ok(
      Math.abs(numeric - gradient[largest]!) <= 1e-2 * Math.abs(numeric) + 1e-5,
      `${name}: ${gradient[largest]}, not ${numeric}`,
    )
  }
})

function told(classes: readonly number[], weight = 1): Sample {
  return { ...randomSample(1, random), targets: [{ classes }], weight }
}

test('class weights are inverse frequencies with mean 1, and "no order" is one class', () => {
  const heads = [{ layer: 'intent', units: 3 }]
  const samples = [
    ...Array.from({ length: 60 }, () => told([1, 0, 0])),
    ...Array.from({ length: 30 }, () => told([0, 1, 0])),
    ...Array.from({ length: 10 }, () => told([0, 0, 1])),
  ]
  const [weight] = classWeights(samples, heads)
  const of = (classes: number[]): number => weight!({ classes })
  assert.ok(Math.abs(of([0, 0, 1]) / of([1, 0, 0]) - 6) < 1e-9)
  assert.ok(Math.abs(of([0, 1, 0]) / of([1, 0, 0]) - 2) < 1e-9)
  const mean = samples.reduce((sum, { targets }) => sum + weight!(targets[0]!), 0) / samples.length
  assert.ok(Math.abs(mean - 1) < 1e-9)

  const partly = [
    ...Array.from({ length: 80 }, () => told([1, 1, 0])),
    ...Array.from({ length: 20 }, () => told([0, 0, 1])),
  ]
  const [own] = classWeights(partly, heads)
  assert.ok(Math.abs(own!({ classes: [0, 0, 1] }) / own!({ classes: [1, 1, 0] }) - 4) < 1e-9)
  // A soft answer of the same two classes weighs as much.
  const soft = own!({ classes: [0.966, 0.034, 0], soft: true })
  assert.ok(Math.abs(soft - own!({ classes: [1, 1, 0] })) < 1e-9)
})

test('class weights are by head; a sample that does not answer a head counts nothing for it', () => {
  const heads = [
    { layer: 'intent', units: 3 },
    { layer: 'value', units: 1 },
  ]
  const both = (intent: readonly number[], value?: readonly number[]): Sample => ({
    ...told(intent),
    targets: [{ classes: intent }, value && { classes: value }],
  })
  const samples = [
    ...Array.from({ length: 9 }, () => both([1, 0, 0], [1, 0])),
    ...Array.from({ length: 3 }, () => both([0, 0, 1], [0, 1])),
    ...Array.from({ length: 6 }, () => both([0, 0, 1])),
  ]
  const weights = classWeights(samples, heads)
  assert.ok(Math.abs(weights[0]!({ classes: [1, 0, 0] }) - 1) < 1e-9)
  assert.ok(Math.abs(weights[1]!({ classes: [0, 1] }) / weights[1]!({ classes: [1, 0] }) - 3) < 1e-9)
  const [first, , , ...rest] = weighSamples(samples, weights)
  assert.equal(first!.targets[1]!.weight, weights[1]!({ classes: [1, 0] }))
  assert.equal(rest.at(-1)!.targets[1], undefined)
})

function visits(counts: Partial<Record<VisitLabel, number>>): Visit[] {
  return Object.entries(counts).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${label} ${index}`,
      visitorId: `${label} ${index}`,
      source: 'rees46' as const,
      events: [],
      after: [],
      label: label as VisitLabel,
    })),
  )
}

function counted(chosen: readonly Visit[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { label } of chosen) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

test('oversampling repeats rare visits up to the ratio, each about as often as the others', () => {
  const all = visits({ browse: 900, 'cart-abandon': 350, buy: 70, untold: 5 })
  const chosen = oversample(all, 'intent', 1 / 3, createRandom(1))
  assert.deepEqual(counted(chosen), { browse: 900, 'cart-abandon': 350, buy: 300, untold: 5 })
  const times = new Map<string, number>()
  for (const { id, label } of chosen) if (label === 'buy') times.set(id, (times.get(id) ?? 0) + 1)
  assert.equal(times.size, 70)
  assert.deepEqual([...new Set(times.values())].sort(), [4, 5])
  const again = oversample(all, 'intent', 1 / 3, createRandom(1))
  assert.deepEqual(
    chosen.map(({ id }) => id),
    again.map(({ id }) => id),
  )
})

test('undersampling leaves frequent visits out, none twice, and keeps all rare ones', () => {
  const all = visits({ 'no-buy': 900, buy: 70, untold: 5 })
  const chosen = undersample(all, 'intent', 1 / 3, createRandom(1))
  assert.deepEqual(counted(chosen), { 'no-buy': 210, buy: 70, untold: 5 })
  assert.equal(new Set(chosen).size, chosen.length)
  const other = undersample(all, 'intent', 1 / 3, createRandom(2))
  assert.notDeepEqual(
    chosen.map(({ id }) => id),
    other.map(({ id }) => id),
  )
  assert.deepEqual(undersample([], 'intent', 0.5, createRandom(1)), [])
})

test('SMOTE makes vectors on the line to one of the nearest of the class', () => {
  const vectors = Array.from({ length: 40 }, () => Float32Array.from({ length: 3 }, () => random.normal()))
  const made = smote(vectors, 200, createRandom(4), 5)
  assert.equal(made.length, 200)
  for (const { vector, from, to } of made) {
    const near = nearestOf(vectors, [...vectors.keys()], from, 5)
    assert.ok(near.includes(to))
    const share = (vector[0]! - vectors[from]![0]!) / (vectors[to]![0]! - vectors[from]![0]!)
    assert.ok(share > -1e-6 && share < 1 + 1e-6)
    vector.forEach((value, at) => {
      const expected = vectors[from]![at]! + share * (vectors[to]![at]! - vectors[from]![at]!)
      assert.ok(Math.abs(value - expected) < 1e-4)
    })
  }
  // Every real vector is drawn from about as often.
  assert.ok(new Set(made.map(({ from }) => from)).size === 40)
  assert.deepEqual(smote(vectors.slice(0, 1), 3, createRandom(4)), [])
})

test('vectors before the head give the logits of the network through its head', async () => {
  const tf = await loadTf()
  for (const spec of [NETWORKS.compact, NETWORKS.sibling, NETWORKS.attention]) {
    const trainee = randomTrainee(spec, 8)
    const samples = Array.from({ length: 5 }, (_, index) => randomSample(1 + 3 * index, random))
    const { vectors, width } = hiddenVectors(tf, trainee, samples)
    assert.equal(
      width,
      trainee.values.get('intent/kernel')!.length / trainee.values.get('intent/bias')!.length,
    )
    const logits = predict(tf, trainee, samples)
    const units = logits.length / samples.length
    const [kernel, bias] = [trainee.values.get('intent/kernel')!, trainee.values.get('intent/bias')!]
    logits.forEach((logit, index) => {
      const [row, unit] = [Math.floor(index / units), index % units]
      let expected = bias[unit]!
      for (let k = 0; k < width; k++) expected += vectors[row * width + k]! * kernel[k * units + unit]!
      assert.ok(Math.abs(logit - expected) < 1e-4, `${logit}, not ${expected}`)
    })
  }
})

test('a head that is trained alone has exact gradients and finds the line between two clouds', () => {
  const cases = Array.from({ length: 600 }, (_, index): HeadCase => {
    const isRare = index % 10 === 0
    const vector = Float32Array.from([random.normal() + (isRare ? 2 : 0), random.normal()])
    return { vector, target: { classes: isRare ? [0, 0, 1] : [1, 1, 0] }, weight: 1 + (index % 3) }
  })
  const start = { kernel: Float32Array.from({ length: 6 }, () => random.normal()), bias: new Float32Array(3) }
  const { kernel, bias } = headGradient(start, cases)
  for (const [name, gradient] of [
    ['kernel', kernel],
    ['bias', bias],
  ] as const) {
    gradient.forEach((value, at) => {
      const lossAt = (step: number): number => {
        const moved = { kernel: start.kernel.slice(), bias: start.bias.slice() }
        moved[name][at]! += step
        return headGradient(moved, cases).loss
      }
      const numeric = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2
      assert.ok(
        Math.abs(value - numeric) <= 1e-2 * Math.abs(numeric) + 1e-4,
        `${name} ${at}: ${value}, ${numeric}`,
      )
    })
  }
  const options = { ...fitOptionsOf({}), learningRate: 0.05 }
  const fitted = refitHead(start, cases, cases, options)
  assert.ok(headGradient(fitted, cases).loss < 0.22)
  assert.ok(headGradient(start, cases).loss > 0.4)
  assert.deepEqual(refitHead(start, cases, cases, options), fitted)
})

test('the mean of several networks is the mean of their probabilities', async () => {
  const tf = await loadTf()
  for (const spec of [NETWORKS.compact, NETWORKS.sibling]) {
    const members = [1, 2, 3].map((seed) => randomTrainee(spec, seed))
    const samples = [randomSample(3, random), randomSample(6, random)]
    const each = members.map((member) => meanProbabilities(tf, [member], samples))
    const mean = meanProbabilities(tf, members, samples)
    mean.forEach(([own], row) => {
      assert.ok(Math.abs(own!.reduce((a, b) => a + b, 0) - 1) < 1e-9)
      own!.forEach((value, k) => {
        const expected = each.reduce((sum, said) => sum + said[row]![0]![k]!, 0) / 3
        assert.ok(Math.abs(value - expected) < 1e-12)
      })
    })
  }
})

async function optionsOf(...args: string[]): Promise<TrainOptions> {
  return toTrainOptions(
    await parseArguments(['--out', 'o', '--ospi', 'f', ...args], TRAIN_ARGUMENTS, 'train'),
  )
}

test('arguments become options; nonsense is refused by name', async () => {
  const args = [
    '--imbalance',
    'focal',
    '--focal-gamma',
    '1.5',
    '--focal-alpha',
    '0.7',
    '--compare-imbalance',
    'weights, smote',
  ]
  assert.deepEqual((await optionsOf(...args)).imbalance, {
    method: 'focal',
    focalGamma: 1.5,
    focalAlpha: 0.7,
    compare: ['weights', 'smote'],
  })
  assert.equal((await optionsOf('--compare-imbalance', 'all')).imbalance!.compare!.length, 7)
  assert.equal((await optionsOf()).imbalance, undefined)
  for (const [bad, message] of [
    [['--imbalance', 'luck'], /no imbalance "luck".*none, weights, focal/],
    [['--sampling-ratio', '0'], /--sampling-ratio must be a number from 0\.001 to 1/],
    [['--focal-alpha', '1'], /--focal-alpha must be/],
    [['--imbalance', 'smote', '--quantise-aware', '3'], /would undo --imbalance smote/],
    [['--bags', '1'], /--bags must be an integer from 2/],
    [['--compare-imbalance', 'weights,luck'], /--compare-imbalance knows none, .* and all, got "luck"/],
  ] as const) {
    await assert.rejects(
      optionsOf(...bad),
      (error) => error instanceof UsageError && message.test(error.message),
    )
  }
})

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-imbalance-'))
})
after(() => rm(folder, { recursive: true }))

test('every method trains, is measured next to none on the same visits, and is in the report', async () => {
  const data = join(folder, 'shop.csv')
  await writeFile(data, inventedShop(240))
  const run = async (name: string, ...args: string[]): Promise<string> => {
    const out = join(folder, name)
    const lines: string[] = []
    await runTrainCommand(
      ['--rees46', data, '--out', out, '--epochs', '2', '--bags', '2', ...args],
      (line) => void lines.push(line),
    )
    return lines.join('\n')
  }
  const printed = await run('all', '--imbalance', 'bagging', '--compare-imbalance', 'all')
  const { imbalance } = await readResults(join(folder, 'all', 'results.json'))
  assert.deepEqual(
    imbalance!.methods.map(({ name }) => name),
    [
      'none',
      'weights',
      'focal',
      'oversample',
      'undersample',
      'smote',
      'bagging',
      'bagging, before distilling',
    ],
  )
  assert.equal(imbalance!.chosen, 'bagging')
  const none = imbalance!.methods[0]!.metrics.averagePrecision.value!
  for (const { name, metrics, minusNone } of imbalance!.methods) {
    const { value, low, high } = metrics.averagePrecision
    assert.ok(low! <= value! && value! <= high!, name)
    if (name === 'none') {
      assert.equal(minusNone, undefined)
      continue
    }
    const { value: difference, low: least, high: most } = minusNone!.averagePrecision
    assert.ok(Math.abs(difference! - (value! - none)) < 1e-12, name)
    assert.ok(least! <= most!, name)
  }
  assert.match(printed, /What was tried for few buyers, on rees46; the package has bagging/)
  const html = await readFile(join(folder, 'all', 'report.html'), 'utf8')
  assert.match(html, /<section id="imbalance"><h2>Few buyers<\/h2>/)
  assert.match(html, /Method of this package: <strong>bagging<\/strong>/)
  assert.match(html, /<tr class="marked"><th scope="row">bagging<\/th>/)
  // The package is one network of the usual size.
  const { metadata } = await loadNodeScorer(join(folder, 'all'))
  assert.equal(metadata.heads[0]!.units, 3)
  const weights = await readFile(join(folder, 'all', 'weights.bin'))

  await run('again', '--imbalance', 'bagging')
  assert.deepEqual(await readFile(join(folder, 'again', 'weights.bin')), weights)
  const alone = (await readResults(join(folder, 'again', 'results.json'))).imbalance!
  assert.deepEqual(
    alone.methods.map(({ minusNone }) => minusNone),
    [undefined, undefined],
  )
  assert.equal(differenceTable(alone), undefined)
  const section = imbalanceHtml(await loadPlotter(), alone)
  assert.ok(!section.includes('Upright line'))

  await run('plain')
  assert.equal((await readResults(join(folder, 'plain', 'results.json'))).imbalance, undefined)
  assert.notDeepEqual(await readFile(join(folder, 'plain', 'weights.bin')), weights)
})
