// SPDX-License-Identifier: MIT
// `npm run train:shopper`: trains the shipped model by the recipe and writes models/shopper, then prints its figures.

import process from 'node:process'
import { parseArgs } from 'node:util'
import { printResults } from '../../src/train/report/print-results.ts'
import { createProgressView } from '../../src/train/report/progress.ts'
import { stopOnSignal } from '../../src/train/stop-on-signal.ts'
import { trainModel } from '../../src/train/train-model.ts'
import { findData } from './data/find-data.ts'
import { SHOPPER_FOLDER } from './evaluate.ts'
import { SHOPPER_RECIPE, toTrainOptions } from './recipe.ts'

const USAGE = `npm run train:shopper -- [options]
  --data DIR   folder of the published data sets (or VITRINE_DATA); docs/evaluating.md says what is in it
  --out DIR    folder of the package; models/shopper, unless given
  --resume     go on from the checkpoint that a stopped run left beside the package`

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      resume: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) console.log(USAGE)
  else await train(values.data ?? process.env['VITRINE_DATA'], values.out ?? SHOPPER_FOLDER, values.resume)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function train(folder: string | undefined, out: string, resume: boolean): Promise<void> {
  const recipe = SHOPPER_RECIPE
  const files = findData(folder, recipe.sources)
  const view = await createProgressView()
  const stop = stopOnSignal(console.log)
  try {
    const { results, metadata } = await trainModel(
      {
        ...toTrainOptions(recipe),
        ...Object.fromEntries(recipe.sources.map((name) => [name, files[name].path])),
        out,
        resume,
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
