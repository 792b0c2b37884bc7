// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCheckpoint, writeCheckpoint } from '../../src/train/checkpoint/checkpoint-file.ts'
import { factDifferences, optionFacts } from '../../src/train/checkpoint/run-facts.ts'
import { fitNetwork, type FitOptions, type FitResult, type FitTask } from '../../src/train/fit/fit-network.ts'
import type { FitState } from '../../src/train/fit/fit-state.ts'
import { loadTf } from '../../src/train/fit/load-tf.ts'
import { createRandom } from '../../src/train/random.ts'
import { trainModel } from '../../src/train/train-model.ts'
import { CheckpointError, StoppedError } from '../../src/train/train-errors.ts'
import { inventedShop, randomSample, randomTrainee } from './train-support.ts'

const CLI = fileURLToPath(new URL('../../src/train/cli.ts', import.meta.url))
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-resume-'))
  await writeFile(join(folder, 'shop.csv'), inventedShop(400))
})
after(() => rm(folder, { recursive: true }))

const OPTIONS: FitOptions = {
  seed: 3,
  epochs: 4,
  patience: 2,
  batchSize: 16,
  learningRate: 0.01,
  weightDecay: 0.01,
  clipNorm: 1,
  averageDecay: 0.9,
  dropout: { input: 0.1, pooled: 0, hidden: 0.2 },
}

/** Draws anew in every epoch, so that the random numbers matter. */
function task(): FitTask {
  const { spec, shapes, heads } = randomTrainee(
    { embedding: 2, channels: true, lstm: 3, output: 'softmax' },
    1,
  )
  const random = createRandom(9)
  const samples = Array.from({ length: 80 }, () => randomSample(1 + random.integer(6), random))
  return {
    spec,
    heads,
    shapes,
    draw: (numbers) => samples.filter(() => numbers.next() < 0.7),
    validation: samples.slice(60),
  }
}

/** Runs until some batch, then goes on from the file of its checkpoint. */
async function fitInTwo(stopAfter: number): Promise<FitResult> {
  const tf = await loadTf()
  const path = join(folder, 'two.checkpoint')
  const controller = new AbortController()
  let batches = 0
  const stopped = fitNetwork(tf, task(), OPTIONS, {
    signal: controller.signal,
    onProgress: () => {
      if (++batches === stopAfter) controller.abort(new StoppedError('SIGINT'))
    },
    onCheckpoint: (state) => writeCheckpoint(path, { facts: {}, state }),
  })
  await assert.rejects(stopped, StoppedError)
  const { state } = (await readCheckpoint(path))!
  return fitNetwork(tf, task(), OPTIONS, { resumeFrom: state })
}

test('a fit that is stopped after any batch and resumed from its file ends with the same bits', async () => {
  const whole = await fitNetwork(await loadTf(), task(), OPTIONS)
  // In the first epoch, at its very end, at the beginning and in the middle of a later one.
  for (const stopAfter of [1, 3, 4, 5, 7]) {
    assert.deepEqual(await fitInTwo(stopAfter), whole, `stopped after ${stopAfter}`)
  }
})

test('a fit that ran out of patience does not go on when it is resumed', async () => {
  const tf = await loadTf()
  let last: FitState | undefined
  const options = { ...OPTIONS, epochs: 30, learningRate: 0.3 }
  const onCheckpoint = (state: FitState): void => void (last = structuredClone(state))
  const whole = await fitNetwork(tf, task(), options, { onCheckpoint })
  assert.ok(whole.trainingLosses.length < 30)
  assert.deepEqual(await fitNetwork(tf, task(), options, { resumeFrom: last! }), whole)
})

test('an epoch that a hook refuses is the last one', async () => {
  const result = await fitNetwork(await loadTf(), task(), OPTIONS, { onEpoch: ({ epoch }) => epoch < 2 })
  assert.equal(result.validationLosses.length, 2)
})

test('a damaged checkpoint is refused; none is none', async () => {
  const path = join(folder, 'damaged.checkpoint')
  assert.equal(await readCheckpoint(path), undefined)
  let state: FitState | undefined
  await fitNetwork(
    await loadTf(),
    task(),
    { ...OPTIONS, epochs: 1 },
    { onCheckpoint: (s) => void (state = s) },
  )
  await writeCheckpoint(path, { facts: { seed: '3' }, state: state! })
  const bytes = await readFile(path)
  assert.deepEqual((await readCheckpoint(path))!.state, state)
  const changed = Buffer.from(bytes)
  changed[bytes.length - 1]! ^= 1
  for (const wrong of [
    bytes.subarray(0, bytes.length - 8),
    bytes.subarray(0, 30),
    changed,
    Buffer.from('?'),
  ]) {
    await writeFile(path, wrong)
    await assert.rejects(readCheckpoint(path), (error) => {
      assert.ok(error instanceof CheckpointError)
      assert.match(
        error.message,
        /damaged\.checkpoint: it is (damaged|no checkpoint of this release)\. Delete it/,
      )
      return true
    })
  }
})

test('options are laid out by the names of the command, and what differs is named', () => {
  const facts = optionFacts({
    learningRate: 0.1,
    dropout: { hidden: 0.3 },
    network: 'compact',
    none: undefined,
  })
  assert.deepEqual(facts, { 'learning-rate': '0.1', 'dropout-hidden': '0.3', network: 'compact' })
  assert.deepEqual(factDifferences(facts, { ...facts, network: 'sibling', seed: '2' }), [
    'network (then compact, now sibling)',
    'seed (then not set, now 2)',
  ])
})

test('a checkpoint of other options or data is refused, and what differs is named', async () => {
  const data = join(folder, 'shop.csv')
  const out = join(folder, 'refused')
  const controller = new AbortController()
  const options = { rees46: data, out, epochs: 3 }
  const stopped = trainModel(
    { ...options, signal: controller.signal },
    { onProgress: () => controller.abort(new StoppedError('SIGTERM')) },
  )
  await assert.rejects(stopped, StoppedError)
  const other = join(folder, 'other.csv')
  await writeFile(other, inventedShop(420))
  for (const [changed, message] of [
    [
      { epochs: 4 },
      /refused\.checkpoint: it is of another run: epochs \(then 3, now 4\)\. Train with the same/,
    ],
    [{ seed: 2 }, /seed \(then 1, now 2\)/],
    [{ network: 'sibling' }, /network \(then compact, now sibling\)/],
    [{ rees46: other }, /data set 1 \(then rees46, \d+ rows/],
  ] as const) {
    await assert.rejects(trainModel({ ...options, ...changed, resume: true }), (error: unknown) => {
      assert.ok(error instanceof CheckpointError)
      assert.match(error.message, message)
      return true
    })
  }
  assert.ok(existsSync(`${out}.checkpoint`))
})

/** Runs the command; once a line matches, the process gets the signal. */
function vitrine(
  args: readonly string[],
  kill?: { readonly at: RegExp; readonly signal: NodeJS.Signals },
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args])
  let output = ''
  let isKilled = false
  const read = (chunk: Buffer): void => {
    output += chunk.toString()
    if (!kill || isKilled || !kill.at.test(output)) return
    isKilled = true
    child.kill(kill.signal)
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

test('Ctrl-C in the middle of training leaves a checkpoint, says how to go on, and --resume gives the same files', async () => {
  const data = ['--rees46', join(folder, 'shop.csv'), '--epochs', '6', '--report', join(folder, 'r.html')]
  const [out, plain] = [join(folder, 'stopped'), join(folder, 'plain')]
  // The first line of progress comes with the first batch.
  const first = await vitrine(['train', ...data, '--out', out], { at: /epoch 1, /, signal: 'SIGINT' })
  assert.equal(first.code, 130, first.output)
  assert.match(first.output, /To go on: vitrine train .*--out \S+stopped --resume/)
  assert.ok(!existsSync(out))
  const second = await vitrine(['train', ...data, '--out', out, '--resume'])
  assert.equal(second.code, 0, second.output)
  assert.match(second.output, /Going on in epoch 1 after [1-9]\d* batches/)
  assert.ok(!existsSync(`${out}.checkpoint`))
  assert.equal((await vitrine(['train', ...data, '--out', plain])).code, 0)
  for (const name of (await readdir(plain)).sort()) {
    assert.ok((await readFile(join(plain, name))).equals(await readFile(join(out, name))), name)
  }
})

test('SIGTERM before anything is trained ends with 143 and leaves nothing behind', async () => {
  const args = ['train', '--rees46', join(folder, 'shop.csv'), '--out', join(folder, 'early')]
  const { code, output } = await vitrine(args, { at: /shop\.csv: \d+ rows/, signal: 'SIGTERM' })
  // Slow machines train before the signal arrives: then there is a checkpoint, which is right, too.
  assert.equal(code, 143, output)
  assert.equal(existsSync(join(folder, 'early.checkpoint')), /To go on/.test(output))
})
