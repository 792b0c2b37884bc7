// SPDX-License-Identifier: MIT
// `npm run train:shopper`: trains the shipped model by the recipe and writes models/shopper, then prints its figures. The
// thresholds of its segments come from the folds of the evaluation, which run beside it unless the cache holds them.

import process from 'node:process'
import { parseArgs } from 'node:util'
import { printResults } from '../../src/train/report/print-results.ts'
import { createProgressView } from '../../src/train/report/progress.ts'
import { stopOnSignal } from '../../src/train/stop-on-signal.ts'
import { trainModel } from '../../src/train/train-model.ts'
import type { ChosenPolicy } from '../../src/train/chosen-policy.ts'
import { findData } from './data/find-data.ts'
import { readSources } from './data/read-sources.ts'
import { SHOPPER_FOLDER } from './evaluate.ts'
import { crossValidation } from './folds/assign-folds.ts'
import { chooseSegments } from './folds/choose-segments.ts'
import { cacheOf } from './folds/fit-cache.ts'
import { runFits } from './folds/run-fits.ts'
import { SHOPPER_RECIPE, toTrainOptions } from './recipe.ts'

/** As the evaluation has them, unless it is told otherwise. */
const SEGMENT_FOLDS = { folds: 5, seed: 1 }

type Files = ReturnType<typeof findData>

const USAGE = `npm run train:shopper -- [options]
  --data DIR   folder of the published data sets (or VITRINE_DATA); docs/evaluating.md says what is in it
  --out DIR    folder of the package; models/shopper, unless given
  --jobs N     threads for the folds; 2, unless given
  --resume     go on from the checkpoint that a stopped run left beside the package`

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      resume: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) console.log(USAGE)
  else {
    const { data = process.env['VITRINE_DATA'], out = SHOPPER_FOLDER, resume } = values
    await train(data, out, resume, toThreads(values.jobs))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function toThreads(text: string): number {
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads
  throw new Error(`--jobs must be a whole number from 1 to 64, got "${text}"\n\n${USAGE}`)
}

/** Chooses the segments on the folds of the evaluation. */
async function segmentsOf(files: Files, threads: number): Promise<ChosenPolicy> {
  const recipe = SHOPPER_RECIPE
  const sources = await readSources(files, recipe.sources, false)
  const jobs = crossValidation(recipe.sources, SEGMENT_FOLDS)
  const cache = cacheOf(recipe, SEGMENT_FOLDS, false, files)
  const fits = await runFits(jobs, { recipe, sources, folds: SEGMENT_FOLDS }, cache, threads, (line) =>
    process.stderr.write(`${line}\n`),
  )
  return chooseSegments(fits)
}

async function train(
  folder: string | undefined,
  out: string,
  resume: boolean,
  threads: number,
): Promise<void> {
  const recipe = SHOPPER_RECIPE
  const files = findData(folder, recipe.sources)
  const policy = segmentsOf(files, threads)
  // Training waits for it at its end; a failure is told then.
  policy.catch(() => undefined)
  const view = await createProgressView()
  const stop = stopOnSignal(console.log)
  try {
    const { results, metadata } = await trainModel(
      {
        ...toTrainOptions(recipe),
        ...Object.fromEntries(recipe.sources.map((name) => [name, files[name].path])),
        out,
        resume,
        policy,
        signal: stop.signal,
      },
      { onStage: console.log, onProgress: (progress) => view.show(progress) },
    )
    view.stop()
    const heads = metadata.heads.map(({ name }) => name).join(', ')
    if (heads !== recipe.heads.join(', ')) {
      throw new Error(`The recipe names the heads ${recipe.heads.join(', ')}; the data tell of ${heads}.`)
    }
    printResults(results, console.log)
    console.log(`\nWritten to ${out}`)
  } finally {
    view.stop()
    stop.close()
  }
}
