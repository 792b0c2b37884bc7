// SPDX-License-Identifier: MIT
// Visits a second that training takes in: the reference network on visits of 100 events, in batches of 64, by Vitrine's
// trainer in one process and in two, next to plain TensorFlow.js (layers, CPU backend) on the same network. The rival gets
// one small batch: one of 64 visits did not end within minutes.

import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../src/features/feature-table.ts'
import { createAdam } from '../src/train/fit/adam.ts'
import type { Sample } from '../src/train/fit/batch.ts'
import { loadTf } from '../src/train/fit/load-tf.ts'
import { trainStep, type Trainee } from '../src/train/fit/train-step.ts'
import { NETWORKS } from '../src/train/network/network-spec.ts'
import { initialParameters, parameterShapes } from '../src/train/network/parameters.ts'
import { topologyOf } from '../src/train/pack/topology.ts'
import { createRandom } from '../src/train/random.ts'
import { markdownTable } from '../src/train/report/table.ts'
import { FIT_DEFAULTS } from '../src/train/training-options.ts'

const USAGE = `Usage: tsx bench/training.ts [--steps N] [--rival-visits N]

Trains the reference network for N steps (default: 20) after one that does not count; plain TensorFlow.js for one step of
N visits (default: 8).`

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '20' },
    'rival-visits': { type: 'string', default: '8' },
    /** What a process of this bench runs; absent for the one that starts the others. */
    run: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const BATCH = 64
const CLASSES = 3
const ONE_HOT = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]
const SPEC = NETWORKS.reference

/** Made-up visits as long as a visit can be. */
function drawVisits(count: number): Sample[] {
  const random = createRandom(9)
  return Array.from({ length: count }, () => ({
    rows: HISTORY_LENGTH,
    tokens: Int32Array.from({ length: HISTORY_LENGTH }, () => 1 + random.integer(TOKEN_COUNT - 1)),
    channels: Float32Array.from({ length: HISTORY_LENGTH * CHANNEL_COUNT }, () => random.next()),
    target: ONE_HOT[random.integer(CLASSES)]!,
    weight: 1,
  }))
}

function drawTrainee(): Trainee {
  const shapes = parameterShapes(SPEC, 'intent', CLASSES)
  return { spec: SPEC, head: 'intent', shapes, values: initialParameters(shapes, createRandom(1)) }
}

async function runVitrine(): Promise<number> {
  const tf = await loadTf()
  const trainee = drawTrainee()
  const [visits, random] = [drawVisits(BATCH), createRandom(2)]
  const adam = createAdam(trainee.values, FIT_DEFAULTS)
  const step = (): void => {
    const { gradients } = trainStep(tf, trainee, visits, FIT_DEFAULTS.dropout, random)
    adam.step(trainee.values, gradients, 1)
  }
  // The first one warms up.
  step()
  const steps = Number(values.steps)
  const startMs = performance.now()
  for (let index = 0; index < steps; index++) step()
  return (steps * BATCH * 1000) / (performance.now() - startMs)
}

async function runTfjs(): Promise<number> {
  await import('@tensorflow/tfjs-backend-cpu')
  const tf = await import('@tensorflow/tfjs-core')
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers')
  await tf.setBackend('cpu')
  const { shapes, values: weights } = drawTrainee()
  // Loaded rather than built: an orthogonal first matrix takes plain TensorFlow.js ten seconds by itself.
  const model = await loadLayersModel(
    tf.io.fromMemory({
      format: 'layers-model',
      modelTopology: topologyOf(SPEC, 'intent', CLASSES) as object,
      weightSpecs: shapes.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' as const })),
      weightData: Float32Array.from(shapes.flatMap(({ name }) => [...weights.get(name)!])).buffer,
    }),
  )
  model.compile({ optimizer: tf.train.adam(FIT_DEFAULTS.learningRate), loss: 'categoricalCrossentropy' })
  const visits = drawVisits(Number(values['rival-visits']))
  const tokens = Int32Array.from(visits.flatMap((visit) => [...visit.tokens]))
  const channels = Float32Array.from(visits.flatMap((visit) => [...visit.channels]))
  const inputs = [
    tf.tensor2d(tokens, [visits.length, HISTORY_LENGTH], 'int32'),
    tf.tensor3d(channels, [visits.length, HISTORY_LENGTH, CHANNEL_COUNT]),
  ]
  const targets = tf.tensor2d(visits.map(({ target }) => [...target]))
  const startMs = performance.now()
  await model.trainOnBatch(inputs, targets)
  return (visits.length * 1000) / (performance.now() - startMs)
}

const RUNS: Readonly<Record<string, () => Promise<number>>> = { vitrine: runVitrine, tfjs: runTfjs }

/** Runs one side in so many processes at a time; visits a second of all of them. */
async function inProcesses(run: string, count: number): Promise<number> {
  const rates = await Promise.all(Array.from({ length: count }, () => inProcess(run)))
  return rates.reduce((sum, rate) => sum + rate, 0)
}

function inProcess(run: string): Promise<number> {
  const self = fileURLToPath(import.meta.url)
  const options = ['--steps', values.steps, '--rival-visits', values['rival-visits'], '--run', run]
  const child = spawn(process.execPath, ['--import', 'tsx', self, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const rate = Number(said.trim().split('\n').at(-1))
      if (code === 0 && Number.isFinite(rate)) resolve(rate)
      else reject(new Error(`${run} ended with ${code}: ${said}`))
    })
  })
}

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE)
  const own = values.run === undefined ? undefined : RUNS[values.run]
  if (own) return console.log(String(await own()))
  const one = await inProcesses('vitrine', 1)
  const two = await inProcesses('vitrine', 2)
  const rival = await inProcesses('tfjs', 1)
  const row = (name: string, rate: number): string[] => [
    name,
    rate.toPrecision(3),
    (rate / rival).toPrecision(3),
  ]
  console.log(
    markdownTable(
      ['reference network, visits of 100 events', 'visits a second', 'times plain tfjs'],
      [
        row('vitrine, one process', one),
        row('vitrine, two processes', two),
        row(`tfjs-layers, cpu backend, one process, batch of ${values['rival-visits']}`, rival),
      ],
    ),
  )
}

await main()
